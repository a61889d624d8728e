"""In which language the command line speaks."""

import pytest

from bot.cli.speech import language_of, reader_language
from bot.language import Language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-Hans", Language.HANS),
        ("zh", Language.HANS),
        ("zh_CN.UTF-8", Language.HANS),
        ("ZH-SG", Language.HANS),
        ("zh-Hant", Language.HANT),
        ("zh_TW.UTF-8", Language.HANT),
        ("zh_HK", Language.HANT),
        ("zh-Hant-MO", Language.HANT),
        ("en", Language.EN),
        ("en_GB.UTF-8@euro", Language.EN),
        ("C.UTF-8", None),
        ("fr", None),
        ("english", None),
        ("", None),
    ],
)
def test_a_tag_or_locale_becomes_the_nearest_language(tag: str, language: Language | None) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize(
    ("arguments", "environ", "language"),
    [
        (["check"], {}, Language.EN),
        (["check"], {"LANG": "C.UTF-8"}, Language.EN),
        (["check"], {"LANG": "zh_CN.UTF-8"}, Language.HANS),
        (["check"], {"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, Language.HANT),
        (["check"], {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "C"}, Language.EN),
        (["check", "--lang", "zh-Hant"], {"LANG": "en_GB"}, Language.HANT),
        (["check", "--lang=zh-Hant"], {"LANG": "en_GB"}, Language.HANT),
        (["check", "--lang"], {"LANG": "zh_CN"}, Language.HANS),
    ],
)
def test_the_option_goes_before_the_environment(
    arguments: list[str], environ: dict[str, str], language: Language
) -> None:
    assert reader_language(arguments, environ) == language
