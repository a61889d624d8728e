"""`ask`: one question, or lines of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import MUSEUM, Bot

NOW = "2027-05-11T10:00"


def asked(bot: Bot, *lines: dict[str, Any] | str, options: tuple[str, ...] = ()) -> list[Any]:
    stdin = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    outcome = bot("ask", "--jsonl", "--data", MUSEUM, *options, stdin=stdin)
    assert (outcome.status, outcome.err) == (0, "")
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_a_question_is_answered_with_its_source(bot: Bot) -> None:
    outcome = bot("ask", "when is the night tour?", "--data", MUSEUM, "--now", NOW)

    assert outcome.status == 0
    assert "Night tour" in outcome.out
    assert outcome.out.splitlines()[-1].startswith("Source: ")


def test_the_answer_is_in_the_language_asked_for(bot: Bot) -> None:
    outcome = bot("ask", "when is the night tour?", "--data", MUSEUM, "--lang", "zh-Hant")

    assert outcome.out.splitlines()[-1].startswith("來源：")


def test_a_question_or_lines_not_both_and_not_neither(bot: Bot) -> None:
    for arguments in ([], ["when?", "--jsonl"]):
        outcome = bot("ask", *arguments, "--data", MUSEUM)

        assert outcome.status == 2
        assert outcome.err.startswith("ask: Write a question")


def test_each_line_gets_a_line(bot: Bot) -> None:
    first, second = asked(
        bot,
        {"id": "a", "text": "when is the night tour?", "now": NOW},
        "",
        {"id": 2, "text": "博物馆夜游是哪天", "now": f"{NOW}+02:00", "lang": "en"},
    )

    assert first.keys() == {"id", "kind", "text", "sources", "confidence"}
    assert (first["id"], first["kind"], second["id"]) == ("a", "answer", 2)
    assert first["sources"][0].keys() == {"notice", "title", "clause", "date"}
    assert 0 <= first["confidence"] <= 1
    assert "May" in second["text"]


def test_a_bad_line_is_told_and_the_next_is_answered(bot: Bot) -> None:
    no_json, no_text, answered = asked(
        bot, "hello", {"id": 2}, {"id": 3, "text": "hello", "now": NOW}
    )

    assert no_json["id"] is None
    assert no_json["error"].startswith("JSON: ")
    assert no_text == {"id": 2, "error": no_text["error"]}
    assert no_text["error"].startswith("text: ")
    assert answered["kind"] == "smalltalk"


def test_questions_of_one_conversation_may_refer_to_one_another(bot: Bot) -> None:
    event = {"id": 1, "text": "when is the night market?", "now": NOW, "conversation": "x"}
    _, same_chat, other_chat, no_chat = asked(
        bot,
        event,
        {"id": 2, "text": "where?", "now": NOW, "conversation": "x"},
        {"id": 3, "text": "where?", "now": NOW, "conversation": "y"},
        {"id": 4, "text": "where?", "now": NOW},
    )

    assert same_chat["text"] != other_chat["text"]
    assert other_chat["text"] == no_chat["text"]


def test_half_a_character_goes_back_as_it_came(bot: Bot) -> None:
    (answer,) = asked(bot, '{"id": "\\ud83d", "text": "hello \\ud83d"}')

    assert answer["id"] == "\ud83d"


def test_a_broken_file_is_told_in_one_line(bot: Bot) -> None:
    document = json.loads(MUSEUM.read_text(encoding="utf-8"))
    for edition in document["edition"].values():
        edition["zone"] = edition["starts_on"] = "Atlantis"
    Path("broken.json").write_text(json.dumps(document))

    outcome = bot("ask", "when?", "--data", "broken.json")

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("broken.json: edition[")
    assert "2 problems in all; python -m bot check broken.json lists them." in outcome.err
    assert outcome.err.count("\n") == 1


def test_embeddings_that_are_not_installed_are_refused(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.building.is_installed", lambda: False)
    Path("config.toml").write_text("answers.embeddings = 'on'")

    outcome = bot("ask", "when?", "--data", MUSEUM)

    assert outcome.status == 2
    assert outcome.err.startswith("answers.embeddings = “on”: Sentence embeddings are not install")
