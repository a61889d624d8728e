"""An announcement as its readers get it: their language, its formatting, how to stop."""

from dataclasses import replace

import pytest

from bot.broadcasts.checking import FOOTER_UNITS, length
from bot.broadcasts.letters import Footer, Letters, question
from bot.broadcasts.records import (
    Announcement,
    AnnouncementButton,
    Audience,
    AudienceKind,
    Content,
    Recipient,
    Version,
)
from bot.language import Language
from bot.locales import load_texts
from tests.broadcasts.office import Office

BOLD = {"type": "bold", "offset": 0, "length": 2}


@pytest.fixture
async def announcement(sqlite_office: Office) -> Announcement:
    draft = await sqlite_office.broadcasts.draft(None)
    ask = AnnouncementButton(label="Where?", question="Where is the hall?")
    versions = {
        Language.HANS: Version(text="🎉改期", entities=(BOLD,)),
        Language.EN: Version(text="It has moved.", buttons=(ask,)),
    }
    return replace(draft, content=Content(versions=versions))


def reader(kind: str = "private") -> Recipient:
    return Recipient(1, kind, None, None, is_unreachable=False)


def test_the_formatting_is_kept_and_the_last_line_says_how_to_stop(
    announcement: Announcement,
) -> None:
    letter = Letters(load_texts()).to(announcement, reader(), Language.HANS)

    line = load_texts()[Language.HANS]("broadcasts.footer.follower")
    assert "/stop" in line
    assert letter.text == f"🎉改期\n\n{line}"
    italic = {"type": "italic", "offset": 6, "length": len(line)}
    assert letter.entities == (BOLD, italic), "in UTF-16 units, of which an emoji has two"


def test_who_reads_a_missing_language_gets_the_nearest_and_the_line_in_their_own(
    announcement: Announcement,
) -> None:
    letter = Letters(load_texts()).to(announcement, reader(), Language.HANT)

    assert letter.text.startswith("🎉改期\n\n")
    assert letter.text.endswith(load_texts()[Language.HANT]("broadcasts.footer.follower"))


def test_a_group_gets_the_words_alone(announcement: Announcement) -> None:
    letter = Letters(load_texts()).to(announcement, reader("supergroup"), Language.EN)

    assert letter.text == "It has moved."


def test_one_letter_is_written_for_all_who_get_the_same(announcement: Announcement) -> None:
    letters = Letters(load_texts())
    first = letters.to(announcement, reader(), Language.EN)

    assert letters.copy(announcement, Language.EN) is first
    again = letters.to(announcement, reader(), Language.EN, is_repeat=True)
    assert load_texts()[Language.EN]("broadcasts.repeat") in again.text


def test_a_unit_is_told_why_it_hears_this(announcement: Announcement) -> None:
    to_units = replace(announcement, audience=Audience(AudienceKind.UNITS))

    letter = Letters(load_texts()).to(to_units, reader(), Language.EN)

    assert letter.text.endswith("See /mine")


def test_a_button_asks_its_question_as_long_as_it_is_there(announcement: Announcement) -> None:
    assert question(announcement, "0.en") == ("Where is the hall?", Language.EN)
    assert question(announcement, "1.en") is None
    assert question(announcement, "0.zh-Hans") is None
    assert question(announcement, "x.fr") is None


@pytest.mark.parametrize("language", Language)
def test_every_last_line_fits_into_the_room_that_is_left_for_it(language: Language) -> None:
    texts = load_texts()[language]
    footers = [texts(f"broadcasts.footer.{each}") for each in Footer if each is not Footer.NONE]
    longest = max(map(length, footers)) + length(texts("broadcasts.repeat")) + 4

    assert longest <= FOOTER_UNITS
