"""What a question is about."""

import pytest

from tests.answering.edition import Listener, knowledge_of


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("启动仪式什么时候", "event/opening"),
        ("啟動儀式什麼時候", "event/opening"),
        ("When is the opening?", "event/opening"),
        ("ＯＰＥＮＩＮＧ　ｗｈｅｎ", "event/opening"),
        ("climate lecture几点", "event/climate"),
        ("请问一下气候讲座是什么时候呀谢谢", "event/climate"),
        ("青川市科技周什么时候", "edition/week"),
        ("When does the festival start?", "edition/week"),
    ],
)
def test_a_subject_is_named_in_any_language_and_script(
    listener: Listener, text: str, subject: str
) -> None:
    assert listener.asked(text) == [(subject, "when")]


@pytest.mark.parametrize(
    ("text", "subject"),
    [("When is Gitlab?", "event/gitlab"), ("When is Gitlab CI?", "event/gitlab-ci")],
)
def test_the_longest_name_that_stands_there_wins(
    listener: Listener, text: str, subject: str
) -> None:
    assert listener.asked(text) == [(subject, "when")]


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("开放日什么时候", ("event/laboratory", "when")),
        ("When is the open day?", ("event/laboratory", "when")),
        ("科技馆开放时间", ("venue/museum", "hours")),
        ("科技館開放時間", ("venue/museum", "hours")),
        ("opening hours of the science museum", ("venue/museum", "hours")),
        ("When is the opening?", ("event/opening", "when")),
    ],
)
def test_opening_hours_an_open_day_and_an_opening_are_told_apart(
    listener: Listener, text: str, request_: tuple[str, str]
) -> None:
    assert listener.asked(text) == [request_]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("起动仪式几点", "event/opening"),
        ("启动义式几点", "event/opening"),
        ("openning when", "event/opening"),
        ("when is the clmiate lectrue", "event/climate"),
        ("wehn is the photo contst", "event/photo"),
    ],
)
def test_a_misspelt_name_is_understood(listener: Listener, text: str, subject: str) -> None:
    assert listener.asked(text) == [(subject, "when")]


def test_a_telling_part_of_a_name_is_enough(listener: Listener) -> None:
    assert listener.asked("When is the laboratory thing?") == [("event/laboratory", "when")]
    assert listener.asked("实验室几点") == [("event/laboratory", "when")]


def test_the_only_event_of_a_kind_is_named_by_its_kind(listener: Listener) -> None:
    assert listener.asked("Where is the ceremony?") == [("event/opening", "where")]
    assert listener.asked("仪式在哪") == [("event/opening", "where")]


def test_a_person_leads_to_the_event_they_take_part_in(listener: Listener) -> None:
    assert listener.asked("谁是林教授") == [("event/climate", "people")]


@pytest.mark.parametrize("text", ["555 0100", "555-0100是谁的电话", "who is desk@week.example"])
def test_a_number_or_an_address_leads_to_its_owner(listener: Listener, text: str) -> None:
    assert {subject for subject, _ in listener.asked(text)} == {"contact/desk"}


@pytest.mark.parametrize("text", ["When is the deep sea thing?", "深海那个几点"])
def test_what_two_events_share_is_asked_back(text: str) -> None:
    sea = {
        f"deep{number}": {
            "title": {"zh-Hans": f"深海{name}", "en": f"Deep sea {english}"},
            "sources": {"notice": "notice"},
        }
        for number, (name, english) in enumerate([("之夜", "night"), ("之晨", "dawn")])
    }
    understanding = Listener(knowledge_of(event=sea)).understand(text)

    assert set(understanding.candidates) == {"event/deep0", "event/deep1"}
    assert understanding.confidence < 0.6


def test_two_records_of_one_name_are_asked_back() -> None:
    twin = {"title": {"zh-Hans": "气候讲座", "en": "Climate Lecture"}, "kind": "lecture"}
    listener = Listener(knowledge_of(event={"twin": {**twin, "sources": {"notice": "notice"}}}))

    understanding = listener.understand("气候讲座几点")

    assert understanding.candidates == ("event/climate", "event/twin")


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("停车", "parking"),
        ("where can I park?", "parking"),
        ("怎么报名", "register"),
        ("有什么奖品", "prizes"),
        ("what is the dress code?", "dress"),
    ],
)
def test_what_is_asked_of_nothing_in_particular_is_asked_of_what_states_it(
    listener: Listener, text: str, aspect: str
) -> None:
    requests = listener.asked(text)

    assert {asked for _, asked in requests} == {aspect}
    assert all(subject is not None for subject, _ in requests)


@pytest.mark.parametrize("text", ["主题是什么", "主題是什麼", "What's the theme?"])
def test_what_the_edition_states_is_asked_of_the_edition(listener: Listener, text: str) -> None:
    assert listener.asked(text) == [("edition/week", "theme")]
