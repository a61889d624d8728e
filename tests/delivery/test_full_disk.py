"""On a full disk nothing is lost or sent twice, and somebody is told."""

import errno
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.database import open_database
from bot.delivery.message import Message
from bot.delivery.model import Lane, State
from bot.delivery.post import Post, Turn
from bot.delivery.problems import ProblemKind
from tests.databases import SqliteDatabases
from tests.delivery.drafts import draft
from tests.delivery.rig import Rig
from tests.delivery.rig import rig as rig_on


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB; only root may have one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk to fill has to be mounted, which takes root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
async def small_rig(sqlite: SqliteDatabases, small_disk: Path) -> AsyncIterator[Rig]:
    path = small_disk / "zhouzhi.db"
    shutil.copyfile(sqlite.ready().removeprefix("sqlite:///"), path)
    database = await open_database(f"sqlite:///{path}")
    async with rig_on(database) as ready:
        yield ready
    await database.close()


class Filling:
    """A post on whose way back the disk becomes full."""

    def __init__(self, post: Post, filler: Path) -> None:
        self._post = post
        self._filler = filler

    async def turn(self, address: int, lane: Lane) -> Turn:
        return await self._post.turn(address, lane)

    async def send(self, address: int, message: Message, turn: Turn) -> int:
        message_id = await self._post.send(address, message, turn)
        fill(self._filler)
        return message_id


def fill(path: Path) -> None:
    with path.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError as error:
            assert error.errno == errno.ENOSPC


async def test_what_was_sent_is_noted_once_there_is_room_again(
    small_rig: Rig, small_disk: Path
) -> None:
    rig, filler = small_rig, small_disk / "filler"
    address = rig.sandbox.add_person()
    await rig.plan(draft(await rig.chat(address), "plan"))

    async with rig.sending(post=Filling(rig.post(), filler)):
        (stuck,) = await rig.until(lambda _: bool(rig.heard.problems))
        assert stuck.state is State.SENDING
        filler.unlink()
        await rig.until_states(State.SENT)

    (problem,) = rig.heard.problems
    assert problem.kind is ProblemKind.DATABASE
    assert rig.received(address) == ["plan"]
