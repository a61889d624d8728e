"""What is done if things go otherwise: that alone is told, where it is stated."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.answering.answerer import Answerer
from bot.answering.model import Question
from bot.language import Language
from bot.locales import Texts
from tests.answering.edition import BEFORE, WEEK, Listener, knowledge_of

INSTEAD = {"zh-Hans": "改为线上举行。", "en": "It is held online instead."}


def told(texts: Mapping[Language, Texts], text: str, **opening: Any) -> list[str]:
    week = {**WEEK["edition"]["week"], "details": {"status": INSTEAD}}
    event = {**WEEK["event"]["opening"], **opening}
    knowledge = knowledge_of(edition={"week": week}, event={"opening": event})
    answer, _ = Answerer(knowledge, texts).answer(Question(text=text, now=BEFORE))
    return [statement.text for statement in answer.statements]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("现场不能办的话怎么办", "改为线上举行。"),
        ("如果没法现场办怎么办", "改为线上举行。"),
        ("启动仪式万一取消怎么办", "改为线上举行。"),
        ("如果不能現場舉行呢", "改為線上舉行。"),
        ("What if it can't be held on site?", "It is held online instead."),
    ],
)
def test_what_is_done_instead_is_all_that_is_told(
    texts: Mapping[Language, Texts], text: str, said: str
) -> None:
    assert told(texts, text) == [said]


def test_whether_it_takes_place_is_told_with_its_day(texts: Mapping[Language, Texts]) -> None:
    (said,) = told(texts, "Is the opening still on?")

    assert "10 June" in said and "It is held online instead." in said


def test_of_what_is_cancelled_already_that_is_told(texts: Mapping[Language, Texts]) -> None:
    (said,) = told(texts, "What if the opening is cancelled?", status="cancelled")

    assert "this is cancelled" in said


#: Two contests, of which one says what its winners go on to, as what comes afterwards.
CONTESTS = {
    id: {
        "title": {"zh-Hans": title},
        "kind": "contest",
        "details": {"afterwards": {"zh-Hans": afterwards}},
        "sources": {"notice": "notice"},
    }
    for id, title, afterwards in (
        ("essays", "征文", "向社会推荐阅读。"),
        ("songs", "歌咏", "选拔参加全国大赛的选手。"),
    )
}


def test_where_several_say_what_comes_afterwards_the_words_asked_with_choose() -> None:
    listener = Listener(knowledge_of(event={**CONTESTS, "photo": CONTESTS["essays"]}))

    assert listener.asked("比赛得奖的能去全国比赛吗") == [("event/songs", "afterwards")]


def test_what_one_states_by_its_own_name_goes_before_what_others_say() -> None:
    advance = {**CONTESTS["songs"], "details": {"advance": {"zh-Hans": "参加省级比赛。"}}}
    listener = Listener(knowledge_of(event={**CONTESTS, "songs": advance}))

    assert listener.asked("得奖的能晋级吗") == [("event/songs", "advance")]


def test_what_comes_afterwards_is_no_prize_unless_it_speaks_of_one() -> None:
    listener = Listener(knowledge_of(event=CONTESTS))

    assert listener.asked("征文有什么奖品") == [("event/essays", "prizes")]


def test_a_certificate_for_all_who_finish_is_one() -> None:
    course = {**CONTESTS["essays"], "details": {"afterwards": {"zh-Hans": "完成者获得证书。"}}}

    asked = Listener(knowledge_of(event={"essays": course})).asked("征文有证书吗")

    assert asked == [("event/essays", "afterwards")]


def test_what_comes_after_an_event_that_does_not_say_is_not_everything_about_it(
    texts: Mapping[Language, Texts],
) -> None:
    (said,) = told(texts, "What happens after the opening?")

    assert "does not say what happens afterwards" in said


def test_where_forms_are_to_be_had_is_not_where_the_events_are(
    texts: Mapping[Language, Texts],
) -> None:
    assert "Shore Road" not in "".join(told(texts, "Where do I download annex 9?"))


def test_a_film_is_seen_where_films_are_shown() -> None:
    film = {
        "title": {"en": "Open-air film “Tides”"},
        "kind": "screening",
        "sessions": {"start": "2024-06-12T21:00"},
        "sources": {"notice": "notice"},
    }
    listener = Listener(knowledge_of(event={"outdoor": film}))

    assert listener.asked("where is the open-air film?") == [("event/outdoor", "where")]
    assert listener.asked("can I film at the opening?") == [("event/opening", "photography")]
