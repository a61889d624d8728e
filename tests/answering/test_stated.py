"""Which record answers for an aspect."""

from datetime import datetime

import pytest

from bot.answering.dates import Precision, Span
from bot.answering.stated import (
    contacts_for,
    narrowed_deadlines,
    record_states,
    states,
    stating_deadlines,
    stating_events,
    stating_venues,
    turned,
)
from bot.knowledge.knowledge import Knowledge
from tests.answering.edition import BEFORE, ZONE, knowledge_of

STATED = {"notice": "notice"}


@pytest.mark.parametrize(
    ("reference", "asked", "kept"),
    [
        ("event/opening", "start", "when"),
        ("event/opening", "due", "register"),
        ("deadline/plan", "when", "due"),
        ("deadline/plan", "where", "submit_to"),
        ("venue/museum", "when", "hours"),
        ("contact/desk", "fee", "contact"),
        ("contact/desk", "when", "hours"),
        ("notice/notice", "when", "about"),
        ("edition/week", "countdown", "countdown"),
        ("event/opening", "fee", "fee"),
    ],
)
def test_an_aspect_means_what_its_table_keeps(
    week: Knowledge, reference: str, asked: str, kept: str
) -> None:
    assert turned(week, reference, asked) == (kept, (reference,))


def test_the_address_of_an_event_is_kept_by_its_venue(week: Knowledge) -> None:
    assert turned(week, "event/opening", "address") == ("address", ("venue/museum",))
    assert turned(week, "event/photo", "address") == ("where", ("event/photo",))


def test_when_a_form_is_due_is_kept_by_its_deadline() -> None:
    form = {"title": "报名表", "sources": STATED}
    loose = {"title": "说明", "sources": STATED}
    deadline = {
        "title": "报名",
        "due": {"on": "2024-06-20"},
        "items": [{"id": "form", "title": "报名表", "document": "form"}],
        "sources": STATED,
    }
    knowledge = knowledge_of(document={"form": form, "loose": loose}, deadline={"entry": deadline})

    assert turned(knowledge, "document/form", "when") == ("due", ("deadline/entry",))
    assert turned(knowledge, "document/form", "about") == ("about", ("document/form",))
    assert turned(knowledge, "document/loose", "when")[1] == ("document/loose",)


def test_an_online_events_page_is_where_it_is_watched() -> None:
    online = {"title": "云游", "online_url": "https://week.example/live", "sources": STATED}
    knowledge = knowledge_of(event={"online": online})

    assert turned(knowledge, "event/online", "website") == ("livestream", ("event/online",))


def days(first: datetime, past: datetime) -> Span:
    return Span(start=first, end=past, precision=Precision.RANGE, text_start=0, text_end=0)


@pytest.mark.parametrize(
    ("now", "deadlines"),
    [
        (BEFORE, ("deadline/plan", "deadline/summary")),
        (datetime(2024, 6, 5, 17, tzinfo=ZONE), ("deadline/plan", "deadline/summary")),
        (datetime(2024, 6, 5, 17, 1, tzinfo=ZONE), ("deadline/summary",)),
        (datetime(2024, 9, 1, tzinfo=ZONE), ("deadline/plan", "deadline/summary")),
    ],
)
def test_deadlines_still_to_come_are_meant_or_all_when_all_are_past(
    week: Knowledge, now: datetime, deadlines: tuple[str, ...]
) -> None:
    assert narrowed_deadlines(week, (), now, "截止") == deadlines


def test_deadlines_within_the_days_spoken_of_are_meant(week: Knowledge) -> None:
    in_june = days(datetime(2024, 6, 20, tzinfo=ZONE), datetime(2024, 7, 1, tzinfo=ZONE))
    in_may = days(datetime(2024, 5, 1, tzinfo=ZONE), datetime(2024, 6, 1, tzinfo=ZONE))

    assert narrowed_deadlines(week, (in_june,), BEFORE, "") == ("deadline/summary",)
    assert narrowed_deadlines(week, (in_may,), BEFORE, "") == (
        "deadline/plan",
        "deadline/summary",
    )


@pytest.mark.parametrize("text", ["活动办完还要交什么", "结束以后", "what is due after the week"])
def test_deadlines_after_the_edition_are_meant_where_it_is_over(week: Knowledge, text: str) -> None:
    assert narrowed_deadlines(week, (), BEFORE, text) == ("deadline/summary",)


def test_of_several_deadlines_those_are_asked_that_state_it(week: Knowledge) -> None:
    both = ("deadline/plan", "deadline/summary")

    assert stating_deadlines(week, both, "limits") == ("deadline/summary",)
    assert stating_deadlines(week, both, "due") == both
    assert stating_deadlines(week, both, "late") == ("deadline/plan",)  # one says no for both


def test_the_edition_states_its_fields_and_details(week: Knowledge) -> None:
    assert states(week.edition, "theme")
    assert states(week.edition, "stamps")
    assert not states(week.edition, "pets")
    assert not states(week.edition, "website")


@pytest.mark.parametrize(
    ("reference", "aspect", "is_stated"),
    [
        ("event/climate", "fee", True),
        ("event/opening", "fee", False),
        ("event/climate", "dress", True),
        ("event/opening", "where", True),
        ("event/photo", "where", False),
        ("venue/museum", "parking", True),
        ("venue/library", "parking", False),
        ("deadline/summary", "limits", True),
        ("deadline/plan", "limits", False),
    ],
)
def test_a_record_states_what_it_has_a_field_or_a_detail_for(
    week: Knowledge, reference: str, aspect: str, is_stated: bool
) -> None:
    record = week.get(reference)
    assert record is not None

    assert record_states(week, record, aspect) is is_stated


def test_venues_and_events_that_state_it_answer_for_the_edition(week: Knowledge) -> None:
    assert stating_venues(week, "parking") == ("venue/museum",)
    assert stating_venues(week, "toilets") == ()
    assert stating_venues(week, "where") == ("venue/museum", "venue/library")
    assert stating_events(week, "register", BEFORE) == ("event/laboratory",)
    assert stating_events(week, "theme", BEFORE) == ()


def test_an_event_that_is_over_answers_for_nothing(week: Knowledge) -> None:
    assert stating_events(week, "people", BEFORE) == ("event/climate",)
    assert stating_events(week, "people", datetime(2024, 6, 13, tzinfo=ZONE)) == ()


def test_contacts_answer_for_their_topics() -> None:
    press = {"title": "新闻处", "topics": ["media"], "phones": ["555 0111"], "sources": STATED}
    knowledge = knowledge_of(contact={"press": press})

    assert contacts_for(knowledge, "media") == ("contact/press",)
    assert contacts_for(knowledge, "fee") == ()
