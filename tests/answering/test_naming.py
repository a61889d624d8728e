"""Names: which records a text names, also when it is misspelt."""

import pytest

from bot.answering.naming import Names, folded_names, names_of, rooms_of
from bot.answering.reading import read
from bot.answering.words import load_words
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline, Event, Notice
from tests.answering.edition import knowledge_of


@pytest.fixture(scope="module")
def names(week: Knowledge) -> Names:
    return names_in(week)


def names_in(knowledge: Knowledge) -> Names:
    return Names(knowledge, load_words(knowledge), folded_names(knowledge))


def found(names: Names, text: str) -> set[tuple[str, str]]:
    """What names stand in a text: (as it is written, whose it is)."""
    units = read(text).units
    return {
        ("".join(unit.raw for unit in units[match.start : match.end]), named)
        for match in names.matches(units)
        for named in match.meanings
    }


def repaired(names: Names, text: str) -> list[str]:
    return [unit.raw for unit in names.respelt(read(text).units)]


def heard(names: Names, text: str) -> list[str]:
    """Whose names a text has that sound as it is written."""
    return [named for match in names.misspelt(read(text).units) for named in match.meanings]


@pytest.mark.parametrize(
    "text", ["启动仪式", "啟動儀式", "the OPENING", "Ｏｐｅｎｉｎｇ", "the opening's"]
)
def test_a_name_is_found_in_any_language_script_width_and_case(names: Names, text: str) -> None:
    assert {named for _, named in found(names, text)} == {"event/opening"}


def test_a_traditional_name_in_the_file_is_found_in_a_simplified_text() -> None:
    titled = {"title": "軟體工作坊", "sources": {"notice": "notice"}}
    knowledge = knowledge_of(event={"software": titled})
    names = names_in(knowledge)

    assert ("软件工作坊", "event/software") in found(names, "软件工作坊几点")
    assert ("软件工作坊", "event/software") in found(names, "軟體工作坊幾點")


def test_a_latin_name_of_one_word_is_not_another_word_of_the_same_stem(names: Names) -> None:
    assert found(names, "are you open") == set()
    assert found(names, "when does it open") == set()
    assert found(names, "the openings") == {("openings", "event/opening")}


def test_latin_names_of_several_words_are_found_by_their_stems(names: Names) -> None:
    assert ("climatelectures", "event/climate") in found(names, "the climate lectures")


def test_a_year_and_quotation_marks_may_be_left_out_of_a_name() -> None:
    titled = {"title": "2024年“星空”摄影展", "sources": {"notice": "notice"}}
    knowledge = knowledge_of(event={"stars": titled})
    names = names_in(knowledge)

    assert found(names, "星空摄影展几点") == {("星空摄影展", "event/stars")}
    assert found(names, "“星空”摄影展") == {("星空摄影展", "event/stars")}


def test_words_that_say_nothing_by_themselves_are_nobodys_name() -> None:
    titled = {"title": "Today", "sources": {"notice": "notice"}}
    knowledge = knowledge_of(event={"today": titled})

    assert found(names_in(knowledge), "what is on today") == set()


def test_a_deadline_is_named_by_what_is_owed_and_a_notice_by_its_number() -> None:
    numbered = {"title": "通知", "number": "青科〔2024〕7号", "sources": {"notice": "notice"}}
    knowledge = knowledge_of(notice={"notice": numbered})
    summary = knowledge.find(Deadline, "summary")
    notice = knowledge.find(Notice, "notice")
    assert summary is not None and notice is not None

    assert "视频" in names_of(summary)
    assert "青科〔2024〕7号" in names_of(notice)


def test_the_rooms_of_an_event_are_those_of_its_sessions_too(week: Knowledge) -> None:
    climate = week.find(Event, "climate")
    opening = week.find(Event, "opening")
    assert climate is not None and opening is not None

    assert list(rooms_of(climate)) == ["报告厅", "Blue Room"]
    assert list(rooms_of(opening)) == []


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("起动仪式", "event/opening"),  # qǐ for qǐ
        ("启动义式", "event/opening"),  # yì for yí
        ("海洋讲做", "event/ocean"),
        ("总解报告", "deadline/summary"),
    ],
)
def test_a_name_is_heard_in_characters_that_sound_alike(
    names: Names, text: str, whose: str
) -> None:
    assert heard(names, text) == [whose]


def test_a_mere_likeness_of_sound_is_no_name(names: Names) -> None:
    assert heard(names, "奇洞艺狮") == []
    assert heard(names, "启动仪式") == []  # nothing is misspelt


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("openning", "opening"),
        ("clmiate", "climate"),
        ("labratory", "laboratory"),
        ("lectrue", "lecture"),
        ("wehn", "when"),
    ],
)
def test_letters_that_are_plainly_wrong_are_put_right(names: Names, text: str, meant: str) -> None:
    assert repaired(names, text) == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "open",  # a word of its own, one letter from nothing that was meant
        "opens",
        "where when there",
        "lectures",
        "photos",
        "cat",  # too short to be plainly anything else
        "quantum",  # near nothing
        "2024",
    ],
)
def test_a_repair_changes_no_word_that_is_known_or_that_is_near_none(
    names: Names, text: str
) -> None:
    assert repaired(names, text) == text.split()


def test_between_two_words_that_are_equally_near_nothing_is_chosen() -> None:
    titled = {
        id: {"title": {"en": id}, "sources": {"notice": "notice"}}
        for id in ("barley", "barlow", "harley")
    }
    knowledge = knowledge_of(event=titled)
    names = names_in(knowledge)

    assert repaired(names, "barlew") == ["barlew"]
    assert repaired(names, "halrey") == ["harley"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("5550100", "5550100"),
        ("who has 555-0100?", "555-0100"),
        ("010 555 0100是谁", "010 555 0100"),
        ("写给desk@week.example吧", "desk@week.example"),
        ("DESK@Week.Example", "desk@week.example"),
    ],
)
def test_a_number_or_an_address_is_somebodys_however_it_is_written(text: str, written: str) -> None:
    desk = {
        "title": {"zh-Hans": "咨询台"},
        "phones": ["010 555 0100"],
        "emails": ["desk@week.example"],
        "sources": {"notice": "notice"},
    }
    knowledge = knowledge_of(contact={"desk": desk})
    names = names_in(knowledge)

    folded = read(text).folded
    ((start, end, whose),) = names.numbers(folded)

    assert whose == "contact/desk"
    assert folded[start:end] == written


def test_a_number_that_nobody_has_is_nobodys(names: Names) -> None:
    assert list(names.numbers("555 0199 or else@week.example")) == []


def test_a_venue_is_named_by_its_house_number_too(names: Names) -> None:
    assert ("山路2号", "venue/library") in found(names, "山路2号是哪里")
    assert ("2hillroad", "venue/library") in found(names, "what is at 2 Hill Road?")


def test_words_that_say_nothing_alone_may_be_a_name_together() -> None:
    titles = {"form": {"title": {"en": "Event plan"}, "sources": {"notice": "notice"}}}
    knowledge = knowledge_of(document=titles)

    assert ("eventplan", "document/form") in found(names_in(knowledge), "is the event plan late?")


def test_a_chinese_name_may_be_spoken_with_a_character_less(names: Names) -> None:
    assert heard(names, "启动式几点") == ["event/opening"]
    assert heard(names, "动仪式几点") == []  # its first and its last always stand


def test_an_unknown_compound_is_taken_for_its_last_part(names: Names) -> None:
    assert repaired(names, "minilaboratory") == ["laboratory"]
    assert repaired(names, "seaphoto") == ["seaphoto"]  # too short a part to be sure
