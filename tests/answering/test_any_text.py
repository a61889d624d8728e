"""What holds for any text in any conversation."""

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.model import Filters, Kind, Question, Turn
from bot.answering.words import load_words
from bot.language import Language
from bot.locales import load_texts
from tests.answering.edition import ZONE, Listener, knowledge_of

WEEK = knowledge_of()
LISTENER = Listener(WEEK)
ANSWERER = Answerer(WEEK, load_texts())
WORDS = load_words(WEEK)

#: Pieces of questions, to be put together as no one would.
PIECES = [
    "启动仪式", "啟動儀式", "气候讲座", "opening ", "Gitlab CI ", "科技馆", "总结报告", "视频",
    "科学院", "咨询台", "科技周", "活动", "通知", "什么时候", "在哪", "when ", "where ", "which ",
    "多少钱", "免费", "报名", "截止", "交给谁", "哪些", "那", "呢", "吗", "是不是", "能", "谢谢",
    "hello ", "讲座", "lectures ", "孩子", "五岁", "6月11日", "晚上", "现在", "接下来", "去年",
    "2019", "取消", "英文", "报告厅", "555 0100", "desk@week.example", "还有", "和", " and ", "，",
    "？", "\n", "：", "机器人", "robot ", "👍", "\ud83d", "\u200b", "％", "ＡＢ",
]  # fmt: skip
TEXTS = st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
NOWS = st.datetimes(datetime(2023, 1, 1), datetime(2026, 1, 1), timezones=st.just(ZONE))
REFERENCES = st.sampled_from(
    [*(f"{table}/{id}" for table, records in WEEK.tables.items() for id in records), "event/gone"]
)
TURNS = st.none() | st.builds(
    Turn,
    subjects=st.lists(REFERENCES, max_size=3, unique=True).map(tuple),
    aspects=st.lists(st.sampled_from(sorted(WORDS.aspects)), max_size=3).map(tuple),
    at=NOWS,
    language=st.sampled_from(Language),
    filters=st.builds(
        Filters,
        kinds=st.sampled_from([(), ("lecture",), ("contest", "tour")]),
        free=st.none() | st.booleans(),
        age_years=st.none() | st.integers(0, 120),
    ),
)


@settings(max_examples=250)
@given(TEXTS, TURNS, NOWS, st.none() | st.sampled_from(Language))
def test_any_text_is_understood_as_something_that_is_known(
    text: str, turn: Turn | None, now: datetime, language: Language | None
) -> None:
    understanding = LISTENER.understand(text, turn, now=now, language=language)

    assert understanding.language is (language or understanding.language)
    assert understanding.language in Language
    assert 0 <= understanding.confidence <= 1
    assert all(WEEK.get(reference) is not None for reference in understanding.candidates)
    for request in understanding.requests:
        assert request.subject is None or WEEK.get(request.subject) is not None
        assert request.aspect in WORDS.aspects | {"unknown", "address"}
    assert len(set(understanding.requests)) == len(understanding.requests) <= 6
    assert understanding == LISTENER.understand(text, turn, now=now, language=language)


@settings(max_examples=250)
@given(TEXTS, TURNS, NOWS)
def test_any_text_has_an_answer(text: str, turn: Turn | None, now: datetime) -> None:
    question = Question(text=text, now=now)

    answer, after = ANSWERER.answer(question, turn)

    assert answer.statements
    assert all(statement.text.strip() for statement in answer.statements)
    assert answer.kind in Kind
    assert answer.language in Language
    assert turn is None or after is not None
    assert (answer, after) == ANSWERER.answer(question, turn)
