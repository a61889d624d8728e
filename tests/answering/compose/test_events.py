from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from bot.answering.model import Kind, Request
from bot.language import Language
from bot.locales import Texts
from tests.answering.compose.conftest import ZONE, Desk, at, days, hours, record, said

Catalogues = Mapping[Language, Texts]
AT_TEN = {"start": "2024-06-10T10:00", "end": "2024-06-10T11:30"}


def desk(texts: Catalogues, **event: Any) -> Desk:
    return Desk(texts, event={"talk": record(**event)})


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-Hans", "时间：6月10日（周一）10:00–11:30"),
        ("zh-Hant", "時間：6月10日（週一）10:00–11:30"),
        ("en", "When: Monday 10 June, 10:00 am–11:30 am"),
    ],
)
def test_its_time_is_said_in_the_language_of_the_question(
    texts: Catalogues, language: str, expected: str
) -> None:
    assert desk(texts, sessions=AT_TEN).say("when", "event/talk", language) == expected


@pytest.mark.parametrize(
    ("sessions", "expected"),
    [
        ({"start": "2024-06-10"}, "时间：6月10日（周一）"),
        ({"start": "2024-06-10T09:30"}, "时间：6月10日（周一）上午9:30"),
        (
            {
                "start": "2024-06-10T10:00",
                "end": "2024-06-10T11:00",
                "repeat": "FREQ=DAILY;COUNT=5",
            },
            "时间：6月10日（周一）至6月14日（周五），每天10:00–11:00",
        ),
        (
            {"start": "2024-05-17T17:00", "repeat": "FREQ=WEEKLY;COUNT=4"},
            "时间：5月17日（周五）至6月7日（周五），每周五17:00",
        ),
        (
            [{"start": "2024-06-12T10:00"}, {"start": "2024-06-10T15:00"}],
            "时间：\n6月10日（周一）15:00\n6月12日（周三）上午10:00",
        ),
        (
            [{"start": "2024-06-10T10:00", "title": "上半场"}],
            "时间：上半场：6月10日（周一）上午10:00",
        ),
        (
            [
                {"start": "2024-06-10T10:00"},
                {"start": "2024-06-11T10:00", "status": "cancelled"},
            ],
            "时间：\n6月10日（周一）上午10:00\n6月11日（周二）上午10:00（已取消）",
        ),
        (
            [
                {"start": "2024-06-10T10:00"},
                {
                    "start": "2024-06-11T10:00",
                    "status": "moved",
                    "was": {"start": "2024-06-12T10:00"},
                },
            ],
            "时间：\n6月10日（周一）上午10:00\n"
            "6月11日（周二）上午10:00（有变动，原定6月12日（周三）上午10:00）",
        ),
    ],
)
def test_times_are_said_as_they_are_stated(texts: Catalogues, sessions: Any, expected: str) -> None:
    assert desk(texts, sessions=sessions).say("when", "event/talk") == expected


def test_an_event_throughout_the_edition_has_its_dates_and_no_hour(texts: Catalogues) -> None:
    text = desk(texts, when="edition").say("when", "event/talk")

    assert text.startswith("在6月10日（周一）至6月16日（周日）的活动期间举行")
    assert text.endswith("没有写具体是哪天、几点。")


def test_no_time_is_taken_from_the_edition(texts: Catalogues) -> None:
    answer = desk(texts).ask(Request(aspect="when", subject="event/talk"))

    assert answer.kind is Kind.NOT_STATED
    assert "6月" not in said(answer)


def test_only_the_start_is_stated_where_the_end_is_asked(texts: Catalogues) -> None:
    answer = desk(texts, sessions={"start": "2024-06-10T09:30"}).ask(
        Request(aspect="end", subject="event/talk")
    )

    assert answer.kind is Kind.NOT_STATED
    assert said(answer).startswith(
        "通知里没有写结束时间。\n已知的是：\n时间：6月10日（周一）上午9:30\n"
    )


def test_what_is_over_is_said_to_be_over(texts: Catalogues) -> None:
    after = datetime(2024, 6, 20, tzinfo=ZONE)

    text = desk(texts, sessions=AT_TEN).say("when", "event/talk", now=after)

    assert text == "时间：6月10日（周一）10:00–11:30（已经结束）"


def test_times_that_are_past_give_way_to_those_ahead(texts: Catalogues) -> None:
    sessions = [{"start": "2024-06-10T10:00"}, {"start": "2024-06-14T10:00"}]

    text = desk(texts, sessions=sessions).say(
        "when", "event/talk", now=datetime(2024, 6, 12, tzinfo=ZONE)
    )

    assert text == "时间：\n6月14日（周五）上午10:00\n（另有1个时间已过）"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-Hans", "请注意：已取消。\n讲者生病。\n原定：6月10日（周一）10:00–11:30，灯塔"),
        ("zh-Hant", "請注意：已取消。\n講者生病。\n原訂：6月10日（週一）10:00–11:30，燈塔"),
        (
            "en",
            "Please note: this is cancelled.\nThe speaker is ill.\n"
            "It was planned for: Monday 10 June, 10:00 am–11:30 am, Tower",
        ),
    ],
)
@pytest.mark.parametrize("aspect", ["when", "where", "end", "status"])
def test_of_a_cancelled_event_that_is_said_first(
    texts: Catalogues, aspect: str, language: str, expected: str
) -> None:
    cancelled = desk(
        texts,
        sessions=AT_TEN,
        venue="tower",
        status="cancelled",
        status_note={"zh-Hans": "讲者生病。", "en": "The speaker is ill."},
    )

    text = cancelled.say(aspect, "event/talk", language)

    assert text.startswith("\n".join(expected.split("\n")[:2]))
    assert expected.split("\n")[2] in text


def test_a_cancelled_event_is_not_said_to_take_place(texts: Catalogues) -> None:
    cancelled = desk(texts, sessions=AT_TEN, status="cancelled")

    assert "时间：" not in cancelled.say("about", "event/talk")


def test_of_a_moved_event_the_new_time_and_place_come_before_the_old(texts: Catalogues) -> None:
    moved = desk(
        texts,
        sessions=AT_TEN,
        venue="tower",
        status="moved",
        was={"start": "2024-06-12T10:00", "room": "旧厅"},
    )

    assert moved.say("when", "event/talk") == (
        "请注意：时间和地点都有变动，以下是新的安排。\n"
        "时间：6月10日（周一）10:00–11:30\n地点：灯塔\n"
        "原定：6月12日（周三）上午10:00，旧厅"
    )


def test_an_online_event_names_its_page(texts: Catalogues) -> None:
    online = desk(
        texts,
        sessions=AT_TEN,
        status="online",
        online_url="https://fair.example/live",
        was={"venue": "tower"},
    )

    assert online.say("where", "event/talk") == (
        "请注意：改为线上举行。\n线上参加：https://fair.example/live\n原定：灯塔"
    )


def test_a_postponed_event_has_no_time(texts: Catalogues) -> None:
    text = desk(texts, sessions=AT_TEN, status="postponed").say("when", "event/talk")

    assert text == ("请注意：已延期，新的时间还没有公布。\n原定：6月10日（周一）10:00–11:30")


def test_a_change_is_said_once_where_time_and_place_are_asked(texts: Catalogues) -> None:
    moved = desk(texts, sessions=AT_TEN, venue="tower", status="moved", was={"start": "2024-06-12"})

    answer = moved.ask(
        Request(aspect="when", subject="event/talk"), Request(aspect="where", subject="event/talk")
    )

    assert said(answer).count("请注意") == 1
    assert [statement.heading for statement in answer.statements] == ["讲座", None]


def test_that_it_takes_place_is_said_no_more_surely_than_the_notice_does(
    texts: Catalogues,
) -> None:
    text = desk(texts, sessions=AT_TEN).say("status", "event/talk", "en")

    assert text.startswith(
        "In the notice of Thursday 2 May it is listed as planned; "
        "no cancellation or change is stated."
    )


@pytest.mark.parametrize(
    ("supposed", "polar", "first_line"),
    [
        (days(date(2024, 6, 10)), True, "是的。"),
        (days(date(2024, 6, 11)), True, "不是这个时间。"),
        (days(date(2024, 6, 10), 7), True, "是的。"),
        (at(datetime(2024, 6, 10, 10, tzinfo=ZONE)), True, "是的。"),
        (at(datetime(2024, 6, 10, 9, tzinfo=ZONE)), True, "不是这个时间。"),
        (
            hours(datetime(2024, 6, 10, 6, tzinfo=ZONE), datetime(2024, 6, 10, 12, tzinfo=ZONE)),
            True,
            "是的。",
        ),
        (days(date(2024, 6, 11)), False, "请注意，时间和您说的不一样："),
        (days(date(2024, 6, 10)), False, "时间：6月10日（周一）10:00–11:30"),
    ],
)
def test_what_a_question_supposes_is_put_right(
    texts: Catalogues, supposed: Any, polar: bool, first_line: str
) -> None:
    text = desk(texts, sessions=AT_TEN).say("when", "event/talk", supposed=supposed, polar=polar)

    assert text.split("\n")[0] == first_line
    assert "时间：6月10日（周一）10:00–11:30" in text


@pytest.mark.parametrize(
    "supposed",
    [
        at(datetime(2024, 6, 10, 9, tzinfo=ZONE)),
        hours(datetime(2024, 6, 10, 6, tzinfo=ZONE), datetime(2024, 6, 10, 12, tzinfo=ZONE)),
    ],
)
def test_an_hour_is_not_confirmed_where_only_the_day_is_stated(
    texts: Catalogues, supposed: Any
) -> None:
    day = desk(texts, sessions={"start": "2024-06-10"})

    text = day.say("when", "event/talk", supposed=supposed, polar=True)

    assert text == "时间：6月10日（周一）"


def test_its_place_has_room_and_address(texts: Catalogues) -> None:
    text = desk(texts, venue="tower", room="顶层").say("where", "event/talk")

    assert text == "地点：灯塔（顶层）\n地址：海边路1号"


def test_what_its_venue_states_is_said_under_the_venues_name(texts: Catalogues) -> None:
    answer = desk(texts, venue="tower").ask(Request(aspect="parking", subject="event/talk"))

    assert answer.kind is Kind.ANSWER
    assert said(answer) == "灯塔：\n停车：塔下可停车。"
    assert [source.clause for source in answer.sources if source.clause] != []


@pytest.mark.parametrize("aspect", ["fee", "register", "where", "capacity", "people"])
def test_nothing_is_borrowed_for_what_is_each_events_own(texts: Catalogues, aspect: str) -> None:
    other = record(title="别的", fee={"free": True}, venue="tower")

    answer = Desk(texts, event={"talk": record(), "other": other}).ask(
        Request(aspect=aspect, subject="event/talk")
    )

    assert answer.kind is Kind.NOT_STATED
    assert "555 0100" in said(answer)


@pytest.mark.parametrize(
    ("fields", "aspect", "expected"),
    [
        ({"fee": {"free": True}}, "fee", "费用：免费"),
        ({"fee": {"free": False, "text": "5元"}}, "fee", "费用：5元"),
        ({"fee": {"text": "5元"}}, "fee", "费用：5元"),
        ({"fee": {"free": True, "text": "全部免费"}}, "fee", "费用：全部免费"),
        ({"registration": {"required": False}}, "register", "报名：不需要报名"),
        (
            {"registration": {"required": True, "closes": "2024-06-05"}},
            "register",
            "报名：需要报名\n报名截止：6月5日（周三）（含当天）",
        ),
        (
            {"registration": {"required": True, "closes": "2024-05-20T12:00"}},
            "register",
            "报名：需要报名\n报名已于5月20日（周一）中午12:00截止",
        ),
        ({"audience": {"min_age_years": 6, "max_age_years": 10}}, "age", "对象：6–10岁"),
        ({"audience": {"groups": ["children", "families"]}}, "audience", "对象：儿童、家庭亲子"),
        ({"capacity": 20}, "capacity", "名额：20人"),
        ({"people": "林博士"}, "people", "嘉宾：林博士"),
        ({"details": {"bring": "手电筒"}}, "bring", "需携带：手电筒"),
        ({"sessions": AT_TEN}, "duration", "时长：1小时30分钟\n时间：6月10日（周一）10:00–11:30"),
    ],
)
def test_what_a_field_states(
    texts: Catalogues, fields: dict[str, Any], aspect: str, expected: str
) -> None:
    assert desk(texts, **fields).say(aspect, "event/talk") == expected


def test_what_is_no_longer_valid_is_not_served(texts: Catalogues) -> None:
    expired = desk(texts, fee={"text": "3元"}, valid_until="2024-05-20")

    answer = expired.ask(Request(aspect="fee", subject="event/talk"))

    assert answer.kind is Kind.NOT_STATED
    assert "3元" not in said(answer)
    assert "5月20日" in said(answer)


def test_what_is_noted_of_the_times_of_an_event_stands_below_them(texts: Catalogues) -> None:
    sessions = {"start": "2024-06-10T10:00"}

    text = desk(texts, sessions=sessions, status_note="14日休息").say("when", "event/talk")

    assert text == "时间：6月10日（周一）上午10:00\n14日休息"


def test_a_time_in_another_language_is_told_beside_the_usual_one(texts: Catalogues) -> None:
    sessions = [
        {"start": "2024-06-10T10:00"},
        {"start": "2024-06-11T10:00", "language": "英语"},
    ]

    text = desk(texts, sessions=sessions, language="普通话").say("language", "event/talk")

    assert text == "语言：普通话\n6月11日（周二）上午10:00：英语"


def test_who_gets_money_back_may_be_told_with_a_change(texts: Catalogues) -> None:
    talk = desk(texts, status="postponed", status_note="已购票可退", fee={"free": False})

    answer = talk.ask(
        Request(aspect="fee", subject="event/talk"), Request(aspect="status", subject="event/talk")
    )

    assert said(answer).count("已购票可退") == 1  # what has been said is not said again
