"""What the bot starts on: the knowledge file, or the last good version that was kept of it."""

from pathlib import Path

import pytest

from bot import app
from bot.sandbox import Sandbox
from tests.e2e.conftest import bot_process, settings_for

QUESTION = "启动仪式几点在哪？"


@pytest.fixture
def administrator(sandbox: Sandbox) -> int:
    return sandbox.add_person()


@pytest.fixture
def config(sandbox: Sandbox, knowledge_file: Path, administrator: int, tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(
        f'[telegram]\ntoken = "{sandbox.token}"\nbase_url = "{sandbox.base_url}"\n'
        f'[knowledge]\npath = "{knowledge_file}"\n[answers]\nembeddings = "off"\n'
        f"[staff]\nadministrators = [{administrator}]\n",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("is_missing", [False, True])
async def test_a_file_with_mistakes_is_told_of_and_the_version_before_it_is_answered_from(
    sandbox: Sandbox, config: Path, knowledge_file: Path, administrator: int, is_missing: bool
) -> None:
    kept = app.open_knowledge(settings_for(sandbox, knowledge_file)).knowledge.version
    if is_missing:
        knowledge_file.unlink()
    else:
        knowledge_file.write_text("{", encoding="utf-8")
    person = sandbox.add_person()
    sandbox.send(person, QUESTION)

    async with bot_process(config) as process:
        answer = await sandbox.reply(person, timeout=30)
        told = await sandbox.reply(administrator, timeout=30)
        process.terminate()
        _, stderr = await process.communicate()

    assert "9:30" in answer["text"]
    assert str(knowledge_file) in told["text"] if is_missing else "JSON" in told["text"]
    assert kept in stderr.decode()
    assert process.returncode == 0


async def test_a_file_with_mistakes_and_nothing_kept_is_refused_in_one_line(
    config: Path, knowledge_file: Path
) -> None:
    knowledge_file.write_text("{", encoding="utf-8")

    async with bot_process(config) as process:
        _, stderr = await process.communicate()

    assert process.returncode == 2
    assert stderr.decode().startswith(str(knowledge_file))
    assert stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://me:pssst@host/name", "SQLite"),
        ("postgresql://me:pssst@127.0.0.1:1/name", "127.0.0.1"),
        ("sqlite:////dev/null/zhouzhi.db", "/dev/null/zhouzhi.db"),
    ],
)
async def test_a_database_that_cannot_be_used_is_refused_in_one_line(
    config: Path, url: str, said: str
) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write(f'[database]\nurl = "{url}"\n')

    async with bot_process(config) as process:
        _, stderr = await process.communicate()

    assert process.returncode == 2
    assert stderr.decode().startswith("database.url")
    assert said in stderr.decode()
    assert "pssst" not in stderr.decode()
    assert stderr.count(b"\n") == 1
