"""What holds for any text at any time."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import dateparser
import opencc
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.dates import EditionDays, Precision, Span, find_spans
from bot.answering.dates.fold import folded
from bot.answering.dates.lexer import initials
from bot.answering.dates.scan import RULES
from bot.language import Language
from tests.answering.dates.golden import SHANGHAI

#: Pieces that the grammar knows, to be put together as no one would.
PIECES = [
    *"零一二三十廿两半年月日号點点时分秒周末天前后後内早晚上下午的到至从起和或、，-~:./ 0123456789",
    "8月", "23日", "下周", "星期", "最后一", "第二天", "明天", "今晚", "之间", "开始", "截止",
    "差一刻", "from ", "to ", "between ", "and ", "Friday ", "Aug ", "the 23rd ", "half past ",
    "noon ", "next ", "in 3 days ", "pm ", "day 2 ", "2020", "31", "24:00", " after ", "before ",
    "of ",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
NOWS = st.datetimes(
    datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from([SHANGHAI, UTC])
)
LANGUAGES = st.sampled_from(Language)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@st.composite
def editions(draw: st.DrawFn) -> EditionDays | None:
    first_on = draw(st.none() | DAYS)
    if first_on is None:
        return None
    return EditionDays(
        first_on=first_on, last_on=first_on + timedelta(days=draw(st.integers(0, 30)))
    )


@settings(deadline=None, max_examples=400)
@given(TEXTS, NOWS, LANGUAGES, editions())
def test_any_text_gives_sound_spans(
    text: str, now: datetime, language: Language, edition: EditionDays | None
) -> None:
    spans = find_spans(text, now=now, language=language, edition=edition)

    past = 0
    for span in spans:
        assert past <= span.text_start < span.text_end <= len(text)
        past = span.text_end
        assert_sound(span, now)
    assert spans == find_spans(text, now=now, language=language, edition=edition)


def assert_sound(span: Span, now: datetime) -> None:
    bounds = [bound for bound in (span.start, span.end) if bound is not None]
    assert bounds
    assert all(bound.tzinfo is now.tzinfo for bound in bounds)
    if span.start is not None and span.end is not None:
        assert span.start < span.end
    if span.precision is Precision.INSTANT:
        assert span.start is not None and span.end is None
    if span.precision in (Precision.DAY, Precision.PART):
        assert span.start is not None and span.end is not None
        assert span.end - span.start <= timedelta(days=1)


@given(
    DAYS,
    st.sampled_from(
        ["{:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}/{0.month}/{0.day}"]
    ),
)
def test_a_full_date_is_that_day_whenever_it_is_said(day: date, form: str) -> None:
    now = datetime(2020, 8, 5, 10, tzinfo=SHANGHAI)

    (span,) = find_spans(form.format(day), now=now, language=Language.HANS)

    assert span.precision is Precision.DAY
    assert span.start is not None and span.start.date() == day


@settings(deadline=None, max_examples=60)
@given(
    DAYS,
    st.sampled_from(["{0.day} {0:%B %Y}", "{0:%B} {0.day}, {0.year}", "{0:%b} {0.day} {0.year}"]),
)
def test_full_english_dates_are_those_that_dateparser_reads(day: date, form: str) -> None:
    text = form.format(day)
    now = datetime(2020, 8, 5, 10, tzinfo=SHANGHAI)

    (span,) = find_spans(f"Is it open on {text}?", now=now, language=Language.EN)

    read = dateparser.parse(text, languages=["en"], settings={"PARSERS": ["absolute-time"]})
    assert read is not None and span.start is not None
    assert span.start.date() == read.date()


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_24_hour_clock_is_read_as_it_stands(hour: int, minute: int) -> None:
    now = datetime(2020, 8, 5, 10, tzinfo=SHANGHAI)

    (span,) = find_spans(f"8月6日{hour:02}:{minute:02}", now=now, language=Language.HANS)

    assert span.start == datetime(2020, 8, 6, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in RULES])
def test_the_lexer_tries_a_rule_wherever_it_can_begin(pattern: str) -> None:
    can_begin = partial(regex.compile(pattern).fullmatch, partial=True)
    ascii_characters = {chr(code) for code in range(0x21, 0x7F) if not chr(code).isupper()}
    characters = ascii_characters | {char for char in pattern if not char.isascii()}

    missed = {char for char in characters - initials(pattern) if can_begin(char)}

    assert missed == set()


@pytest.mark.parametrize("configuration", ["s2t", "s2tw", "s2hk"])
def test_every_character_of_the_grammar_is_folded_from_traditional(configuration: str) -> None:
    characters = {char for pattern, _ in RULES for char in pattern if char >= "\u4e00"}
    to_traditional = opencc.OpenCC(configuration).convert

    unfolded = {char for char in characters if folded(to_traditional(char)) != char}

    assert unfolded == set()
