"""A small edition, and a desk that composes answers about it."""

import copy
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.answering.compose import Composer
from bot.answering.dates import Precision, Span
from bot.answering.model import Answer, Request, Understanding
from bot.knowledge.validation import validate
from bot.language import Language
from bot.locales import Texts, load_texts

ZONE = ZoneInfo("Asia/Shanghai")
BEFORE = datetime(2024, 6, 1, 9, tzinfo=ZONE)
ALL_TEXTS = load_texts()

SMALL: dict[str, Any] = {
    "edition": {
        "fair": {
            "title": {"zh-Hans": "灯塔节", "en": "Lighthouse Fair"},
            "starts_on": "2024-06-10",
            "ends_on": "2024-06-16",
            "zone": "Asia/Shanghai",
            "contact": "desk",
            "sources": {"notice": "notice", "clause": "1"},
        }
    },
    "notice": {
        "notice": {
            "title": {"zh-Hans": "通知", "en": "Notice"},
            "published_on": "2024-05-02",
            "sources": {"notice": "notice"},
        }
    },
    "contact": {
        "desk": {
            "title": {"zh-Hans": "咨询台", "en": "Information desk"},
            "phones": ["555 0100"],
            "emails": ["desk@fair.example"],
            "sources": {"notice": "notice", "clause": "9"},
        }
    },
    "venue": {
        "tower": {
            "title": {"zh-Hans": "灯塔", "en": "Tower"},
            "address": {"zh-Hans": "海边路1号", "en": "1 Shore Road"},
            "details": {"parking": {"zh-Hans": "塔下可停车。", "en": "Below the tower."}},
            "sources": {"notice": "notice", "clause": "2"},
        }
    },
}


def record(**fields: Any) -> dict[str, Any]:
    """A record with a title and a source, and whatever else is given."""
    named = {"title": {"zh-Hans": "讲座", "en": "Talk"}}
    return {**named, "sources": {"notice": "notice", "clause": "3"}, **fields}


def days(first: date, count: int = 1) -> Span:
    """Whole days, as a question speaks of them."""
    start = datetime(first.year, first.month, first.day, tzinfo=ZONE)
    return Span(
        start=start,
        end=start + timedelta(days=count),
        precision=Precision.DAY if count == 1 else Precision.RANGE,
        text_start=0,
        text_end=0,
    )


def hours(start: datetime, end: datetime) -> Span:
    """A part of a day."""
    return Span(start=start, end=end, precision=Precision.PART, text_start=0, text_end=0)


def at(start: datetime) -> Span:
    """A clock time."""
    return Span(start=start, end=None, precision=Precision.INSTANT, text_start=0, text_end=0)


class Desk:
    """Answers about the small edition with some records added."""

    def __init__(self, texts: Mapping[Language, Texts], **tables: Mapping[str, Any]) -> None:
        document = copy.deepcopy(SMALL)
        for table, records in tables.items():
            document.setdefault(table, {}).update(records)
        self.knowledge = validate(document, version="1")
        self.composer = Composer(self.knowledge, texts)

    def ask(
        self,
        *requests: Request,
        language: str = "zh-Hans",
        now: datetime = BEFORE,
        **understood: Any,
    ) -> Answer:
        """The answer to what was understood."""
        understanding = Understanding(language=Language(language), requests=requests, **understood)
        return self.composer.compose(understanding, now=now)

    def say(self, aspect: str, subject: str, language: str = "zh-Hans", **request: Any) -> str:
        """The text of the answer to one request."""
        now = request.pop("now", BEFORE)
        return said(
            self.ask(Request(aspect=aspect, subject=subject, **request), language=language, now=now)
        )


def said(answer: Answer) -> str:
    """All that an answer says, headings left out."""
    return "\n".join(statement.text for statement in answer.statements)


@pytest.fixture(scope="session")
def texts() -> Mapping[Language, Texts]:
    """The words of every language."""
    return ALL_TEXTS
