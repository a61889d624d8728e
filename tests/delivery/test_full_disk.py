"""On a full disk nothing is lost or sent twice, and somebody is told."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import open_database
from bot.delivery.message import Outgoing
from bot.delivery.model import Lane, State
from bot.delivery.post import Post, Turn
from bot.delivery.problems import ProblemKind
from tests.databases import SqliteDatabases
from tests.delivery.drafts import draft
from tests.delivery.rig import Rig
from tests.delivery.rig import rig as rig_on
from tests.disks import fill


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

    async def send(self, address: int, message: Outgoing, turn: Turn) -> int:
        message_id = await self._post.send(address, message, turn)
        fill(self._filler)
        return message_id


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
