"""How a rehearsal is told: as text, CSV, iCalendar and a page with a timeline."""

import csv
import io
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.answering.compose.voice import Voice
from bot.delivery.message import Action, Button, Message, Run
from bot.delivery.model import Delivery, Lane, Purpose, State
from bot.directory.records import Contact, Membership, Unit
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline
from bot.knowledge.text import Text
from bot.knowledge.working_days import WorkingDays, YearUnknown
from bot.language import Language
from bot.locales import load_texts
from bot.reminders.ladder import Nudge
from bot.reminders.planner import OVERDUE
from bot.reminders.rehearsal.calendar import as_icalendar
from bot.reminders.rehearsal.explaining import Explaining
from bot.reminders.rehearsal.page import as_page
from bot.reminders.rehearsal.picture import Lane as DrawnLane
from bot.reminders.rehearsal.picture import picture
from bot.reminders.rehearsal.records import Cause, Programme, Rehearsed
from bot.reminders.rehearsal.sheet import as_csv
from bot.reminders.rehearsal.text import as_text
from bot.reminders.wording import Wording

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE_AT = datetime(2020, 8, 1, tzinfo=SHANGHAI)
CHINA = WorkingDays("CN")


def on(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"2020-{day}").replace(hour=hour, tzinfo=SHANGHAI)


def cause(
    knowledge: Knowledge,
    rung: str,
    at: datetime,
    *,
    purpose: Purpose = Purpose.NUDGE,
    nudge: Nudge | None = None,
    is_escalated: bool = False,
) -> Cause:
    deadline = knowledge.find(Deadline, "forms")
    assert deadline is not None
    values: dict[str, Any] = dict.fromkeys(
        ("leased_by", "message_id", "reason", "contact_id", "content")
    )
    delivery = Delivery(
        id=1,
        purpose=purpose,
        subject="obligation/1/2020-07-31",
        recipient_id=1,
        address=900,
        rung=rung,
        lane=Lane.NUDGE,
        due_at=at,
        not_after_at=DUE_AT,
        state=State.SENT,
        attempts=1,
        is_repeat=False,
        sent_at=at,
        obligation_id=1,
        created_at=at,
        **values,
    )
    return Cause(
        delivery=delivery,
        deadline=deadline,
        due_at=DUE_AT,
        nudge=nudge,
        counts_working_days=False,
        is_escalated=is_escalated,
    )


def rehearsed(
    of: Cause, *, unit: str = "长春市科技局", name: str = "张伟", **values: Any
) -> Rehearsed:
    at = of.delivery.sent_at
    assert at is not None
    membership = Membership(
        contact=Contact(id=1, unit_id=1, position=2, name=name),
        unit=Unit(id=1, key="k", name=Text.of(unit)),
    )
    given: dict[str, Any] = {
        "at": at,
        "purpose": of.delivery.purpose,
        "recipients": () if of.delivery.purpose is Purpose.DIGEST else (membership,),
        "has_joined": True,
        "causes": (of,),
        "message": Message(
            [[Run("待办：报送备案表", "b")], [Run("还有3天")]],
            [[Button("已报送", Action("filed", 1))]],
        ),
    }
    return Rehearsed(**given | values)


def programme(*messages: Rehearsed, **values: Any) -> Programme:
    given: dict[str, Any] = {
        "from_at": on("07-01", 0),
        "until_at": on("09-11", 0),
        "messages": messages,
        "refused": {},
        "unit_count": 1,
        "contact_count": 1,
        "expected_count": 0,
    }
    return Programme(**given | values)


def explaining(knowledge: Knowledge, language: Language = Language.EN) -> Explaining:
    voice = Voice(load_texts()[language], zone=knowledge.zone, edition_year=2020, now=on("07-01"))
    return Explaining(voice, Wording(voice, knowledge))


def moved(knowledge: Knowledge) -> Cause:
    """The fifth day before, a Sunday, on the Friday before it."""
    nudge = Nudge(5, on("07-24"), date(2020, 7, 26))
    return cause(knowledge, "5", on("07-24"), nudge=nudge)


def why(knowledge: Knowledge, of: Cause, language: Language = Language.EN) -> str:
    (line,) = explaining(knowledge, language).why(rehearsed(of))
    return line


def test_it_is_said_from_where_a_rung_was_moved(knowledge: Knowledge) -> None:
    assert why(knowledge, moved(knowledge)) == (
        "Registration forms: 5 days before, moved from Sunday 26 July to Friday 24 July"
    )
    assert why(knowledge, moved(knowledge), Language.HANS) == (
        "报送备案表：截止前5天，由7月26日（周日）移到7月24日（周五）"
    )


@pytest.mark.parametrize(
    ("rung", "nudge", "at", "purpose", "is_escalated", "expected"),
    [
        ("0", Nudge(0, on("07-31"), date(2020, 7, 31)), on("07-31"), Purpose.NUDGE, False,
         "the last day"),
        ("3", Nudge(3, on("07-28"), date(2020, 7, 28)), on("07-29"), Purpose.NUDGE, False,
         "3 days before, missed on Tuesday 28 July and made up for"),
        ("1", Nudge(1, on("07-30"), date(2020, 7, 30)), on("07-30"), Purpose.NUDGE, True,
         "1 day before, if nobody of the unit has reacted by then"),
        ("1", Nudge(1, on("07-30"), date(2020, 7, 30)), on("07-30"), Purpose.DIGEST, False,
         "1 day before, if some units have not reacted by then"),
        ("snooze/2020-07-29T06:00Z", None, on("07-29", 14), Purpose.NUDGE, False,
         "the contact asked to be reminded then"),
        (OVERDUE, None, on("08-03"), Purpose.OVERDUE, False,
         "the deadline has passed, moved from Saturday 1 August to Monday 3 August"),
    ],
)  # fmt: skip
def test_each_kind_of_message_has_its_reason(
    knowledge: Knowledge,
    rung: str,
    nudge: Nudge | None,
    at: datetime,
    purpose: Purpose,
    is_escalated: bool,
    expected: str,
) -> None:
    of = cause(knowledge, rung, at, purpose=purpose, nudge=nudge, is_escalated=is_escalated)

    assert why(knowledge, of) == f"Registration forms: {expected}"


def test_the_text_says_of_each_day_when_to_whom_why_and_what(knowledge: Knowledge) -> None:
    written = as_text(programme(rehearsed(moved(knowledge))), explaining(knowledge))

    assert written == (
        "From Wednesday 1 July to Thursday 10 September, 1 message would be sent\n"
        "\n"
        "== Friday 24 July\n"
        "\n"
        "9:00 am → 张伟 (长春市科技局, contact no. 2)\n"
        "    · Registration forms: 5 days before, moved from Sunday 26 July to Friday 24 July\n"
        "    | 待办：报送备案表\n"
        "    |\n"
        "    | 还有3天\n"
        "    |\n"
        "    | [已报送]\n"
    )


def test_it_is_said_what_is_supposed_and_what_could_not_be_planned(knowledge: Knowledge) -> None:
    told = as_text(
        programme(expected_count=2, refused={"forms": YearUnknown("CN", 2027)}),
        explaining(knowledge),
    )
    empty = as_text(programme(unit_count=0), explaining(knowledge))

    assert "2 contacts have not joined yet" in told
    assert "“forms”" in told
    assert "2027 in days_off_years" in told
    assert "python -m bot import units" in empty


def test_the_table_holds_no_formula(knowledge: Knowledge) -> None:
    evil = '=HYPERLINK("https://example.org")'
    message = Message([[Run("+1 @SUM(1)")]])
    row = rehearsed(moved(knowledge), name=evil, unit="-2+3", message=message)

    written = as_csv(programme(row), explaining(knowledge))

    heading, cells = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))
    assert heading[:3] == ["When", "To", "Unit"]
    assert cells[:5] == ["2020-07-24T09:00+08:00", f"'{evil}", "'-2+3", "2", "yes"]
    assert cells[-1] == "'+1 @SUM(1)"


def test_the_table_says_to_a_spreadsheet_that_it_is_utf_8(knowledge: Knowledge) -> None:
    assert as_csv(programme(), explaining(knowledge)).startswith("\ufeff")


def test_the_calendar_has_the_messages_and_the_deadlines(knowledge: Knowledge) -> None:
    told = programme(rehearsed(moved(knowledge)))

    written = as_icalendar(told, explaining(knowledge), datetime(2020, 7, 1, tzinfo=UTC))

    nudge, due = Calendar.from_ical(written).walk("VEVENT")
    assert nudge.decoded("dtstart") == on("07-24")
    assert "张伟" in str(nudge["summary"])
    assert "moved from Sunday" in str(nudge["description"])
    assert due.decoded("dtstart") == DUE_AT
    assert due["summary"] == "Due: Registration forms"
    assert b"TZID:Asia/Shanghai" in written
    assert max(map(len, written.split(b"\r\n"))) <= 75


def test_an_entry_of_the_calendar_keeps_its_name_when_its_contact_joins(
    knowledge: Knowledge,
) -> None:
    def uid(**values: Any) -> str:
        told = programme(rehearsed(moved(knowledge), **values))
        written = as_icalendar(told, explaining(knowledge), datetime(2020, 7, 1, tzinfo=UTC))
        return str(Calendar.from_ical(written).walk("VEVENT")[0]["uid"])

    assert uid(has_joined=False) == uid(has_joined=True)


def test_the_timeline_shades_days_off_and_marks_messages_and_deadlines(
    knowledge: Knowledge,
) -> None:
    last = Nudge(0, on("07-31"), date(2020, 7, 31))
    messages = [
        rehearsed(moved(knowledge)),
        rehearsed(moved(knowledge)),
        rehearsed(cause(knowledge, "0", on("07-31"), nudge=last, is_escalated=True)),
        rehearsed(cause(knowledge, OVERDUE, on("08-03"), purpose=Purpose.OVERDUE)),
    ]

    drawn = picture(messages, CHINA.is_working_day)

    assert drawn is not None
    off = [column.on for column in drawn.columns if not column.is_worked]
    assert off[:2] == [date(2020, 7, 25), date(2020, 7, 26)]
    (row,) = drawn.rows
    marks = {line.lane: [(mark.on, mark.count) for mark in line.marks] for line in row.lines}
    assert marks == {
        DrawnLane.FIRST: [(date(2020, 7, 24), 2)],
        DrawnLane.NEXT: [(date(2020, 7, 31), 1)],
        DrawnLane.OVERDUE: [(date(2020, 8, 3), 1)],
    }
    august = next(column for column in drawn.columns if column.on == date(2020, 8, 1))
    assert row.due_x == august.x  # at the end of the last day
    assert (drawn.off[0].on, drawn.off[0].length) == (date(2020, 7, 25), 2)
    assert drawn.lanes == list(marks)


@pytest.mark.parametrize("last", ["07-25", "08-03", "09-01", "10-31", "12-31"])
def test_every_month_of_a_timeline_has_room_for_its_name(knowledge: Knowledge, last: str) -> None:
    messages = [rehearsed(cause(knowledge, "0", at)) for at in (on("07-24"), on(last))]

    drawn = picture(messages, CHINA.is_working_day)

    assert drawn is not None
    drawn_months = {(column.on.year, column.on.month) for column in drawn.columns}
    named = {(each.span.on.year, each.span.on.month) for each in drawn.months}
    assert (2020, 7) in named and (2020, int(last[:2])) in named
    assert len(drawn_months - named) <= 2  # slivers at either end, so that weeks are whole
    assert any(each.has_year for each in drawn.months)
    assert all(each.span.length * drawn.scale.day_width >= 60 for each in drawn.months)


def test_a_long_timeline_has_a_mark_for_each_week(knowledge: Knowledge) -> None:
    days = ("01-06", "01-12", "01-13", "12-28")
    messages = [rehearsed(cause(knowledge, "0", on(each))) for each in days]

    drawn = picture(messages, CHINA.is_working_day)

    assert drawn is not None and drawn.scale.is_weekly
    marks = [mark for line in drawn.rows[0].lines for mark in line.marks]
    assert [(mark.on, mark.until, mark.count) for mark in marks] == [
        (date(2020, 1, 6), date(2020, 1, 12), 2),
        (date(2020, 1, 13), date(2020, 1, 13), 1),
        (date(2020, 12, 28), date(2020, 12, 28), 1),
    ]
    assert all(column.on.weekday() == 0 for column in drawn.columns if column.is_labelled)
    assert len(drawn.columns) * drawn.scale.day_width <= 1246  # it fits on a desk


def test_a_timeline_of_nothing_is_none() -> None:
    assert picture([], CHINA.is_working_day) is None


class Outline(HTMLParser):
    """The tags of a page, and what it would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str | None] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_needs_nothing_else_and_runs_nothing_that_it_was_told(
    knowledge: Knowledge,
) -> None:
    evil = "<script>alert(1)</script>"
    told = programme(rehearsed(moved(knowledge), name=evil, has_joined=False))

    page = Outline(as_page(told, explaining(knowledge), CHINA.is_working_day))

    assert page.loads == []
    assert "script" not in page.tags
    assert {"svg", "table", "details"} <= set(page.tags)
    assert any(evil in words for words in page.words)
    assert "not joined yet" in " ".join(page.words)


def test_the_page_can_be_drawn_for_a_year_of_unknown_holidays(knowledge: Knowledge) -> None:
    def unknown(day: date) -> bool:
        raise YearUnknown("CN", day.year)

    told = programme(rehearsed(moved(knowledge)))

    assert "svg" in Outline(as_page(told, explaining(knowledge), unknown)).tags
