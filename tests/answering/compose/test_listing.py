from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from bot.answering.model import Answer, Filters, Kind, Request
from bot.language import Language
from bot.locales import Texts
from tests.answering.compose.conftest import BEFORE, ZONE, Desk, at, days, hours, record, said

Catalogues = Mapping[Language, Texts]

EVENTS: dict[str, Any] = {
    "morning": record(
        title="晨读",
        kind="lecture",
        sessions={"start": "2024-06-10T08:00", "end": "2024-06-10T09:00"},
        venue="tower",
        fee={"free": True},
        room="三楼阅览室",
        language={"zh-Hans": "粤语", "en": "Cantonese"},
        audience={"groups": ["adults"]},
    ),
    "kids": record(
        title="小小船长",
        kind="workshop",
        sessions={"start": "2024-06-10T15:00", "end": "2024-06-10T16:00"},
        fee={"free": False},
        audience={"min_age_years": 6, "max_age_years": 10},
    ),
    "open": record(
        title="看星星",
        sessions={"start": "2024-06-10T20:00"},
        audience={"groups": ["everyone"]},
    ),
    "gone": record(
        title="音乐会",
        kind="concert",
        sessions={"start": "2024-06-11T19:00", "end": "2024-06-11T20:00"},
        status="cancelled",
    ),
    "show": record(
        title="船模展",
        kind="exhibition",
        sessions={"start": "2024-06-10", "end": "2024-06-30"},
        venue="tower",
    ),
    "all_week": record(title="寻宝", when="edition"),
    "some_day": record(title="巡游", when="unstated"),
}
TITLES = {event["title"]: id for id, event in EVENTS.items()}


@pytest.fixture(scope="module")
def desk(texts: Catalogues) -> Desk:
    return Desk(texts, event=EVENTS)


def listed(desk: Desk, filters: Filters, now: datetime = BEFORE) -> Answer:
    return desk.ask(Request(aspect="list", filters=filters), now=now)


def named(answer: Answer) -> set[str]:
    text = said(answer)
    return {id for title, id in TITLES.items() if title in text}


MONDAY, TUESDAY = date(2024, 6, 10), date(2024, 6, 11)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(span=days(MONDAY)), {"morning", "kids", "open", "show", "all_week"}),
        (Filters(span=days(TUESDAY)), {"gone", "show", "all_week"}),
        (Filters(span=days(date(2024, 6, 25))), {"show"}),
        (
            Filters(
                span=hours(
                    datetime(2024, 6, 10, 15, 30, tzinfo=ZONE),
                    datetime(2024, 6, 10, 19, tzinfo=ZONE),
                )
            ),
            {"kids", "show", "all_week"},
        ),
        (Filters(span=at(datetime(2024, 6, 10, 16, tzinfo=ZONE))), {"show", "all_week"}),
        (Filters(span=at(datetime(2024, 6, 10, 15, tzinfo=ZONE))), {"kids", "show", "all_week"}),
        (Filters(venues=("tower",)), {"morning", "show"}),
        (Filters(kinds=("lecture", "concert")), {"morning", "gone"}),
        (Filters(free=True), {"morning"}),
        (Filters(free=False), {"kids"}),
        (Filters(audiences=("children",)), {"kids", "open"}),
        (Filters(audiences=("seniors",)), {"morning", "open"}),
        (Filters(age_years=7), {"kids", "open"}),
        (Filters(age_years=12), {"open"}),
        (Filters(statuses=("cancelled",)), {"gone"}),
        (Filters(rooms=("三楼阅览室",)), {"morning"}),
        (Filters(languages=("cantonese", "粤语")), {"morning"}),
        (Filters(upcoming=True), {"morning"}),
        (Filters(), set(EVENTS)),
    ],
)
def test_exactly_the_events_that_pass_are_named(
    desk: Desk, filters: Filters, expected: set[str]
) -> None:
    answer = listed(desk, filters)

    assert named(answer) == expected
    assert answer.kind is Kind.ANSWER
    assert answer.sources


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2024, 6, 10, 7, 59, tzinfo=ZONE), {"show", "all_week"}),
        (datetime(2024, 6, 10, 8, tzinfo=ZONE), {"morning", "show", "all_week"}),
        (datetime(2024, 6, 10, 9, tzinfo=ZONE), {"show", "all_week"}),
        (datetime(2024, 6, 10, 21, tzinfo=ZONE), {"open", "show", "all_week"}),
        (datetime(2024, 6, 11, 19, 30, tzinfo=ZONE), {"show", "all_week"}),
    ],
)
def test_what_is_on_now_has_begun_and_not_ended(
    desk: Desk, now: datetime, expected: set[str]
) -> None:
    assert named(listed(desk, Filters(happening=True), now)) == expected


def test_what_lasts_all_week_is_on_now_only_in_that_week(desk: Desk) -> None:
    after = datetime(2024, 6, 30, 12, tzinfo=ZONE)

    assert "all_week" in named(
        listed(desk, Filters(happening=True), datetime(2024, 6, 12, 15, tzinfo=ZONE))
    )
    assert named(listed(desk, Filters(happening=True), after)) == {"show"}


def test_when_the_edition_is_over_that_is_said_before_what_there_was(texts: Catalogues) -> None:
    past = Desk(texts, event={"morning": EVENTS["morning"], "all_week": EVENTS["all_week"]})

    text = said(listed(past, Filters(), datetime(2024, 7, 1, 9, tzinfo=ZONE)))

    assert text.startswith("灯塔节已经结束")


def test_beside_what_is_still_on_nothing_is_told_that_ended_with_the_edition(desk: Desk) -> None:
    text = said(listed(desk, Filters(), datetime(2024, 6, 29, 9, tzinfo=ZONE)))

    assert "船模展" in text
    assert "寻宝" not in text
    assert "已经结束" not in text


def test_a_list_goes_by_day_and_hour(desk: Desk) -> None:
    assert said(listed(desk, Filters(span=days(MONDAY, 2)))) == (
        "6月10日（周一）\n"
        "· 8:00–9:00 晨读 @ 灯塔（三楼阅览室）\n"
        "· 15:00–16:00 小小船长\n"
        "· 20:00 看星星\n"
        "6月11日（周二）\n"
        "· 19:00–20:00 音乐会（已取消）\n"
        "连日进行：\n"
        "· 船模展 @ 灯塔，至6月30日（周日）\n"
        "6月10日（周一）至6月16日（周日）期间，没有写具体日期和时间：\n"
        "· 寻宝"
    )


def test_no_hour_is_asserted_of_what_states_only_days(desk: Desk) -> None:
    evening = hours(datetime(2024, 6, 10, 18, tzinfo=ZONE), datetime(2024, 6, 11, tzinfo=ZONE))

    text = said(listed(desk, Filters(span=evening, venues=("tower",))))

    assert text == "这几天有，但没有写几点：\n· 船模展 @ 灯塔，至6月30日（周日）"


def test_what_is_over_is_left_out_while_anything_is_ahead(desk: Desk) -> None:
    tuesday = datetime(2024, 6, 11, 12, tzinfo=ZONE)

    assert named(listed(desk, Filters(kinds=("lecture", "exhibition")), tuesday)) == {"show"}
    assert named(listed(desk, Filters(kinds=("lecture",)), tuesday)) == {"morning"}


def test_of_many_events_a_few_are_named_and_the_rest_counted(texts: Catalogues) -> None:
    many = {
        f"e{number}": record(
            title=f"活动{number:02}", sessions={"start": f"2024-06-10T{number:02}:00"}
        )
        for number in range(20)
    }

    text = said(listed(Desk(texts, event=many), Filters(span=days(MONDAY))))

    assert text.count("· ") == 10
    assert "……另有10项" in text


@pytest.mark.parametrize(
    ("filters", "language", "expected"),
    [
        (
            Filters(span=days(date(2024, 7, 20))),
            "zh-Hans",
            ["通知里没有符合的活动。", "灯塔节的时间是6月10日（周一）至6月16日（周日）。"],
        ),
        (
            Filters(span=days(date(2024, 6, 9)), free=True),
            "en",
            [
                "The notice lists no event that fits.",
                "The next one after that: 晨读, Monday 10 June",
            ],
        ),
        (Filters(happening=True), "zh-Hant", ["現在沒有正在進行的活動。"]),
        (Filters(kinds=("market",)), "zh-Hans", ["通知里没有符合的活动。", "555 0100"]),
    ],
)
def test_where_nothing_fits_the_nearest_thing_is_said(
    desk: Desk, filters: Filters, language: str, expected: list[str]
) -> None:
    answer = desk.ask(Request(aspect="list", filters=filters), language=language)

    assert answer.kind is Kind.NOT_STATED
    assert all(part in said(answer) for part in expected)


def test_something_else_asked_of_a_few_events_is_told_one_by_one(desk: Desk) -> None:
    answer = desk.ask(Request(aspect="people", filters=Filters(kinds=("lecture",))))

    assert answer.kind is Kind.NOT_STATED
    assert [statement.heading for statement in answer.statements] == ["晨读"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(kinds=("workshop",)), "费用：收费"),
        (
            Filters(free=False),
            "6月10日（周一）\n· 15:00–16:00 小小船长\n没有写明费用的活动未列入。",
        ),
    ],
)
def test_a_fee_is_told_unless_the_list_was_chosen_by_it(
    desk: Desk, filters: Filters, expected: str
) -> None:
    assert said(desk.ask(Request(aspect="fee", filters=filters))) == expected


def test_a_venues_programme_is_what_is_on_there(desk: Desk) -> None:
    answer = desk.ask(Request(aspect="programme", subject="venue/tower"))

    assert named(answer) == {"morning", "show"}
    assert answer.subjects[0] == "venue/tower"
