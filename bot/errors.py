"""Errors that a person can do something about: what was refused, and what would be accepted.

Anything that is not a `ZhouzhiError` is our fault, and is treated as such.
"""

import traceback
from collections.abc import Mapping

from bot.locales import Texts


class ZhouzhiError(Exception):
    """Something was refused or could not be done; it has words in every language."""

    text_key = "error.refused"  #: its words, in `bot/locales/`

    def __init__(self, message: str, **values: object) -> None:
        """Tell what happened.

        Args:
            message: for logs and developers.
            values: what the words of `text_key` name.
        """
        super().__init__(message)
        self.values: Mapping[str, object] = values

    def text(self, texts: Texts) -> str:
        """What happened and what to do about it, for a person."""
        return texts(self.text_key, **self.values)


class FieldRefused(ZhouzhiError):
    """One value was refused and nothing was changed."""

    text_key = "error.field-refused"

    def __init__(self, field: str, value: object, *, fix_key: str, **fix_values: object) -> None:
        """Refuse a value.

        Args:
            field: its place, such as `telegram.token`.
            value: what was there.
            fix_key: key of the text that says what would be accepted.
            fix_values: what that text names.
        """
        super().__init__(f"{field} = {value!r} refused: {fix_key}", **fix_values)
        self.field, self.value, self.fix_key = field, value, fix_key

    def text(self, texts: Texts) -> str:
        """Field, value and fix, for a person."""
        fix = texts(self.fix_key, **self.values)
        return texts(self.text_key, field=self.field, value=self.value, fix=fix)


def described(error: BaseException | None) -> Mapping[str, str]:
    """An error for the log: its kind and where it arose. Its words may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    return {
        "error": type(error).__name__,
        "at": " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in frames[:-6:-1]),
    }
