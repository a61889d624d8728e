"""The Bot API's methods, one function each, under their names in lower case."""

from bot.sandbox.methods import changing, media, profile, queries, receiving, sending
from bot.sandbox.service import Method

METHODS: dict[str, Method] = {
    **receiving.METHODS,
    **sending.METHODS,
    **media.METHODS,
    **changing.METHODS,
    **queries.METHODS,
    **profile.METHODS,
}

__all__ = ["METHODS"]
