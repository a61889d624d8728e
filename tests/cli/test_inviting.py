"""`invite` and `revoke`: links for contacts, and links that work no more."""

import csv
import io
import json
import re
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import MUSEUM, Bot

LIST = """Unit,Group,Contact 1,Contact 2
Dockyard,dockyard_trust,Ann,Bo
North School,maritime_school,Cy,
South School,maritime_school,=Di(),
"""
NAMED = ("--username", "@open_days_bot")


@pytest.fixture(autouse=True)
def imported(bot: Bot) -> None:
    """A folder with a configuration, and a database with three units."""
    Path("config.toml").write_text(
        f"knowledge.path = {json.dumps(str(MUSEUM))}\ndatabase.url = 'sqlite:///units.db'\n"
        "answers.default_language = 'en'\n"
    )
    Path("units.csv").write_text(LIST)
    assert bot("import", "units", "units.csv", "--yes").status == 0


def invited(out: str) -> list[str]:
    """The contacts in a table of links."""
    header, *lines = (line.split("\t") for line in out.splitlines())
    assert header[2] == "Contact"
    return [line[2] for line in lines]


def test_everybody_is_invited_by_a_link_of_their_own(bot: Bot) -> None:
    outcome = bot("invite", "--all", *NAMED)

    assert outcome.status == 0
    assert invited(outcome.out) == ["Ann", "Bo", "Cy", "=Di()"]
    links = re.findall(r"https://t\.me/open_days_bot\?start=u[\w-]{22}\b", outcome.out)
    assert len(set(links)) == 4
    assert outcome.err == "4 invitations were made; each works once, for 30 days.\n"


def test_invited_again_the_earlier_links_are_said_to_be_dead(bot: Bot) -> None:
    bot("invite", "--unit", "dockyard", *NAMED)

    outcome = bot("invite", "--all", *NAMED)

    assert outcome.err.splitlines()[1].startswith("2 contacts had one already")


def test_those_who_have_none_are_invited_alone(bot: Bot) -> None:
    bot("invite", "--unit", "dockyard", *NAMED)

    assert invited(bot("invite", "--missing", *NAMED).out) == ["Cy", "=Di()"]
    outcome = bot("invite", "--missing", *NAMED)
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "There is nobody to invite.\n"


def test_units_are_named_by_words(bot: Bot) -> None:
    assert invited(bot("invite", "--unit", "school", *NAMED).out) == ["Cy", "=Di()"]
    two = bot("invite", "--unit", "north school", "--unit", "Dockyard", *NAMED)
    assert invited(two.out) == ["Ann", "Bo", "Cy"]


def test_a_sheet_is_written_for_the_operator_alone(bot: Bot) -> None:
    outcome = bot("invite", "--all", "--out", "sheet.html", *NAMED)

    assert outcome.out == ""
    assert outcome.err.splitlines()[-1].startswith("Written to sheet.html. Whoever has it")
    html = Path("sheet.html").read_text(encoding="utf-8")
    assert html.count("<svg") == 4
    assert stat.S_IMODE(Path("sheet.html").stat().st_mode) == 0o600


def test_a_sheet_is_in_the_editions_language_unless_another_is_asked_for(bot: Bot) -> None:
    Path("config.toml").write_text(Path("config.toml").read_text().replace("'en'", "'zh-Hant'"))

    bot("invite", "--all", "--out", "default.html", *NAMED)
    bot("invite", "--all", "--out", "asked.html", "--lang", "en", *NAMED)

    assert 'lang="zh-Hant"' in Path("default.html").read_text(encoding="utf-8")
    assert 'lang="en"' in Path("asked.html").read_text(encoding="utf-8")


def test_links_are_written_as_a_table(bot: Bot) -> None:
    bot("invite", "--all", "--out", "links.csv", *NAMED)
    bot("invite", "--all", "--out", "links.xlsx", *NAMED)

    _, *rows = csv.reader(io.StringIO(Path("links.csv").read_bytes().decode("utf-8-sig")))
    assert [row[2] for row in rows] == ["Ann", "Bo", "Cy", "'=Di()"]
    assert Path("links.xlsx").read_bytes().startswith(b"PK")


def test_nobodys_invitation_is_revoked_for_a_file_that_cannot_be_written(bot: Bot) -> None:
    bot("invite", "--all", *NAMED)

    outcome = bot("invite", "--all", "--out", "nowhere/sheet.html", *NAMED)

    assert outcome.status == 2
    assert outcome.err.startswith("nowhere/sheet.html: It cannot be written (No such file")
    assert bot("invite", "--missing", *NAMED).err == "There is nobody to invite.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "invite: Say for whom"),
        (("--all", "--out", "sheet.pdf"), "--out = “sheet.pdf”: Write a name"),
        (("--all", "--username", "not a name"), "--username = “not a name”: Write the bot's"),
        (("--unit", "abbey", *NAMED), "--unit = “abbey”: No unit has these words"),
        (("--all",), "telegram.token: Write the token"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    bot: Bot, arguments: tuple[str, ...], said: str
) -> None:
    outcome = bot("invite", *arguments)

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(said)
    assert outcome.err.count("\n") == 1


def test_open_invitations_are_revoked(bot: Bot) -> None:
    bot("invite", "--all", *NAMED)

    assert bot("revoke", "--unit", "school").out == "2 invitations were revoked.\n"
    assert bot("revoke", "--all").out == "2 invitations were revoked.\n"
    assert bot("revoke", "--all").out == "0 invitations were revoked.\n"


@pytest.mark.parametrize("arguments", [(), ("--all", "--unit", "school")])
def test_whose_invitations_are_revoked_has_to_be_said(bot: Bot, arguments: tuple[str, ...]) -> None:
    outcome = bot("revoke", *arguments)

    assert outcome.status == 2
    assert outcome.err.startswith("revoke: Say whose")


# -- the bot's username


class GetMe(BaseHTTPRequestHandler):
    """A Bot API that knows one token."""

    def do_POST(self) -> None:
        knows = self.path == "/bot123:abc/getMe"
        user = {"id": 123, "is_bot": True, "first_name": "Open days", "username": "asked_bot"}
        answer = {"ok": True, "result": user} if knows else {"ok": False, "error_code": 401}
        body = json.dumps({"description": "Unauthorized", **answer}).encode()
        self.send_response(200 if knows else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def bot_api() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), GetMe)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_telegram_is_asked_for_the_bots_username(
    bot: Bot, bot_api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHOUZHI_TELEGRAM_TOKEN", "123:abc")
    with Path("config.toml").open("a") as file:
        file.write(f"telegram.base_url = '{bot_api}'\n")

    assert "https://t.me/asked_bot?start=u" in bot("invite", "--all").out


@pytest.mark.parametrize("is_away", [True, False])
def test_a_username_that_telegram_does_not_tell_is_asked_of_the_operator(
    bot: Bot, bot_api: str, monkeypatch: pytest.MonkeyPatch, is_away: bool
) -> None:
    monkeypatch.setenv("ZHOUZHI_TELEGRAM_TOKEN", "123:wrong")
    url = "http://127.0.0.1:1" if is_away else bot_api
    with Path("config.toml").open("a") as file:
        file.write(f"telegram.base_url = '{url}'\n")

    outcome = bot("invite", "--all")

    assert outcome.status == 2
    assert outcome.err.startswith("Telegram could not be asked for the bot's username (")
    assert "123:wrong" not in outcome.err
