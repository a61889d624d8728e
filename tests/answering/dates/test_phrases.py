"""What people's phrases come to: the golden table, and the two scripts and ways of typing alike."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.answering.dates import find_spans
from bot.language import Language, detect, to_traditional
from tests.answering.dates.golden import SHANGHAI, Case, read_cases, summary

CASES = read_cases(Path(__file__).with_name("phrases.txt"))
NOW = datetime(2020, 8, 5, 10, tzinfo=SHANGHAI)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_a_phrase_means_what_its_speaker_means(case: Case) -> None:
    spans = find_spans(case.text, now=case.now, language=detect(case.text), edition=case.edition)

    assert summary(spans) == case.spans


def test_the_table_covers_the_ways_people_ask() -> None:
    assert len(CASES) >= 600
    assert sum(not case.spans for case in CASES) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_traditional_characters_mean_the_same(case: Case) -> None:
    traditional = to_traditional(case.text)

    spans = find_spans(traditional, now=case.now, language=detect(case.text), edition=case.edition)

    assert summary(spans) == case.spans


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_full_width_characters_mean_the_same(case: Case) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in case.text)

    spans = find_spans(wide, now=case.now, language=detect(case.text), edition=case.edition)

    assert summary(spans) == case.spans


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("請問廿三號晚上有咩活動？", "廿三號晚上"),
        ("8月23日（周日）晚7点在哪里", "8月23日（周日）晚7点"),
        ("Is it open on Friday 14 May, 10am–noon?", "Friday 14 May, 10am–noon"),
        ("方案８月１５日前报送", "８月１５日前"),
    ],
)
def test_offsets_are_those_of_the_text_as_written(text: str, phrase: str) -> None:
    (span,) = find_spans(text, now=NOW, language=detect(text))

    assert text[span.text_start : span.text_end] == phrase


@pytest.mark.parametrize(
    ("language", "expected"),
    [(Language.EN, datetime(2020, 3, 4)), (Language.HANS, datetime(2020, 4, 3))],
)
def test_a_year_at_the_end_reads_as_in_the_language(language: Language, expected: datetime) -> None:
    (span,) = find_spans("3/4/2020", now=NOW, language=language)

    assert span.start == expected.replace(tzinfo=SHANGHAI)
