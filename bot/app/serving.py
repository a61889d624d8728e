"""Serving: everything that runs while the bot does, started and stopped in order."""

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from bot.answering.words import known_ids
from bot.app.replanning import Replanning
from bot.app.services import Services, make_services
from bot.app.telegram import TelegramBot
from bot.building import AnswererBuilder
from bot.clock import Clock
from bot.database import open_database
from bot.housekeeping import Chores, housekeeping
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.storage import KnowledgeStore
from bot.locales import load_texts
from bot.settings import Settings


def open_knowledge(settings: Settings) -> KnowledgeStore:
    """The knowledge to answer from: the file's, or the last good that was kept of it.

    Raises:
        KnowledgeRefused: neither can be used.
    """
    store = KnowledgeStore(
        settings.knowledge.path,
        keep_versions=settings.knowledge.keep_versions,
        known=known_ids(),
    )
    store.load()
    return store


async def run(settings: Settings, clock: Clock, store: KnowledgeStore) -> None:
    """Serve people on Telegram until the process is told to stop (SIGTERM or SIGINT).

    Raises:
        ZhouzhiError: something in the settings has to be put right first.
    """
    stopping = asyncio.Event()
    with _stop_on_signals(stopping):
        await serve(settings, clock, store, stopping)


async def serve(
    settings: Settings, clock: Clock, store: KnowledgeStore, stopping: asyncio.Event
) -> None:
    """Serve people on Telegram until `stopping` is set.

    Raises:
        ZhouzhiError: as in `run`.
    """
    texts = load_texts()
    build = AnswererBuilder(texts, settings.answers.embeddings)
    database = await open_database(settings.database.url.get_secret_value())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        replanning = Replanning()
        services = make_services(
            settings, database, store.knowledge, build, clock, replanning.units_changed
        )
        stack.push_async_callback(services.unanswered.write)

        async def change_knowledge(knowledge: Knowledge) -> None:
            await services.enquiries.change_knowledge(knowledge)
            await replanning.knowledge_changed()

        async def reached(chat_id: int) -> None:
            memberships = await services.units.of_chat(chat_id)
            await replanning.units_changed({each.unit.id for each in memberships})

        bot = TelegramBot(settings, texts, services, reached)
        # A file that was refused at the start is seen, and told of, by this as well.
        _beside(stack, store.watch(change_knowledge, bot.tell_knowledge_refused))
        scheduler = housekeeping(_chores(services, replanning))
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        await bot.serve(stopping)


def _chores(services: Services, replanning: Replanning) -> Chores:
    return {
        "forget": (timedelta(minutes=5), services.enquiries.forget),
        "unanswered": (timedelta(seconds=30), services.unanswered.write),
        # The plan follows every change; this is for what nobody thought of.
        "replan": (timedelta(hours=1), partial(replanning.units_changed, None)),
    }


def _beside(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Do some work until the stack is closed."""
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.wait({task})

    stack.push_async_callback(end)


@contextmanager
def _stop_on_signals(stopping: asyncio.Event) -> Iterator[None]:
    """Set `stopping` on SIGTERM and SIGINT while this lasts."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    for each in signals:
        loop.add_signal_handler(each, stopping.set)
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
