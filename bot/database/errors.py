"""What can be wrong with the database, in words for an operator."""

from sqlalchemy import URL

from bot.errors import FieldRefused


class DatabaseRefused(FieldRefused):
    """The database cannot be used; nothing in it was changed.

    Args:
        value: its URL, without its password.
        fix_key: key of the text that says what to do.
    """

    def __init__(self, value: str, *, fix_key: str, **fix_values: object) -> None:
        super().__init__("database.url", value, fix_key=fix_key, **fix_values)


def shown(url: URL) -> str:
    """A URL as an operator writes it, without its password."""
    return url.set(drivername=url.get_backend_name()).render_as_string()
