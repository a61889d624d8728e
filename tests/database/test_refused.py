"""What an operator is told of a database that cannot be used: one clear line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.database import DatabaseRefused, open_database
from bot.language import Language
from bot.locales import load_texts
from tests.databases import SqliteDatabases
from tests.disks import fill


async def refusal(url: str) -> str:
    """What is said of a URL, in every language alike, on one line; here in English."""
    with pytest.raises(DatabaseRefused) as refused:
        await open_database(url)
    said = {language: refused.value.text(texts) for language, texts in load_texts().items()}
    assert len(set(said.values())) == len(Language)
    assert not any("\n" in text for text in said.values())
    return said[Language.EN]


@pytest.mark.parametrize("url", ["mysql://me:pssst@host/name", "data/zhouzhi.db", ""])
async def test_another_kind_of_database(url: str) -> None:
    said = await refusal(url)

    assert "Write the URL of an SQLite file" in said
    assert "pssst" not in said


async def test_a_driver_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    said = await refusal("postgresql://me:pssst@host/name")

    assert 'The package psycopg is missing: pip install "zhouzhi[postgresql]".' in said
    assert "pssst" not in said


async def test_a_server_that_is_not_there() -> None:
    said = await refusal("postgresql://me:pssst@127.0.0.1:1/name")

    assert said.startswith("database.url = postgresql://me:***@127.0.0.1:1/name")
    assert "onnection refused" in said


async def test_a_folder_that_cannot_be_made() -> None:
    assert "The database cannot be used" in await refusal("sqlite:////dev/null/zhouzhi.db")


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "zhouzhi.db"
    file.write_text("Not a database. " * 100)

    assert "file is not a database" in await refusal(f"sqlite:///{file}")
    assert file.read_text() == "Not a database. " * 100


async def test_a_damaged_file(sqlite_file: Path) -> None:
    content = bytearray(sqlite_file.read_bytes())
    content[100:8192] = b"\xff" * 8092
    sqlite_file.write_bytes(content)

    assert "malformed" in await refusal(f"sqlite:///{sqlite_file}")


async def test_a_file_that_may_not_be_written(small_disk: Path, sqlite_file: Path) -> None:
    file = Path(shutil.copy(sqlite_file, small_disk))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    assert "The database cannot be used" in await refusal(f"sqlite:///{file}")


async def test_a_full_disk(small_disk: Path) -> None:
    fill(small_disk / "filler")

    assert "The database cannot be used" in await refusal(f"sqlite:///{small_disk}/zhouzhi.db")


@pytest.fixture
def sqlite_file(sqlite: SqliteDatabases) -> Path:
    """A database of today's version."""
    return Path(sqlite.ready().removeprefix("sqlite:///"))
