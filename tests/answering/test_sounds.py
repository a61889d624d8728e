from pypinyin import lazy_pinyin

from bot.answering.sounds import sound


def as_the_library(char: str) -> str:
    """A sound by pypinyin's own reading."""
    reading: str = lazy_pinyin(char)[0]
    for initial in ("zh", "ch", "sh"):
        if reading.startswith(initial):
            reading = reading.replace(initial, initial[0], 1)
    return reading.removesuffix("g").replace("l", "n")


def test_every_character_sounds_as_the_library_reads_it() -> None:
    characters = ["〇", *map(chr, range(0x3400, 0xA000))]
    differing = [char for char in characters if sound(char) != as_the_library(char)]
    assert differing == []


def test_sounds_that_are_confused_are_one() -> None:
    assert sound("中") == sound("宗")
    assert sound("心") == sound("星")
    assert sound("老") == sound("脑")
    assert sound("中") != sound("心")


def test_what_is_no_character_is_its_own_sound() -> None:
    assert [sound(char) for char in "aあ😀"] == ["a", "あ", "😀"]
