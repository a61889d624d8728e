"""The operational database: what grows with use and must never lose a line.

SQLite in WAL mode by default, PostgreSQL by another URL. `tables` says what is kept, `migrations`
how an older database becomes one of today, `database` how transactions are made. Services have a
repository module each; nothing else makes a statement.
"""

from bot.database.database import Database, open_database
from bot.database.errors import DatabaseRefused

__all__ = ["Database", "DatabaseRefused", "open_database"]
