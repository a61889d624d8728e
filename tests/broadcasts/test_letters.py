"""An announcement as its readers get it: their language, its formatting, how to stop."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.broadcasts.checking import FOOTER_UNITS, length
from bot.broadcasts.letters import LONGEST_NAME, Footer, Letters, question
from bot.broadcasts.records import (
    Announcement,
    AnnouncementButton,
    Audience,
    AudienceKind,
    Content,
    Recipient,
    Version,
)
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import read
from bot.language import Language
from bot.locales import load_texts
from tests.broadcasts import office
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


def letters() -> Letters:
    known = office.knowledge()
    return Letters(load_texts(), lambda: known)


def knowledge_without_contact() -> Knowledge:
    document = json.loads((office.ROOT / "data" / "knowledge.json").read_bytes())
    del document["edition"]["week"]["contact"]
    return read(json.dumps(document).encode())


def test_the_formatting_is_kept_and_the_last_line_says_how_to_stop(
    announcement: Announcement,
) -> None:
    letter = letters().to(announcement, reader(), Language.HANS)

    line = load_texts()[Language.HANS]("broadcasts.footer.follower")
    assert "/stop" in line
    assert letter.text == f"🎉改期\n\n{line}"
    italic = {"type": "italic", "offset": 6, "length": len(line)}
    assert letter.entities == (BOLD, italic), "in UTF-16 units, of which an emoji has two"


def test_who_reads_a_missing_language_gets_the_nearest_and_the_line_in_their_own(
    announcement: Announcement,
) -> None:
    letter = letters().to(announcement, reader(), Language.HANT)

    assert letter.text.startswith("🎉改期\n\n")
    assert letter.text.endswith(load_texts()[Language.HANT]("broadcasts.footer.follower"))


def test_a_group_gets_the_words_alone(announcement: Announcement) -> None:
    letter = letters().to(announcement, reader("supergroup"), Language.EN)

    assert letter.text == "It has moved."


def test_one_letter_is_written_for_all_who_get_the_same(announcement: Announcement) -> None:
    written = letters()
    first = written.to(announcement, reader(), Language.EN)

    assert written.copy(announcement, Language.EN) is first
    again = written.to(announcement, reader(), Language.EN, is_repeat=True)
    assert load_texts()[Language.EN]("broadcasts.repeat") in again.text


def test_what_was_corrected_is_written_anew_though_the_clock_stands_still(
    announcement: Announcement,
) -> None:
    written = letters()
    before = written.to(announcement, reader(), Language.EN)
    content = Content(versions={Language.EN: Version(text="It takes place at two.")})

    after = written.to(replace(announcement, content=content), reader(), Language.EN)

    assert before.text.startswith("It has moved.")
    assert after.text.startswith("It takes place at two.")


def test_what_changes_none_of_its_words_writes_nothing_anew(announcement: Announcement) -> None:
    written = letters()
    before = written.to(announcement, reader(), Language.EN)
    changed = replace(announcement, changed_at=announcement.changed_at + timedelta(seconds=1))

    assert written.to(changed, reader(), Language.EN) is before


def test_one_unit_reads_from_whom_it_is_and_whom_to_call(announcement: Announcement) -> None:
    to_one = replace(announcement, audience=Audience(AudienceKind.UNIT, "1"))

    letter = letters().to(to_one, reader(), Language.EN, author="Li Ming")

    assert letter.text.endswith(
        "From Li Ming, to your unit. "
        "Please do not reply here; contact 0431-88975471 or 0431-88950700."
    )
    assert "/stop" not in letter.text


def test_an_edition_without_a_contact_names_none(announcement: Announcement) -> None:
    to_one = replace(announcement, audience=Audience(AudienceKind.UNIT, "1"))
    nobody = knowledge_without_contact()

    letter = Letters(load_texts(), lambda: nobody).to(to_one, reader(), Language.EN)

    assert letter.text.endswith("From the organisers, to your unit.")


def test_a_unit_is_told_why_it_hears_this(announcement: Announcement) -> None:
    to_units = replace(announcement, audience=Audience(AudienceKind.UNITS))

    letter = letters().to(to_units, reader(), Language.EN)

    assert letter.text.endswith("See /mine")


def test_a_button_asks_its_question_as_long_as_it_is_there(announcement: Announcement) -> None:
    assert question(announcement, "0.en") == ("Where is the hall?", Language.EN)
    assert question(announcement, "1.en") is None
    assert question(announcement, "0.zh-Hans") is None
    assert question(announcement, "x.fr") is None


@pytest.mark.parametrize("language", Language)
def test_every_last_line_fits_into_the_room_that_is_left_for_it(language: Language) -> None:
    texts = load_texts()[language]
    longest_ways = {"name": "W" * LONGEST_NAME, "ways": "+86 0431-8897 5471-801" * 2 + " or "}
    keys = [*(each for each in Footer if each is not Footer.NONE), "written-alone"]
    footers = [texts(f"broadcasts.footer.{each}", **longest_ways) for each in keys]
    longest = max(map(length, footers)) + length(texts("broadcasts.repeat")) + 4

    assert longest <= FOOTER_UNITS
