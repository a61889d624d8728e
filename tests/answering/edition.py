"""A small science week, as its file states it, for the tests of understanding."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.answering.model import Filters, Question, Turn, Understanding
from bot.answering.subjects import Meanings
from bot.answering.understand import Understander
from bot.answering.words import load_words
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import validate
from bot.language import Language

ZONE = ZoneInfo("Asia/Shanghai")
#: A Monday, one week before the edition.
BEFORE = datetime(2024, 6, 3, 9, tzinfo=ZONE)
#: The evening of its second day.
DURING = datetime(2024, 6, 11, 18, tzinfo=ZONE)

_STATED = {"notice": "notice", "clause": "1"}


def _record(hans: str, english: str, **fields: Any) -> dict[str, Any]:
    return {"title": {"zh-Hans": hans, "en": english}, "sources": _STATED, **fields}


WEEK: dict[str, Any] = {
    "edition": {
        "week": _record(
            "青川市科技周",
            "Qingchuan Science Week",
            starts_on="2024-06-10",
            ends_on="2024-06-16",
            zone="Asia/Shanghai",
            organisers=["academy"],
            contact="desk",
            theme={"zh-Hans": "光", "en": "Light"},
            details={"stamps": {"zh-Hans": "集满七枚。", "en": "Collect seven."}},
        )
    },
    "term": {
        "stamps": _record("集章", "Stamps", of="aspect", words=["集章", "stamp rally"]),
    },
    "notice": {"notice": _record("通知", "Notice", published_on="2024-05-02")},
    "organisation": {"academy": _record("科学院", "Academy of Sciences")},
    "contact": {
        "desk": _record(
            "咨询台",
            "Information desk",
            phones=["555 0100"],
            emails=["desk@week.example"],
        )
    },
    "venue": {
        "museum": _record(
            "科技馆",
            "Science Museum",
            address={"zh-Hans": "海边路1号", "en": "1 Shore Road"},
            hours={"zh-Hans": "9:00至17:00", "en": "9:00 to 17:00"},
            details={"parking": {"zh-Hans": "馆后可停车。", "en": "Behind the museum."}},
        ),
        "library": _record(
            "图书馆", "City Library", address={"zh-Hans": "山路2号", "en": "2 Hill Road"}
        ),
    },
    "event": {
        "opening": _record(
            "启动仪式",
            "Opening",
            kind="ceremony",
            sessions={"start": "2024-06-10T10:00", "end": "2024-06-10T11:00"},
            venue="museum",
        ),
        "laboratory": _record(
            "实验室开放日",
            "Laboratory Open Day",
            aliases=["开放日"],
            kind="open_day",
            sessions={"start": "2024-06-15T09:00", "end": "2024-06-15T16:00"},
            registration={"required": True},
        ),
        "climate": _record(
            "气候讲座",
            "Climate Lecture",
            kind="lecture",
            sessions={"start": "2024-06-12T19:00", "end": "2024-06-12T20:30"},
            venue="library",
            room={"zh-Hans": "报告厅", "en": "Blue Room"},
            fee={"free": True},
            people={"zh-Hans": "林教授", "en": "Professor Lin"},
            language={"zh-Hans": "英语", "en": "English"},
            details={"dress": {"zh-Hans": "请穿正装。", "en": "Formal."}},
        ),
        "ocean": _record(
            "海洋讲座",
            "Ocean Lecture",
            kind="lecture",
            sessions={"start": "2024-06-13T15:00", "end": "2024-06-13T16:00"},
            venue="museum",
            organisers=["academy"],
            fee={"free": False, "text": {"zh-Hans": "20元", "en": "20 yuan"}},
        ),
        "photo": _record(
            "摄影大赛",
            "Photo Contest",
            kind="contest",
            sessions={"start": "2024-06-14T14:00"},
            audience={"groups": ["children"], "min_age_years": 6},
            details={"prizes": {"zh-Hans": "一等奖一台相机。", "en": "A camera."}},
        ),
        "gitlab": _record(
            "Gitlab", "Gitlab", kind="workshop", sessions={"start": "2024-06-14T10:00"}
        ),
        "gitlab-ci": _record(
            "Gitlab CI", "Gitlab CI", kind="workshop", sessions={"start": "2024-06-14T16:00"}
        ),
    },
    "deadline": {
        "plan": _record(
            "活动方案", "Draft outline", due={"at": "2024-06-05T17:00"}, submit_to="desk"
        ),
        "summary": _record(
            "总结报告",
            "Summary",
            due={"on": "2024-06-28"},
            submit_to="desk",
            items=[
                {
                    "id": "video",
                    "title": {"zh-Hans": "视频", "en": "Video"},
                    "max_video_minutes": 5,
                }
            ],
        ),
    },
}


def knowledge_of(**tables: Mapping[str, Any]) -> Knowledge:
    """The science week with some records added, or others in their place."""
    document = copy.deepcopy(WEEK)
    for table, records in tables.items():
        document.setdefault(table, {}).update(records)
    return validate(document, version="1")


class Listener:
    """Understands questions about an edition, a week before it unless told otherwise."""

    def __init__(self, knowledge: Knowledge, meanings: Meanings | None = None) -> None:
        self.understander = Understander(knowledge, load_words(knowledge), meanings)

    def understand(
        self,
        text: str,
        turn: Turn | None = None,
        *,
        now: datetime = BEFORE,
        language: Language | None = None,
    ) -> Understanding:
        """What the question was taken to mean."""
        return self.understander.understand(Question(text=text, now=now, language=language), turn)

    def asked(
        self, text: str, turn: Turn | None = None, *, now: datetime = BEFORE
    ) -> list[tuple[str | None, str]]:
        """What is asked of what, in order: (subject, aspect)."""
        requests = self.understand(text, turn, now=now).requests
        return [(each.subject, each.aspect) for each in requests]

    def listed(self, text: str, turn: Turn | None = None, *, now: datetime = BEFORE) -> Filters:
        """Which events a list is asked for."""
        (request,) = self.understand(text, turn, now=now).requests
        assert (request.aspect, request.subject) == ("list", None)
        return request.filters


def after(*subjects: str, aspects: tuple[str, ...] = (), filters: Filters | None = None) -> Turn:
    """The turn after an exchange in Chinese about these subjects."""
    return Turn(
        subjects=subjects,
        aspects=aspects,
        at=BEFORE,
        language=Language.HANS,
        filters=filters or Filters(),
    )
