"""Questions as lines of JSON, and their answers: how another program asks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from bot.answering.model import Answer
from bot.cli.inputs import language_option
from bot.cli.instants import instant_of
from bot.cli.rendering import plain_text, source_object
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from bot.settings import SettingRefused

#: What identifies a line to whoever wrote it.
LineId = str | int | float | None

#: A line as it may be written.
EXAMPLE = '{"id": 1, "text": "…", "now": "2020-07-24T09:00"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question."""

    id: LineId
    text: str
    now: datetime | None  #: aware
    language: Language | None
    conversation: str | None  #: the same one means the same chat


class LineRefused(Exception):
    """A line that is no question; `reason` names the field and the fix."""

    def __init__(self, id: LineId, reason: SettingRefused) -> None:
        super().__init__(f"line {id!r}: {reason}")
        self.id = id
        self.reason = reason


def read_line(content: bytes, zone: tzinfo) -> Line:
    """Read a question.

    Args:
        content: one object as JSON, in UTF-8; fields that are not known are passed over.
        zone: the zone of a `now` that names none.

    Raises:
        LineRefused: it is not.
    """
    try:
        fields = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise LineRefused(None, SettingRefused("JSON", fix_key="cli.line.json", example=EXAMPLE))
    id = fields.get("id")
    if isinstance(id, dict | list):
        raise LineRefused(None, _refusal("id", id))
    try:
        now = _text(fields, "now")
        return Line(
            id=id,
            text=_required_text(fields, "text"),
            now=None if now is None else instant_of(now, zone, field="now"),
            language=language_option(_text(fields, "lang"), field="lang"),
            conversation=_conversation(fields),
        )
    except SettingRefused as refusal:
        raise LineRefused(id, refusal) from None


def answer_line(id: LineId, answer: Answer, knowledge: Knowledge) -> bytes:
    """The line that answers a question."""
    return _line(
        {
            "id": id,
            "kind": answer.kind.value,
            "text": plain_text(answer),
            "sources": [source_object(s, knowledge, answer.language) for s in answer.sources],
            "confidence": round(answer.confidence, 3),
        }
    )


def refusal_line(refusal: LineRefused, texts: Texts) -> bytes:
    """The line that answers what is no question."""
    return _line({"id": refusal.id, "error": refusal.reason.text(texts)})


def _line(fields: Mapping[str, Any]) -> bytes:
    # Half a surrogate pair, which JSON can hold and UTF-8 cannot, goes back as it came: escaped.
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _refusal(field: str, value: object) -> SettingRefused:
    shown = None if value is None else json.dumps(value, ensure_ascii=False)[:80]
    return SettingRefused(field, shown, fix_key=f"cli.line.{field}")


def _text(fields: Mapping[str, Any], field: str) -> str | None:
    value = fields.get(field)
    if value is not None and not isinstance(value, str):
        raise _refusal(field, value)
    return value


def _required_text(fields: Mapping[str, Any], field: str) -> str:
    value = _text(fields, field)
    if value is None:
        raise _refusal(field, value)
    return value


def _conversation(fields: Mapping[str, Any]) -> str | None:
    value = fields.get("conversation")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _refusal("conversation", value)
    return str(value)
