import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import (
    FALLBACKS,
    Language,
    conversion,
    detect,
    has_han,
    has_traditional,
    over_traditional,
    to_simplified,
    to_traditional,
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("启动仪式什么时候", Language.HANS),
        ("啟動儀式什麼時候", Language.HANT),
        ("附近有什麼好吃的", Language.HANT),
        ("吃鍋", Language.HANT),
        ("When is the opening?", Language.EN),
        ("opening几点", Language.HANS),
        ("opening幾點", Language.HANT),
        ("what is 启动仪式?", Language.EN),
        ("科技周 opening ceremony start time", Language.EN),
        ("ｗｈｅｎ", Language.EN),
    ],
)
def test_a_text_is_in_the_language_of_its_grammar(text: str, language: Language) -> None:
    assert detect(text) is language


@pytest.mark.parametrize("text", ["", "   ", "👍", "2024", "？！", "A"])
@pytest.mark.parametrize("default", Language)
def test_a_text_without_words_is_in_the_default_language(text: str, default: Language) -> None:
    assert detect(text, default=default) is default


def test_characters_of_both_scripts_do_not_change_the_script_of_a_conversation() -> None:
    assert detect("今天在哪") is Language.HANS
    assert detect("今天在哪", default=Language.HANT) is Language.HANT
    assert detect("今天在哪", default=Language.EN) is Language.HANS


def test_the_script_of_most_characters_decides() -> None:
    assert detect("請問启動儀式幾點開始") is Language.HANT
    assert detect("请问启动仪式几点開始") is Language.HANS


def test_taiwan_words_become_those_of_the_mainland_and_back() -> None:
    assert to_simplified("軟體") == "软件"
    assert to_traditional("软件") == "軟體"


def test_chinese_characters_are_told_from_punctuation_and_other_scripts() -> None:
    assert has_han("在a") and has_han("〇")
    assert not has_han("abc，。かな 123 👍")


def test_only_characters_of_one_script_alone_are_traditional() -> None:
    assert has_traditional("時間")
    assert not has_traditional("时间") and not has_traditional("今天") and not has_traditional("")


def test_a_reader_of_one_script_is_shown_the_other_before_english() -> None:
    assert FALLBACKS[Language.HANS].index(Language.HANT) == 1
    assert FALLBACKS[Language.HANT].index(Language.HANS) == 1
    assert all(set(order) == set(Language) for order in FALLBACKS.values())
    assert all(order[0] is language for language, order in FALLBACKS.items())


@given(st.text(), st.sampled_from(Language))
def test_any_text_has_one_language(text: str, default: Language) -> None:
    assert detect(text, default=default) in Language
    assert detect(text, default=default) is detect(text, default=default)


@pytest.mark.parametrize(
    ("text", "in_taiwan"),
    [
        ("资料", "資料"),
        ("文件", "檔案"),
        ("皇后", "皇后"),
        ("头发", "頭髮"),
        ("网络视频", "網路影片"),
        ("系统程序", "系統程式"),
        ("里面的后台", "裡面的後臺"),
        ("重点项目", "重點專案"),
    ],
)
def test_the_way_over_traditional_is_how_people_in_taiwan_are_understood(
    text: str, in_taiwan: str
) -> None:
    assert over_traditional(text) == to_simplified(f"請問{in_taiwan}").removeprefix("请问")


@pytest.mark.parametrize("text", ["大篷车行程", "手续和程序", "红头文件", "影像资料", "核心展品"])
def test_a_simplified_text_is_left_as_it_is(text: str) -> None:
    assert to_simplified(text) == text


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("大篷車行程", "大篷车行程"),
        ("申請程序", "申请程序"),
        ("檔案館", "档案馆"),
        ("數位專家", "数位专家"),
        ("長卷軸", "长卷轴"),
        ("社區設備", "社区设备"),
        ("領導出席", "领导出席"),
        ("重點項目", "重点项目"),
        ("支持單位", "支持单位"),
        ("適用對象", "适用对象"),
        ("高級工程師", "高级工程师"),
        ("人工智慧時代", "人工智能时代"),
        ("包羅萬象", "包罗万象"),
    ],
)
def test_everyday_words_are_not_taken_for_those_of_computing(
    traditional: str, simplified: str
) -> None:
    assert to_simplified(traditional) == simplified
    assert to_traditional(simplified) == traditional


def test_words_are_converted_where_no_file_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    conversion._chain.cache_clear()
    assert over_traditional("软件") == "软件"
    assert over_traditional("专案") == "项目"
    conversion._chain.cache_clear()
