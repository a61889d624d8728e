"""Every command, button and deep link, tried by everybody: in private, and in a group.

A command or a verb that has no row here fails, so that none is added without saying whose it is.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from telegram import Update
from telegram.ext import CommandHandler

from bot.answering.words import known_ids
from bot.app.handlers import Handlers, TelegramApplication
from bot.app.replanning import Replanning
from bot.app.services import Services, make_services
from bot.app.telegram import TelegramBot
from bot.building import AnswererBuilder
from bot.channels.telegram import lanes
from bot.channels.telegram.buttons import Buttons
from bot.clock import SettableClock
from bot.database import Database, open_database
from bot.database.tables import ContactRow, DeliveryRow, UnitGroupRow, UnitRow
from bot.delivery import outbox
from bot.delivery.message import Action
from bot.delivery.model import Draft, Lane, Purpose
from bot.directory.recipients import RecipientVerb
from bot.directory.staff import Role
from bot.filings.actions import Verb
from bot.knowledge.validation import read
from bot.language import Language
from bot.locales import load_texts
from bot.sandbox import Sandbox
from bot.settings import Embeddings
from handlers.actions import FollowVerb, MemberVerb, StaffVerb
from tests.databases import SqliteDatabases
from tests.e2e.conftest import DATA, NOW, settings_for

Json = dict[str, Any]

#: Who tries: somebody of whom nothing is known, and everybody of whom something is or was.
ACTORS = ("stranger", "follower", "contact", "removed", *Role)
EVERYBODY = frozenset(ACTORS)
EDITORS = frozenset(Role)
PUBLISHERS = EDITORS - {Role.EDITOR}
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
CONTACTS = frozenset({"contact"})
#: Contacts of the unit, and staff on their behalf.
FILERS = CONTACTS | EDITORS


@dataclass(frozen=True)
class Row:
    """Whose a command or a verb is, in private; in a group, whether it is anybody's at all."""

    who: frozenset[str]
    in_groups: bool = False


COMMANDS = {
    "start": Row(EVERYBODY, in_groups=True),
    "help": Row(EVERYBODY, in_groups=True),
    "language": Row(EVERYBODY, in_groups=True),
    "mine": Row(CONTACTS),
    "follow": Row(EVERYBODY),
    "unfollow": Row(EVERYBODY),
    "stop": Row(EVERYBODY),
    "mydata": Row(EVERYBODY),
    "forget": Row(EVERYBODY),
    "late": Row(EDITORS),
    "filed": Row(EDITORS),
    "staff": Row(EDITORS),
    "extend": Row(PUBLISHERS),
    "invite": Row(PUBLISHERS),
    "recipients": Row(PUBLISHERS),
    "audit": Row(ADMINISTRATORS),
}

VERBS: dict[str, Row] = {
    Verb.FILED: Row(FILERS),
    Verb.TAKE_BACK: Row(FILERS),
    Verb.ITEMS: Row(CONTACTS),
    Verb.REMIND: Row(CONTACTS),
    Verb.REMIND_ALL: Row(CONTACTS),
    Verb.NOT_US: Row(CONTACTS),
    Verb.NOT_US_ALL: Row(CONTACTS),
    Verb.WHO_ELSE: Row(CONTACTS),
    Verb.WHO_ELSE_ALL: Row(CONTACTS),
    Verb.MINE: Row(CONTACTS),
    Verb.STAFF_FILED: Row(EDITORS),
    Verb.STAFF_WAIVE: Row(EDITORS),
    Verb.STAFF_KEEP: Row(EDITORS),
    Verb.STAFF_TAKE_BACK: Row(EDITORS),
    StaffVerb.DUTIES: Row(EDITORS),
    StaffVerb.EXTEND: Row(PUBLISHERS),
    StaffVerb.EXTEND_ALL: Row(PUBLISHERS),
    StaffVerb.IMPORT: Row(PUBLISHERS),
    StaffVerb.CANCEL: Row(PUBLISHERS),
    StaffVerb.SHEET: Row(PUBLISHERS),
    StaffVerb.CONTACTS: Row(PUBLISHERS),
    StaffVerb.INVITE: Row(PUBLISHERS),
    MemberVerb.LIST: Row(ADMINISTRATORS),
    MemberVerb.INVITE: Row(ADMINISTRATORS),
    MemberVerb.CHANGE: Row(ADMINISTRATORS),
    MemberVerb.REMOVE: Row(ADMINISTRATORS),
    RecipientVerb.ADD: Row(PUBLISHERS),
    RecipientVerb.REMOVE: Row(PUBLISHERS),
    FollowVerb.YES: Row(EVERYBODY),
    FollowVerb.NO: Row(EVERYBODY),
    FollowVerb.FOLLOW: Row(EVERYBODY),
    FollowVerb.UNFOLLOW: Row(EVERYBODY),
    FollowVerb.STOP: Row(EVERYBODY),
    FollowVerb.LANGUAGE: Row(EVERYBODY),
    FollowVerb.FORGET: Row(EVERYBODY),
}

#: What is said to somebody whose affair it is not, where it is asked in the action itself.
REFUSALS = ("units.error.not-yours", "units.error.not-staff", "units.mine.no-unit")
#: What some verbs cannot do without.
_ARGUMENTS: dict[str, str] = {
    StaffVerb.EXTEND: "20200831",
    StaffVerb.EXTEND_ALL: "20200831xxxxxxxx",
}


class House:
    """The bot's handlers on a database with one unit, and people of every kind."""

    def __init__(self, sandbox: Sandbox, database: Database, knowledge_file: Path) -> None:
        self.sandbox = sandbox
        self.database = database
        self.texts = load_texts()
        knowledge = read(knowledge_file.read_bytes(), known=known_ids())
        settings = settings_for(sandbox, knowledge_file)
        clock, replanning = SettableClock(NOW, rate=0), Replanning()
        self.clock = clock
        self.services: Services = make_services(
            settings,
            database,
            knowledge,
            AnswererBuilder(self.texts, Embeddings.OFF),
            self.texts,
            clock,
            replanning.units_changed,
        )
        bot = TelegramBot(settings, self.texts, self.services, clock, replanning)
        self.handlers: Handlers = bot.handlers
        self.application: TelegramApplication = bot.application
        self.buttons = Buttons(settings.telegram.required_token())
        self._updates = count(1)

    async def furnish(self) -> None:
        """A unit with what it owes, a member of staff to be changed, and a group."""
        async with self.database.writing() as session:
            unit = UnitRow(key="u", name={"zh-Hans": "长春市科技局"}, created_at=NOW)
            session.add(unit)
            await session.flush()
            session.add(UnitGroupRow(unit_id=unit.id, group="city_bureaus"))
            self.unit_id = unit.id
        await self.services.filings.sync()
        self.obligation_id = (await self.services.filings.duties([self.unit_id]))[0].id
        await self.actor(Role.EDITOR)
        self.member_id = (await self.services.staff.members())[0].id
        self.group = self.sandbox.add_group()
        await self.services.recipients.came_into(self.group, "group", "G", update_id=0)
        self.group_id = (await self.services.recipients.listed())[0].id

    async def actor(self, kind: str) -> int:
        """Somebody new of a kind; their address."""
        address = self.sandbox.add_person()
        if kind == "stranger":
            return address
        chat = await self.services.chats.seen(address)
        if kind == "follower":
            await self.services.subscriptions.follow(address)
        elif kind == "contact":
            row = {
                "unit_id": self.unit_id, "position": 1, "name": "王敏", "chat_id": chat.id,
                "joined_at": NOW, "created_at": NOW,
            }  # fmt: skip
            async with self.database.writing() as session:
                await session.execute(insert(ContactRow).values(**row))
        else:
            role = Role.ADMINISTRATOR if kind == "removed" else Role(kind)
            invitation = await self.services.staff.invite(role, by=None)
            member = await self.services.staff.accept(invitation.token, chat, "Li")
            if kind == "removed":
                await self._remove(member.id)
        return address

    async def _remove(self, member_id: int) -> None:
        await self.actor(Role.ADMINISTRATOR)  # who stays
        await self.services.staff.remove(member_id, by=None)

    async def id_for(self, verb: str, address: int) -> int:
        """What a button of this verb is about."""
        if verb in (Verb.REMIND_ALL, Verb.NOT_US_ALL, Verb.WHO_ELSE_ALL):
            return await self._nudge(address)
        if verb in (StaffVerb.DUTIES, StaffVerb.CONTACTS):
            return self.unit_id
        if verb in tuple(MemberVerb):
            return self.member_id
        if verb in tuple(RecipientVerb):
            return self.group_id
        return self.obligation_id

    async def _nudge(self, address: int) -> int:
        """A nudge that somebody was sent, whoever they are; its id."""
        chat = await self.services.chats.seen(address)
        draft = Draft(
            purpose=Purpose.NUDGE,
            subject=f"obligation/{self.obligation_id}/{chat.id}",
            recipient_id=chat.id,
            lane=Lane.NUDGE,
            due_at=NOW + timedelta(days=1),
            obligation_id=self.obligation_id,
        )
        async with self.database.writing() as session:
            await outbox.put(session, [draft], NOW)
            found = await session.scalar(
                select(DeliveryRow.id).where(DeliveryRow.recipient_id == chat.id)
            )
        assert found is not None
        return found

    async def commands(self, address: int, text: str, *, in_group: bool = False) -> list[str]:
        """What a command brings."""
        at = f"@{self.application.bot.username}" if in_group else ""
        name, space, argument = text.partition(" ")
        content = {
            "text": f"/{name}{at}{space}{argument}",
            "entities": [{"type": "bot_command", "offset": 0, "length": len(f"/{name}{at}")}],
        }
        message = {**self._message(address, in_group=in_group), **content}
        return await self._brought({"message": message}, message["chat"]["id"])

    async def presses(self, address: int, action: Action, *, in_group: bool = False) -> list[str]:
        """What a button brings, as if somebody had got hold of one whose data is good."""
        message = {**self._message(address, in_group=in_group), "text": "?"}
        chat_id, sender = message["chat"]["id"], message.pop("from")
        data = self.buttons.pack(action, chat_id)
        query_id = self.sandbox.service.people.press_stale(chat_id, message, data)
        query = {"id": query_id, "from": sender, "chat_instance": "1"}
        query |= {"data": data, "message": message}
        brought = await self._brought({"callback_query": query}, chat_id)
        answer = await self.sandbox.callback_answer(query_id)
        return [*brought, *filter(None, [answer.get("text")])]

    async def sends_document(self, address: int) -> list[str]:
        """What a file brings that is no list of units."""
        document = self.sandbox.send_file(address, "list.csv", b"nothing")["document"]
        message = {**self._message(address, in_group=False), "document": document}
        return await self._brought({"message": message}, address)

    def _message(self, address: int, *, in_group: bool) -> Json:
        chat: Json = {"id": address, "type": "private", "first_name": "Li"}
        if in_group:
            chat = {"id": self.sandbox.add_group(member_ids=[address]), "type": "group"}
            chat["title"] = "G"
        sender = {"id": address, "is_bot": False, "first_name": "Li", "language_code": "zh-hans"}
        return {"message_id": 10**6 + next(self._updates), "date": 0, "chat": chat, "from": sender}

    async def _brought(self, content: Json, chat_id: int) -> list[str]:
        """What an update brings into a chat: texts, and files by their names."""
        before = len(self.sandbox.replies(chat_id))
        raw = {"update_id": next(self._updates), **content}
        await self.application.process_update(Update.de_json(raw, self.application.bot))
        found = self.sandbox.replies(chat_id)[before:]
        return [m["text"] if "text" in m else m["document"]["file_name"] for m in found]


@pytest.fixture
async def house(
    sqlite: SqliteDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setattr(lanes, "_CHAT_SECONDS", 0.0)
    database = await open_database(sqlite.ready())
    async with Sandbox(clock=SettableClock(NOW, rate=0)) as sandbox:
        house = House(sandbox, database, DATA)
        await house.application.initialize()
        await house.furnish()
        yield house
        await house.application.shutdown()
    await database.close()


@pytest.fixture
async def told_everybody(house: House) -> frozenset[str]:
    """What anybody is told who types a command, or presses a button, that does not exist."""
    somebody = await house.actor("stranger")
    told = await house.commands(somebody, "nonsense")
    told += await house.presses(somebody, Action("zz", 1))
    assert len(told) == 3  # the help twice, and that the button is stale
    texts = house.texts[Language.HANS]
    return frozenset([*told, *(texts(key) for key in REFUSALS)])


def test_every_command_has_a_row(house: House) -> None:
    handlers = [each for group in house.application.handlers.values() for each in group]
    commands = {c for each in handlers if isinstance(each, CommandHandler) for c in each.commands}

    assert commands == COMMANDS.keys()


def test_every_verb_has_a_row_and_is_one_handlers_alone(house: House) -> None:
    parts = [getattr(house.handlers, each.name) for each in fields(house.handlers)]
    verbs = [str(verb) for each in parts for verb in getattr(each, "verbs", ())]

    assert sorted(verbs) == sorted(VERBS)


@pytest.mark.parametrize("actor", ACTORS)
async def test_a_command_is_there_for_those_whose_it_is(
    house: House, told_everybody: frozenset[str], actor: str
) -> None:
    let_through = set()
    for name in COMMANDS:
        address = await house.actor(actor)
        brought = await house.commands(address, name)
        assert brought, f"/{name}: a command is never met with silence"
        if name == "help" or not told_everybody.issuperset(brought):
            let_through.add(name)

    assert let_through == {name for name, row in COMMANDS.items() if actor in row.who}


@pytest.mark.parametrize("actor", ACTORS)
async def test_a_button_is_there_for_those_whose_it_is(
    house: House, told_everybody: frozenset[str], actor: str
) -> None:
    let_through = set()
    for verb in VERBS:
        address = await house.actor(actor)
        action = Action(verb, await house.id_for(verb, address), _ARGUMENTS.get(verb, ""))
        brought = await house.presses(address, action)
        assert brought, f"{verb!r}: a button is never met with silence"
        if not told_everybody.issuperset(brought):
            let_through.add(verb)

    assert let_through == {verb for verb, row in VERBS.items() if actor in row.who}


@pytest.mark.parametrize("actor", ACTORS)
async def test_in_a_group_there_is_what_is_everybodys_alone(
    house: House, told_everybody: frozenset[str], actor: str
) -> None:
    let_through = set()
    for name in COMMANDS:
        address = await house.actor(actor)
        brought = await house.commands(address, name, in_group=True)
        if name == "help" or not told_everybody.issuperset(brought):
            let_through.add(name)
    assert let_through == {name for name, row in COMMANDS.items() if row.in_groups}

    for verb in VERBS:
        address = await house.actor(actor)
        action = Action(verb, await house.id_for(verb, address), _ARGUMENTS.get(verb, ""))
        assert told_everybody.issuperset(await house.presses(address, action, in_group=True)), verb


async def test_a_list_is_read_from_those_alone_who_may_import(house: House) -> None:
    for actor in ACTORS:
        address = await house.actor(actor)
        brought = await house.sends_document(address)

        told = house.texts[Language.HANS]("telegram.text-only")
        assert (brought == [told]) is (actor not in PUBLISHERS), actor


@pytest.mark.parametrize("prefix", ["u", "s"])
async def test_a_guessed_link_lets_nobody_in(house: House, prefix: str) -> None:
    for actor in ACTORS:
        address = await house.actor(actor)
        before = await house.services.staff.role_of(address)

        (told,) = await house.commands(address, f"start {prefix}{'A' * 22}")

        assert told == house.texts[Language.HANS]("directory.invitation.unknown")
        assert await house.services.staff.role_of(address) is before


async def test_a_link_to_be_of_staff_lets_in_whoever_opens_it_in_private(house: House) -> None:
    for actor in ACTORS:
        address = await house.actor(actor)
        before = await house.services.staff.role_of(address)
        invitation = await house.services.staff.invite(Role.EDITOR, by=None)
        link = f"start s{invitation.token}"

        (refused,) = await house.commands(address, link, in_group=True)
        assert refused == house.texts[Language.HANS]("directory.invitation.not-private")
        assert await house.services.staff.role_of(address) is before

        await house.commands(address, link)
        assert await house.services.staff.role_of(address) is (before or Role.EDITOR)
