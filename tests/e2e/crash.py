"""Exactly once under kill -9: the real process is killed at random while it nudges 300 contacts.

    python -m tests.e2e.crash --kills 200 --seed 7

The clock is set anew at each start: on to the next rung, over several, and back. The Bot API lets
each answer wait a moment after the message was accepted, so that kills fall into that window too.
At the end every nudge that was owed has been accepted once; or again, and marked as a repeat, if
and only if it was `sending` at a kill. A seed gives the same kills, as far as the machine's own
timing does.
"""

import argparse
import asyncio
import contextlib
import random
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.answering.words import known_ids
from bot.clock import FixedClock, SettableClock
from bot.database import Database, open_database
from bot.database.tables import ChatRow, DeliveryRow
from bot.delivery.model import Purpose, State
from bot.directory.chats import Chats
from bot.directory.invitations import Invitations
from bot.directory.lists import ListedContact, ListedUnit, UnitList
from bot.directory.repository.chats import ChatRepository
from bot.directory.repository.invitations import InvitationRepository
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.units import Units
from bot.knowledge.text import Text
from bot.knowledge.validation import read
from bot.language import Language
from bot.locales import load_texts
from bot.sandbox import Sandbox
from tests.e2e.conftest import DATA, ROOT, bot_process

ZONE = read(DATA.read_bytes(), known=known_ids()).zone
BEGIN = datetime(2020, 7, 10, 10, tzinfo=ZONE)
#: How long the Bot API keeps an answer to itself after it has accepted a message, in seconds.
LATENCY = 0.05
_STARTING_SECONDS = 4.0
_PATIENCE_SECONDS = 90.0


@dataclass(frozen=True)
class Phase:
    """A time at which the clock is set, and who is nudged then."""

    at: str  #: such as 07-17 09:00
    hears: str  #: "first" contacts of the units, "both", or "nobody"

    @property
    def instant(self) -> datetime:
        return datetime.strptime(f"2020-{self.at}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


#: By the ladder of 14, 7, 3, 1 and 0 days before 31 July and 1 September. Nobody reacts, so that
#: from three days before the second contact hears of it as well.
EVERY_PHASE = (
    Phase("07-17 09:00", "first"),
    Phase("07-24 09:00", "first"),
    Phase("07-13 09:00", "nobody"),  # set back
    Phase("07-28 09:00", "both"),
    Phase("07-31 09:00", "both"),  # over the 30th
    Phase("08-25 09:00", "first"),  # over two rungs and what is overdue: the latest alone
    Phase("08-28 09:00", "both"),
    Phase("08-31 09:00", "both"),
    Phase("09-01 09:00", "both"),
    Phase("09-30 09:00", "nobody"),  # after every deadline
)
FEW_PHASES = (EVERY_PHASE[0], EVERY_PHASE[2], EVERY_PHASE[4])


@dataclass
class Report:
    """What came of it."""

    accepted: int = 0  #: nudges, repeats included
    kills: int = 0
    repeats: int = 0  #: nudges that were accepted more than once
    uncertain: int = 0  #: those that were `sending` at a kill
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.accepted} nudges accepted under {self.kills} kills; {self.uncertain} were being"
            f" sent at a kill, of which {self.repeats} had been accepted and came again, marked"
        )


class Crashes:
    """Kills the bot while it sends, and looks at what came of it.

    Args:
        sandbox: the Bot API.
        database: the bot's.
        config: its configuration.
        firsts: the chats of the first contact of each unit.
        seconds: those of the second.
        seed: of the kills.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        database: Database,
        config: Path,
        firsts: Sequence[int],
        seconds: Sequence[int],
        seed: int,
    ) -> None:
        self._sandbox = sandbox
        self._database = database
        self._config = config
        self._heard_by = {"first": set(firsts), "both": {*firsts, *seconds}, "nobody": set[int]()}
        self._random = random.Random(seed)
        self._sending_at_kill: Counter[int] = Counter()
        self._owed: dict[tuple[int, str], Phase] = {}
        self._report = Report()
        self._accepted = asyncio.Event()

    async def run(self, phases: Sequence[Phase], kills: int) -> Report:
        """Go through the phases, with so many kills in all."""
        unlisten = self._sandbox.listen(lambda _event: self._accepted.set())
        for phase, share in zip(phases, self._shares(phases, kills), strict=True):
            await self._go_through(phase, share)
        unlisten()
        await self._check()
        return self._report

    def _shares(self, phases: Sequence[Phase], kills: int) -> list[int]:
        """How many kills each phase gets: by how many hear something, and one if nobody does."""
        heard = [len(self._heard_by[phase.hears]) for phase in phases]
        left = max(0, kills - heard.count(0))
        shares = [left * each // sum(heard) if each else min(1, kills) for each in heard]
        shares[heard.index(max(heard))] += max(0, kills - sum(shares))
        return shares

    async def _go_through(self, phase: Phase, kills: int) -> None:
        owed = {(chat, phase.at[:5]) for chat in self._heard_by[phase.hears]}
        self._owed.update(dict.fromkeys(owed, phase))
        self._sandbox.clock.set(phase.instant, rate=1)
        per_life = 2 * len(owed) // (kills + 1)
        for _ in range(kills):
            async with self._started(phase) as process:
                if self._random.random() < 0.25 or not owed:
                    # At any time since the start: while it migrates, plans, connects.
                    await asyncio.sleep(self._random.uniform(0, _STARTING_SECONDS))
                else:
                    await self._wait_for(self._random.randint(1, max(1, per_life)), owed)
                    await asyncio.sleep(self._random.uniform(0, 2 * LATENCY))
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            await self._note_kill()
        async with self._started(phase) as process:
            await self._finish(owed)
            if process.returncode is not None:
                self._report.faults.append(f"the bot has ended: {process.returncode}")
                return
            process.terminate()
            await process.wait()

    @asynccontextmanager
    async def _started(self, phase: Phase) -> AsyncIterator[asyncio.subprocess.Process]:
        self._sandbox.clock.set(phase.instant)
        async with bot_process(self._config, phase.instant.isoformat()) as process:
            assert process.stderr is not None
            draining = asyncio.create_task(process.stderr.read())
            yield process
            draining.cancel()

    async def _wait_for(self, count: int, owed: set[tuple[int, str]]) -> None:
        """Wait until so many more messages were accepted, or all that are owed."""
        wanted = len(self._messages()) + count
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STARTING_SECONDS + count / 20):
                while len(self._messages()) < wanted and self._missing(owed):
                    await self._next_event()

    async def _finish(self, owed: set[tuple[int, str]]) -> None:
        """Wait until everything that is owed was accepted, and nothing is on its way."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if not self._missing(owed) and not await self._on_the_way():
                # What should not come would come now.
                await asyncio.sleep(1.5)
                return
            await asyncio.sleep(0.1)
        self._report.faults.append(f"still missing after a while: {self._missing(owed)}")

    async def _next_event(self) -> None:
        self._accepted.clear()
        await self._accepted.wait()

    async def _note_kill(self) -> None:
        self._report.kills += 1
        async with self._database.reading() as session:
            query = select(DeliveryRow.id).where(DeliveryRow.state == State.SENDING)
            self._sending_at_kill.update(await session.scalars(query))

    async def _on_the_way(self) -> bool:
        held = (State.CLAIMED, State.SENDING, State.RETRY)
        now = self._sandbox.clock.now()
        is_due = (DeliveryRow.state == State.PLANNED) & (DeliveryRow.due_at <= now)
        async with self._database.reading() as session:
            query = select(DeliveryRow.id).where(DeliveryRow.state.in_(held) | is_due).limit(1)
            return await session.scalar(query) is not None

    def _messages(self) -> list[tuple[int, str, str]]:
        """The nudges that were accepted: to whom, on which day, and their text."""
        return [
            (
                message["chat"]["id"],
                datetime.fromtimestamp(message["date"], ZONE).strftime("%m-%d"),
                message["text"],
            )
            for message in self._sandbox.service.world.sent
            if "⏰" in message["text"]
        ]

    def _missing(self, owed: set[tuple[int, str]]) -> set[tuple[int, str]]:
        return owed - {(chat, day) for chat, day, _ in self._messages()}

    async def _check(self) -> None:
        """Hold what was accepted against what was owed, and the marks against the kills."""
        note = load_texts()[Language.HANS]("units.nudge.repeat")
        texts: dict[tuple[int, str], list[str]] = defaultdict(list)
        for chat, day, text in self._messages():
            texts[chat, day].append(text)
        say = self._report.faults.append
        for key in texts.keys() - self._owed.keys():
            say(f"nobody owed this: {key} {texts[key]}")
        for key in self._owed.keys() - texts.keys():
            say(f"never accepted: {key}")
        rows = await self._rows()
        for key, accepted in texts.items():
            found = rows.get(key, [])
            if len(found) != 1:
                say(f"{key}: {len(accepted)} messages of {len(found)} deliveries")
                continue
            self._check_one(key, found[0], accepted, note)
        self._report.accepted = sum(map(len, texts.values()))

    def _check_one(
        self, key: tuple[int, str], row: DeliveryRow, accepted: list[str], note: str
    ) -> None:
        times_sending = self._sending_at_kill[row.id]
        self._report.uncertain += times_sending > 0
        self._report.repeats += len(accepted) > 1
        say = self._report.faults.append
        if len(accepted) > 1 + times_sending:
            say(f"{key}: accepted {len(accepted)} times, sending at {times_sending} kills")
        if row.is_repeat != (times_sending > 0):
            say(f"{key}: is_repeat = {row.is_repeat}, sending at {times_sending} kills")
        if any(note not in text for text in accepted[1:]):
            say(f"{key}: came again and was not marked")
        if times_sending == 0 and note in accepted[0]:
            say(f"{key}: was marked and need not be")

    async def _rows(self) -> dict[tuple[int, str], list[DeliveryRow]]:
        """The nudges that were sent, by recipient and day."""
        found: dict[tuple[int, str], list[DeliveryRow]] = defaultdict(list)
        query = (
            select(DeliveryRow, ChatRow.address)
            .join(ChatRow, ChatRow.id == DeliveryRow.recipient_id)
            .where(DeliveryRow.purpose == Purpose.NUDGE, DeliveryRow.state == State.SENT)
        )
        async with self._database.reading() as session:
            for row, address in await session.execute(query):
                assert row.sent_at is not None
                found[address, row.sent_at.astimezone(ZONE).strftime("%m-%d")].append(row)
        return found


async def joined_contacts(
    database: Database, sandbox: Sandbox, count: int
) -> tuple[list[int], list[int]]:
    """The chats of the first and the second contacts of units with two each, who have joined."""
    clock = FixedClock(BEGIN)
    units, chats = Units(UnitRepository(database), clock), Chats(ChatRepository(database), clock)
    invitations = Invitations(InvitationRepository(database), clock, BEGIN - BEGIN.replace(month=6))
    listed = [
        ListedUnit(
            key=f"u{number}",
            has_own_key=True,
            name=Text.of(f"单位{number}"),
            groups=frozenset({"city_bureaus"}),
            contacts=(ListedContact(name=f"甲{number}"), ListedContact(name=f"乙{number}")),
        )
        for number in range(count // 2)
    ]
    await units.import_list(UnitList(units=tuple(listed)))
    joined: dict[int, list[int]] = {1: [], 2: []}
    for contacts in (await units.contacts_by_unit()).values():
        for contact, invitation in zip(
            contacts, await invitations.issue_all([each.id for each in contacts]), strict=True
        ):
            address = sandbox.add_person(contact.name)
            await invitations.accept(invitation.token, await chats.seen(address), contact.name)
            joined[contact.position].append(address)
    return joined[1], joined[2]


async def crash(
    phases: Sequence[Phase], *, kills: int, seed: int, contacts: int = 300, url: str | None = None
) -> Report:
    """Do it all; the report says what was wrong.

    Args:
        phases: when the clock is set to what.
        kills: how many.
        seed: of the kills.
        contacts: how many are nudged.
        url: of an empty database; a new SQLite file if None.
    """
    with tempfile.TemporaryDirectory(prefix="zhouzhi-crash-") as name:
        folder = Path(name)
        url = url or f"sqlite:///{folder}/zhouzhi.db"
        async with Sandbox(clock=SettableClock(BEGIN, rate=0)) as sandbox:
            sandbox.faults.latency = LATENCY
            database = await open_database(url)
            try:
                firsts, seconds = await joined_contacts(database, sandbox, contacts)
                config = _config(folder, sandbox, url)
                crashes = Crashes(sandbox, database, config, firsts, seconds, seed)
                return await crashes.run(phases, kills)
            finally:
                await database.close()


def _config(folder: Path, sandbox: Sandbox, url: str) -> Path:
    shutil.copy(DATA, folder / "knowledge.json")
    settings: dict[str, dict[str, Any]] = {
        "telegram": {"token": sandbox.token, "base_url": sandbox.base_url},
        "knowledge": {"path": "knowledge.json"},
        "database": {"url": url},
        "answers": {"embeddings": "off"},
        "log": {"level": "error"},
    }
    config = folder / "config.toml"
    lines = [
        line
        for section, values in settings.items()
        for line in (f"[{section}]", *(f'{key} = "{value}"' for key, value in values.items()))
    ]
    config.write_text("\n".join(lines), "utf-8")
    return config


def main() -> None:
    """Kill as often as the command line says; status 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--contacts", type=int, default=300)
    parser.add_argument("--database", help="the URL of an empty database")
    given = parser.parse_args()
    print(f"{ROOT.name}: seed {given.seed}", flush=True)
    report = asyncio.run(
        crash(
            EVERY_PHASE,
            kills=given.kills,
            seed=given.seed,
            contacts=given.contacts,
            url=given.database,
        )
    )
    print(report, *report.faults, sep="\n")
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    main()
