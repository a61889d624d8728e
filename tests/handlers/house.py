"""The bot's handlers on a database with one unit, with no process and no polling around them."""

from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from telegram import Update

from bot.answering.words import known_ids
from bot.app.handlers import Handlers
from bot.app.registering import TelegramApplication
from bot.app.replanning import Replanning
from bot.app.services import Services, make_services
from bot.app.telegram import TelegramBot
from bot.building import AnswererBuilder
from bot.channels.telegram.buttons import Buttons
from bot.clock import SettableClock
from bot.database import Database
from bot.database.tables import ContactRow, DeliveryRow, UnitGroupRow, UnitRow
from bot.delivery import outbox
from bot.delivery.message import Action
from bot.delivery.model import Draft, Lane, Purpose
from bot.directory.recipients import RecipientVerb
from bot.directory.staff import Role
from bot.filings.actions import Verb, item_token
from bot.knowledge.validation import read
from bot.locales import load_texts
from bot.reminders.board.actions import BoardVerb
from bot.sandbox import Sandbox
from bot.settings import Embeddings
from handlers.actions import MemberVerb, StaffVerb
from tests.e2e.conftest import NOW, settings_for

Json = dict[str, Any]


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
        self.menus = bot.menus
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
        duty = (await self.services.filings.duties([self.unit_id]))[0]
        self.obligation_id, self.deadline_id = duty.id, duty.deadline.id
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
            member = await self.services.staff.accept(invitation.token, chat, f"Li {address}")
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
        if verb in (StaffVerb.DUTIES, StaffVerb.CONTACTS, StaffVerb.WRITE):
            return self.unit_id
        if verb in tuple(MemberVerb):
            return self.member_id
        if verb in tuple(RecipientVerb):
            return self.group_id
        return self.obligation_id

    def argument_for(self, verb: str) -> str:
        """What a button of this verb is about besides."""
        token = item_token(self.deadline_id)
        if verb in tuple(BoardVerb):
            return token
        until: dict[str, str] = {
            StaffVerb.EXTEND: "20200831",
            StaffVerb.EXTEND_ALL: f"20200831{token}",
        }
        return until.get(verb, "")

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

    async def asks(self, address: int, text: str) -> list[str]:
        """What a question, or any other text, brings."""
        message = {**self._message(address, in_group=False), "text": text}
        return await self._brought({"message": message}, address)

    def update_of(self, address: int) -> Update:
        """An update with a message of somebody in their private chat."""
        raw = {"update_id": next(self._updates), "message": self._message(address, in_group=False)}
        update = Update.de_json(raw, self.application.bot)
        assert update is not None
        return update

    async def presses_label(self, address: int, label: str) -> list[str]:
        """Press the last button with this label; what it brings, its notice last."""
        for message in reversed(self.sandbox.replies(address)):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if label in button["text"]:
                        return await self._presses(address, message, button["callback_data"])
        raise AssertionError(f"no button {label!r}")

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
        data = self.buttons.pack(action, message["chat"]["id"])
        return await self._presses(address, message, data)

    async def _presses(self, address: int, message: Json, data: str) -> list[str]:
        chat_id = message["chat"]["id"]
        query_id = self.sandbox.service.people.press_stale(chat_id, message, data)
        query = {"id": query_id, "from": _sender(address), "chat_instance": "1"}
        query |= {"data": data, "message": message}
        brought = await self._brought({"callback_query": query}, chat_id)
        answer = await self.sandbox.callback_answer(query_id)
        return [*brought, *filter(None, [answer.get("text")])]

    async def blocks(self, address: int) -> None:
        """Somebody blocks the bot."""
        bot = {"id": self.application.bot.id, "is_bot": True, "first_name": "B"}
        change = {
            "chat": {"id": address, "type": "private", "first_name": "Li"},
            "from": _sender(address),
            "date": 0,
            "old_chat_member": {"status": "member", "user": bot},
            "new_chat_member": {"status": "kicked", "user": bot, "until_date": 0},
        }
        await self._brought({"my_chat_member": change}, address)

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
        message_id = 10**6 + next(self._updates)
        return {"message_id": message_id, "date": 0, "chat": chat, "from": _sender(address)}

    async def _brought(self, content: Json, chat_id: int) -> list[str]:
        """What an update brings into a chat: texts, captions, and files by their names."""
        before = len(self.sandbox.replies(chat_id))
        raw = {"update_id": next(self._updates), **content}
        await self.application.process_update(Update.de_json(raw, self.application.bot))
        found = self.sandbox.replies(chat_id)[before:]
        return [_content(message) for message in found]


def _content(message: Json) -> str:
    for name in ("text", "caption"):
        if name in message and "document" not in message:
            return str(message[name])
    return str(message["document"]["file_name"])


def _sender(address: int) -> Json:
    return {
        "id": address,
        "is_bot": False,
        "first_name": f"Li {address}",
        "language_code": "zh-hans",
    }
