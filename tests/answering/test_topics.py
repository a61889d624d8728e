"""Words that ask by themselves, where they are part of what an event is called."""

import pytest

from tests.answering.edition import Listener, knowledge_of

_NAMED = {"sources": {"notice": "notice", "clause": "1"}}


@pytest.fixture(scope="module")
def curious() -> Listener:
    """Hears of the science week with events on what one also asks about."""
    events = {
        "maps": {
            **_NAMED,
            "title": {"zh-Hans": "说谎的地图", "en": "Maps that lied"},
            "kind": "lecture",
            "sessions": {"start": "2024-06-11T15:00"},
        },
        "clips": {
            **_NAMED,
            "title": {"zh-Hans": "科普短片评选", "en": "Selection of science clips"},
            "kind": "contest",
            "contact": "desk",
            "sessions": {"start": "2024-06-13T10:00"},
        },
    }
    deadline = {
        "pictures": {
            **_NAMED,
            "title": {"zh-Hans": "照片", "en": "Photos"},
            "due": {"on": "2024-06-20"},
        }
    }
    show = {**_NAMED, "title": {"zh-Hans": "百年老照片展"}, "kind": "exhibition"}
    return Listener(knowledge_of(event={**events, "show": show}, deadline=deadline))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("地图的讲座几点", [("event/maps", "when")]),
        ("地圖的講座幾點", [("event/maps", "when")]),
        ("who gives the lecture about the maps", [("event/maps", "people")]),
        ("气候和地图的讲座哪个先", [("event/climate", "when"), ("event/maps", "when")]),
        ("老照片的展览什么时候", [("event/show", "when")]),
    ],
)
def test_a_word_of_a_name_asks_nothing(
    curious: Listener, text: str, asked: list[tuple[str, str]]
) -> None:
    assert curious.asked(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "when is the film contest",
        "when is the science movie contest?",
        "when is the mini video competition",
        "影片比赛什么时候",
        "視頻大賽什麼時候",
    ],
)
def test_a_name_is_found_by_other_words_for_what_is_in_it(curious: Listener, text: str) -> None:
    assert curious.asked(text) == [("event/clips", "when")]


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("有没有地图", "where"),
        ("can I film the lectures", "photography"),
        ("may we photograph exhibitions?", "photography"),
    ],
)
def test_away_from_a_kind_it_asks(curious: Listener, text: str, aspect: str) -> None:
    assert aspect in {asked for _, asked in curious.asked(text)}


@pytest.mark.parametrize(
    "text", ["is there a dog workshop", "when is the dress lecture?", "the weather lecture"]
)
def test_what_stands_right_before_a_kind_is_its_matter_though_none_is_known(
    curious: Listener, text: str
) -> None:
    assert curious.asked(text) == [("edition/week", "unknown")]


def test_no_other_edition_takes_it_for_a_name(listener: Listener) -> None:
    assert ("event/climate", "when") not in listener.asked("地图的讲座几点")
