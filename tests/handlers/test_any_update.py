"""No text, no button and no update makes a handler fail or sends what Telegram refuses."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.answering.words import known_ids
from bot.app.registering import TelegramApplication
from bot.app.replanning import Replanning
from bot.app.services import make_services
from bot.app.telegram import TelegramBot
from bot.building import AnswererBuilder
from bot.clock import SettableClock
from bot.database import open_database
from bot.knowledge.validation import read
from bot.locales import load_texts
from bot.sandbox import Sandbox
from bot.settings import Embeddings
from tests.databases import SqliteDatabases
from tests.e2e.conftest import DATA, NOW, settings_for

Json = dict[str, Any]

texts = st.one_of(
    st.text(st.characters(codec=None), max_size=60),
    st.text("启动仪式几点在哪？<>&@/ \n0123456789", max_size=40),
    st.sampled_from(["/start", "/help x", "/language", "/unknown", "/start@zhouzhi_sandbox_bot"]),
    st.sampled_from(["<b>", "&lt;", "a" * 5000, "什么时候" * 1100, "\x00", "\ud83d"]),
)
entities = st.lists(
    st.builds(
        lambda kind, at, length: {"type": kind, "offset": at, "length": length},
        st.sampled_from(["bot_command", "mention", "url", "bold", "nonsense"]),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    max_size=3,
)
contents = st.fixed_dictionaries(
    {},
    optional={
        "text": texts,
        "caption": texts,
        "entities": entities,
        "caption_entities": entities,
        "media_group_id": st.sampled_from(["1", "2"]),
        "photo": st.just([{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]),
        "voice": st.just({"file_id": "f", "file_unique_id": "u", "duration": 1}),
        "location": st.just({"latitude": 1.0, "longitude": 2.0}),
        "new_chat_members": st.just([{"id": 5, "is_bot": False, "first_name": "N"}]),
        "pinned_message": st.just(
            {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}
        ),
        "message_thread_id": st.integers(1, 9),
        "something_new": st.just({"of": ["next", "year"]}),
    },
)


class Running:
    """The bot's handlers with a Bot API behind them, and an event loop for both."""

    def __init__(self, knowledge_file: Path, database_url: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.sandbox = Sandbox(clock=SettableClock(NOW))
        self.loop.run_until_complete(self.sandbox.start())
        self.application = self.loop.run_until_complete(self._make(knowledge_file, database_url))
        self.loop.run_until_complete(self.application.initialize())
        self.errors: list[object] = []
        self.application.add_error_handler(self._note)
        self.person = self.sandbox.add_person()
        self.group = self.sandbox.add_group(member_ids=[self.person])

    async def _make(self, knowledge_file: Path, database_url: str) -> TelegramApplication:
        self.database = await open_database(database_url)
        knowledge, texts = read(knowledge_file.read_bytes(), known=known_ids()), load_texts()
        settings = settings_for(self.sandbox, knowledge_file)
        clock, replanning = SettableClock(NOW), Replanning()
        services = make_services(
            settings,
            self.database,
            knowledge,
            AnswererBuilder(texts, Embeddings.OFF),
            texts,
            clock,
            replanning.units_changed,
        )
        return TelegramBot(settings, texts, services, clock, replanning).application

    async def _note(self, _update: object, context: Any) -> None:
        self.errors.append(context.error)

    def handle(self, raw: Json) -> None:
        """Run an update through the handlers; it must not fail, nor send what is refused."""
        update = Update.de_json(raw, self.application.bot)
        self.loop.run_until_complete(self.application.process_update(update))
        assert self.errors == []
        refused = [c for c in self.sandbox.calls if c.method == "sendmessage" and c.status != 200]
        assert refused == []

    def close(self) -> None:
        """Stop both."""
        self.loop.run_until_complete(self.application.shutdown())
        self.loop.run_until_complete(self.sandbox.stop())
        self.loop.run_until_complete(self.database.close())
        self.loop.close()


@pytest.fixture(scope="module")
def running(sqlite: SqliteDatabases) -> Iterator[Running]:
    running = Running(DATA, sqlite.ready())
    yield running
    running.close()


def message_of(running: Running, content: Json, *, in_group: bool = False) -> Json:
    """A message of the person with this content."""
    chat = (
        {"id": running.group, "type": "group", "title": "G"}
        if in_group
        else {"id": running.person, "type": "private", "first_name": "Li"}
    )
    sender = {"id": running.person, "is_bot": False, "first_name": "Li"}
    return {"message_id": 10**6, "date": 0, "chat": chat, "from": sender, **content}


@settings(max_examples=150)
@given(contents, st.sampled_from(["message", "edited_message", "channel_post"]), st.booleans())
def test_any_message(running: Running, content: Json, kind: str, in_group: bool) -> None:
    running.handle({"update_id": 1, kind: message_of(running, content, in_group=in_group)})


@settings(max_examples=100)
@given(st.none() | st.text(st.characters(codec="utf-8"), max_size=64), st.sampled_from([0, 1, 2]))
def test_any_button(running: Running, data: str | None, where: int) -> None:
    query_id = running.sandbox.service.world.next_query_id()
    sender = {"id": running.person, "is_bot": False, "first_name": "Li"}
    query: Json = {"id": query_id, "from": sender, "chat_instance": "1", "data": data}
    if where == 0:
        query["inline_message_id"] = "7"
    elif where == 1:
        query["message"] = message_of(running, {"text": "?"})
    else:  # a message that Telegram no longer shows to the bot
        chat = {"id": running.person, "type": "private"}
        query["message"] = {"message_id": 5, "date": 0, "chat": chat}

    running.handle({"update_id": 1, "callback_query": query})


@settings(max_examples=50)
@given(texts)
def test_any_inline_query(running: Running, text: str) -> None:
    query_id = running.sandbox.inline(running.person, "")
    sender = {"id": running.person, "is_bot": False, "first_name": "Li"}
    query = {"id": query_id, "from": sender, "query": text, "offset": ""}

    running.handle({"update_id": 1, "inline_query": query})
