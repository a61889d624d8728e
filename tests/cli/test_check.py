"""`check`: whether a knowledge file can be used."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import MUSEUM, Bot


def test_a_valid_file_is_counted(bot: Bot) -> None:
    outcome = bot("check", MUSEUM)

    assert outcome.status == 0
    assert outcome.out.splitlines()[-1].startswith("OK: 24 events, 3 venues, ")
    assert outcome.err == ""


def test_the_configured_file_is_checked_when_none_is_named(bot: Bot) -> None:
    Path("config.toml").write_text(f"knowledge.path = {json.dumps(str(MUSEUM))}")

    assert bot("check").status == 0


def test_the_file_may_be_named_as_for_every_command(bot: Bot) -> None:
    assert bot("check", "--data", MUSEUM).status == 0


def test_all_problems_are_told_at_once(bot: Bot) -> None:
    document = json.loads(MUSEUM.read_text(encoding="utf-8"))
    (edition,) = document["edition"].values()
    edition["ends_on"] = "someday"
    event = next(iter(document["event"]))
    document["event"][event]["venue"] = "nowhere"
    Path("broken.json").write_text(json.dumps(document))

    outcome = bot("check", "broken.json")

    assert outcome.status == 1
    assert '.ends_on = "someday": ' in outcome.out
    assert f'event[{event}].venue = "nowhere": ' in outcome.out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "broken.json: The JSON is broken at line 1, column 2"),
        ("", "broken.json: The JSON is broken at line 1, column 1"),
    ],
)
def test_what_is_not_json_is_told_in_one_line(bot: Bot, content: str, said: str) -> None:
    Path("broken.json").write_text(content)

    outcome = bot("check", "broken.json")

    assert outcome.status == 2
    assert outcome.err.startswith(said)
    assert outcome.err.count("\n") == 1


def test_a_file_that_is_not_there_is_told_in_one_line(bot: Bot) -> None:
    outcome = bot("check", "none.json")

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == "none.json: There is no such file; check the path.\n"


def test_a_folder_is_no_file(bot: Bot) -> None:
    outcome = bot("check", ".")

    assert outcome.status == 2
    assert outcome.err.startswith(".: The file cannot be read (Is a directory)")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh-Hans", "没有这个文件"), ("zh-TW", "沒有這個檔案"), ("en", "There is no such file")],
)
def test_problems_are_told_in_the_language_asked_for(bot: Bot, lang: str, said: str) -> None:
    assert said in bot("check", "none.json", "--lang", lang).err


@pytest.mark.parametrize("option", ["--lang=fr", "--now=soon"])
def test_an_option_that_cannot_be_used_is_told_in_one_line(bot: Bot, option: str) -> None:
    outcome = bot("check", MUSEUM, option)

    name, value = option.split("=")
    assert outcome.status == 2
    assert outcome.err.startswith(f"{name} = “{value}”: Write ")
    assert outcome.err.count("\n") == 1


def test_bad_settings_are_told_in_one_line(bot: Bot) -> None:
    Path("config.toml").write_text("log.level = 'loud'")

    outcome = bot("check", MUSEUM)

    assert outcome.status == 2
    assert outcome.err.startswith("log.level = “loud”: Write ")


def test_an_unknown_command_exits_with_2(bot: Bot) -> None:
    assert bot("chekc").status == 2


@pytest.mark.parametrize("command", ["try", "run", "ask", "check"])
def test_every_command_explains_itself(bot: Bot, command: str) -> None:
    help = bot(command, "--help")

    assert help.status == 0
    for option in ("--data", "--now", "--config", "--lang"):
        assert option in help.out


def test_help_is_in_the_readers_language(bot: Bot) -> None:
    assert "检查知识文件" in bot("check", "--help", "--lang", "zh-Hans").out
