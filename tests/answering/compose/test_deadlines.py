from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from bot.answering.model import Kind, Request
from bot.language import Language
from bot.locales import Texts
from tests.answering.compose.conftest import ZONE, Desk, record, said

Catalogues = Mapping[Language, Texts]


def desk(texts: Catalogues, due: dict[str, Any], **fields: Any) -> Desk:
    title = {"zh-Hans": "报表", "en": "Papers"}
    return Desk(texts, deadline={"papers": record(title=title, due=due, **fields)})


def june(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2024, 6, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("due", "now", "chinese", "english"),
    [
        (
            {"on": "2024-07-31"},
            june(1),
            "截止时间：7月31日（周三）前，即当天24:00前",
            "Due: by the end of Wednesday 31 July",
        ),
        (
            {"on": "2024-06-08"},
            june(1),
            "截止时间：6月8日（周六）前，即当天24:00前，还有7天",
            "Due: by the end of Saturday 8 June, 7 days left",
        ),
        (
            {"on": "2024-06-08"},
            june(8, 23, 59),
            "截止时间：6月8日（周六）前，即当天24:00前，今天截止",
            "Due: by the end of Saturday 8 June: that is today",
        ),
        (
            {"on": "2024-06-08"},
            june(9, 0),
            "截止时间：已于6月8日（周六）截止",
            "Due: this passed on Saturday 8 June",
        ),
        (
            {"at": "2024-06-02T17:00"},
            june(1),
            "截止时间：6月2日（周日）17:00前，明天截止",
            "Due: by Sunday 2 June, 5:00 pm: that is tomorrow",
        ),
        (
            {"at": "2024-06-02T17:00"},
            june(2, 17, 1),
            "截止时间：已于6月2日（周日）17:00截止",
            "Due: this passed on Sunday 2 June, 5:00 pm",
        ),
        (
            {"days_before": 2, "before": "edition"},
            june(7),
            "截止时间：6月8日（周六）前，即当天24:00前，明天截止\n（即“灯塔节”前2天）",
            "Due: by the end of Saturday 8 June: that is tomorrow\n"
            "(2 days before “Lighthouse Fair”)",
        ),
    ],
)
def test_by_when_and_how_much_is_left(
    texts: Catalogues, due: dict[str, Any], now: datetime, chinese: str, english: str
) -> None:
    papers = desk(texts, due)

    assert papers.say("due", "deadline/papers", now=now) == chinese
    assert papers.say("due", "deadline/papers", "en", now=now) == english


def test_what_is_owed_has_its_limits_and_its_date(texts: Catalogues) -> None:
    items = [
        {"id": "report", "title": "总结"},
        {"id": "film", "title": "视频", "max_video_minutes": 1.5, "formats": ["MP4"]},
    ]

    text = desk(texts, {"on": "2024-06-08"}, items=items).say("owed", "deadline/papers")

    assert text == (
        "需提交：\n· 总结\n· 视频（视频不超过90秒，格式MP4）\n"
        "截止时间：6月8日（周六）前，即当天24:00前，还有7天"
    )


def test_limits_are_those_of_the_fields_and_of_the_notes(texts: Catalogues) -> None:
    items = [
        {"id": "report", "title": "总结"},
        {"id": "photos", "title": "照片", "max_file_mb": 5, "note": "最多3张"},
        {"id": "film", "title": "视频", "max_video_minutes": 3, "note": "时长不超过3分钟"},
    ]

    text = desk(texts, {"on": "2024-06-08"}, items=items).say("limits", "deadline/papers")

    assert text == "· 照片：每个文件不超过5 MB，最多3张\n· 视频：视频不超过3分钟"


def test_whom_it_goes_to_is_a_contact_in_full(texts: Catalogues) -> None:
    text = desk(texts, {"on": "2024-06-08"}, submit_to="desk", how="邮寄").say(
        "submit_to", "deadline/papers"
    )

    assert text == "提交至：咨询台\n电话：555 0100\n邮箱：desk@fair.example\n提交方式：邮寄"


def test_being_late_is_not_stated_unless_it_is(texts: Catalogues) -> None:
    papers = desk(texts, {"on": "2024-06-08"})

    answer = papers.ask(Request(aspect="late", subject="deadline/papers"))

    assert answer.kind is Kind.NOT_STATED
    assert said(answer).startswith("通知里没有写逾期怎么办。")


def test_asked_of_the_edition_every_deadline_is_named_and_the_next_one_first(
    texts: Catalogues,
) -> None:
    deadlines = {
        "past": record(title="甲", due={"on": "2024-05-01"}),
        "far": record(title="丙", due={"on": "2024-09-01"}),
        "near": record(title="乙", due={"on": "2024-06-05"}),
    }

    lines = Desk(texts, deadline=deadlines).say("due", "edition/fair").split("\n")

    assert [line for line in lines if len(line) == 1] == ["乙", "丙", "甲"]


def test_how_it_is_handed_in_is_told_with_the_address(texts: Catalogues) -> None:
    text = desk(texts, {"on": "2024-06-08"}, submit_to="desk", how="邮寄").say(
        "submit_how", "deadline/papers"
    )

    assert text == "提交方式：邮寄\n提交至：咨询台（电话555 0100，邮箱desk@fair.example）"


def test_forms_are_told_with_where_to_get_them(texts: Catalogues) -> None:
    form = record(title="报名表", obtain="通知附件1")
    items = [{"id": "form", "title": "报名表", "document": "form"}]
    papers = record(title="报表", due={"on": "2024-06-08"}, items=items)

    text = Desk(texts, document={"form": form}, deadline={"papers": papers}).say(
        "forms", "deadline/papers"
    )

    assert text == "· 报名表：通知附件1"
