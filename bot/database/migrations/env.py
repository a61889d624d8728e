"""What Alembic runs for every migration: on the connection that it is handed."""

from alembic import context

from bot.database.tables import Table, give_conditions

give_conditions(context.config.attributes["connection"].dialect.name)
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    # SQLite changes a column by making the table anew.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
