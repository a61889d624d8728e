"""The wire: JSON as Telegram writes it, and the answers that are not "ok"."""

import json
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


def dumps(value: object) -> bytes:
    """The value as compact JSON in UTF-8, Chinese characters not escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Refused(Exception):
    """A call that the Bot API answers with `ok: false`.

    Attributes:
        code: the HTTP status, repeated as `error_code`.
        description: what went wrong, in Telegram's words, since bots read them.
        parameters: what a bot may act on: `retry_after` in seconds, `migrate_to_chat_id`.
    """

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> bytes:
        """The answer's JSON."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = dict(self.parameters)
        return dumps(answer)


def bad_request(reason: str) -> Refused:
    """400: the call makes no sense as it stands."""
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    """403: the chat does not let the bot do this."""
    return Refused(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refused:
    """409: somebody else receives this bot's updates."""
    return Refused(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> Refused:
    """429: the bot may ask again in `retry_after` seconds."""
    return Refused(
        429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    )


def migrated(new_chat_id: int) -> Refused:
    """400 with the group's new address."""
    return Refused(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": new_chat_id},
    )
