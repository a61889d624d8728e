"""`rehearse`: what would be sent, before the bot has been switched on."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import MUSEUM, Bot

LIST = "Unit,Group,Contact,Phone\nDockyard,dockyard_trust,Ann,12345\n"
NOW = "2027-03-01T09:00"


@pytest.fixture(autouse=True)
def imported(bot: Bot) -> None:
    """A unit whose contact has not joined, of an edition that has never been run."""
    Path("config.toml").write_text(
        f"knowledge.path = {json.dumps(str(MUSEUM))}\ndatabase.url = 'sqlite:///units.db'\n"
    )
    Path("units.csv").write_text(LIST)
    bot("import", "units", "units.csv", "--yes")


def test_the_messages_of_some_days_are_told_to_the_end_of_the_last_one(bot: Bot) -> None:
    outcome = bot("rehearse", "--now", NOW, "--from", "2027-03-12", "--to", "2027-03-19")

    lines = outcome.out.splitlines()
    assert (outcome.status, outcome.err) == (0, "")
    assert lines[0] == ("From Friday 12 March to Friday 19 March, 2 messages would be sent")
    assert lines[1].startswith("1 contact has not joined yet")
    assert [line for line in lines if line.startswith("==")] == [
        "== Friday 12 March",
        "== Friday 19 March",
    ]
    assert "9:00 am → Ann (Dockyard, contact no. 1)" in lines
    assert "    · Activity entries: 14 days before" in lines


def test_an_hour_ends_the_time_at_that_hour(bot: Bot) -> None:
    outcome = bot("rehearse", "--now", NOW, "--to", "2027-03-12 09:00")

    assert "0 messages" in outcome.out.splitlines()[0]


def test_without_an_end_everything_is_told_also_that_a_deadline_has_passed(bot: Bot) -> None:
    outcome = bot("rehearse", "--now", NOW)

    assert "Activity entries: the deadline has passed" in outcome.out
    last_day = outcome.out.rpartition("== ")[2].splitlines()[0]
    assert f"to {last_day}," in outcome.out.splitlines()[0]


def test_contacts_who_have_not_joined_can_be_left_out(bot: Bot) -> None:
    outcome = bot("rehearse", "--now", NOW, "--joined-only")

    assert "0 messages" in outcome.out.splitlines()[0]


@pytest.mark.parametrize(
    ("form", "begins"),
    [("csv", "\ufeffWhen,To"), ("ics", "BEGIN:VCALENDAR"), ("html", "<!doctype html>")],
)
def test_it_is_written_to_a_file_in_other_forms(bot: Bot, form: str, begins: str) -> None:
    outcome = bot("rehearse", "--now", NOW, "--format", form, "--out", f"plan.{form}")

    assert outcome.status == 0
    assert outcome.out.startswith(f"Written to plan.{form}. From Monday 1 March")
    assert Path(f"plan.{form}").read_text("utf-8").startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "pdf"], "--format = “pdf”: Choose text, csv, ics or html."),
        (["--from", "2027-03-12", "--to", "2027-03-11"], "--to = “2027-03-11”: Write a time after"),
        (["--from", "soon"], "--from = “soon”: "),
        (["--out", "nowhere/plan.txt"], "nowhere/plan.txt"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(bot: Bot, arguments: list[str], told: str) -> None:
    outcome = bot("rehearse", "--now", NOW, *arguments)

    assert outcome.status == 2
    assert outcome.err.startswith(told), outcome.err
    assert outcome.err.count("\n") == 1
