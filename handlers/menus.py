"""Menus: what Telegram lists behind the menu button, of everybody and of each who has work here."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import structlog
from telegram.constants import BotCommandScopeType
from telegram.error import TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.incoming import patiently
from bot.channels.telegram.languages import language_of
from bot.delivery.backoff import backoff
from bot.directory.repository.menus import MenuRepository, Seat
from bot.errors import described
from bot.language import Language
from bot.locales import Texts
from handlers.commands import Command, Standing, menu_for, menu_for_groups

log = structlog.get_logger(__name__)

#: Where a menu is shown, as the Bot API has it.
Scope = Mapping[str, object]

#: Whoever wrote while nobody ran is answered before any menu is given.
_HEAD_START_SECONDS = 1.0
#: Changes a moment apart are one.
_PAUSE_SECONDS = 0.5
_DIGEST_LENGTH = 8


class Menus:
    """Gives each chat the menu that is due to it, and no chat one that it has.

    Which menu a chat was given is kept, so that a start asks Telegram nothing about those that are
    right; what a crash leaves undone is made up for at the next start.

    Args:
        repository: knows who they are, and keeps what they were given.
        calls: Telegram's side; repeats nothing by itself, so that no answer waits for a menu.
        texts: the words of every language.
        default: the language of whose nothing is known.
    """

    def __init__(
        self,
        repository: MenuRepository,
        calls: Calls,
        texts: Mapping[Language, Texts],
        default: Language,
    ) -> None:
        self._repository = repository
        self._calls = calls
        self._texts = texts
        self._default = default
        self._changed = asyncio.Event()
        self._names: dict[tuple[Standing, Language], str] = {}
        self._forgotten: set[int] = set()
        self._not_begun: set[int] = set()

    async def standing(self, address: int) -> Standing:
        """What somebody is now, by the address of their private chat."""
        seat = await self._repository.seat(address)
        return _standing(seat) if seat is not None else Standing()

    def changed(self) -> None:
        """Have it looked at anew who is to have which menu."""
        self._changed.set()

    def begun(self, address: int) -> None:
        """Give somebody their menu who has just begun to write; before that Telegram takes none."""
        if address in self._not_begun:
            self._not_begun.discard(address)
            self.changed()

    def forgotten(self, address: int) -> None:
        """Take the menu away from somebody of whom nothing is kept any more."""
        self._forgotten.add(address)
        self.changed()

    async def run(self) -> None:
        """Work until cancelled."""
        await asyncio.sleep(_HEAD_START_SECONDS)
        await self.give_everybody()
        self.changed()
        failures = 0
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self.give_each()
            except Exception as error:
                # Such as a database that is away.
                failures += 1
                seconds = backoff(failures)
                log.error("menus.failed", again_in=seconds, **described(error))
                await asyncio.sleep(seconds)
                self.changed()
            else:
                failures = 0
                await asyncio.sleep(_PAUSE_SECONDS)

    async def give_everybody(self) -> None:
        """The menus of who has none of their own, in each language that Telegram tells apart."""
        languages = {"zh": Language.HANS, "en": Language.EN, None: self._default}
        if self._default is not Language.EN:
            # To Telegram both scripts are one language.
            languages["zh"] = self._default
        menus = {
            BotCommandScopeType.DEFAULT: list(menu_for(Standing())),
            BotCommandScopeType.ALL_GROUP_CHATS: list(menu_for_groups()),
        }
        for scope, commands in menus.items():
            for code, language in languages.items():
                await self._give({"type": scope}, commands, language, code)

    async def give_each(self) -> None:
        """The menus of staff and contacts, and of who chose another language than their app's."""
        while self._forgotten:
            await self._take_away(address := next(iter(self._forgotten)))
            self._forgotten.discard(address)
        of_public = {language: self._name(Standing(), language) for language in Language}
        async for seat in self._repository.seats(of_public):
            menu = self._due(seat)
            # Whom Telegram refused is asked for again once they begin, and not at every change.
            if menu == seat.menu or seat.address in self._not_begun:
                continue
            if menu is None:
                is_given = await self._take_away(seat.address)
            else:
                commands = menu_for(_standing(seat))
                is_given = await self._give(_of(seat.address), commands, self._language(seat))
            if is_given:
                await self._repository.given(seat.address, menu)
            else:
                self._not_begun.add(seat.address)

    def _due(self, seat: Seat) -> str | None:
        """The name of the menu that somebody is to have; None: that of everybody."""
        standing = _standing(seat)
        if standing == Standing() and seat.language is None:
            return None
        return self._name(standing, self._language(seat))

    def _name(self, standing: Standing, language: Language) -> str:
        """Another one for each menu that shows something else."""
        if (standing, language) not in self._names:
            self._names[standing, language] = self._new_name(standing, language)
        return self._names[standing, language]

    def _new_name(self, standing: Standing, language: Language) -> str:
        who = [standing.role or "public", *(["contact"] if standing.is_contact else [])]
        shown = "\n".join(
            f"{each.name} {self._texts[language](each.text_key)}" for each in menu_for(standing)
        )
        digest = hashlib.sha256(shown.encode()).hexdigest()[:_DIGEST_LENGTH]
        return f"{'+'.join(who)}/{language}/{digest}"

    def _language(self, seat: Seat) -> Language:
        return seat.language or language_of(seat.app_language, self._default)

    async def _give(
        self,
        scope: Scope,
        commands: Iterable[Command],
        language: Language,
        code: str | None = None,
    ) -> bool:
        """Whether Telegram took it."""
        texts = self._texts[language]
        listed = [{"command": each.name, "description": texts(each.text_key)} for each in commands]
        about = {"commands": listed, "scope": scope, "language_code": code}
        return await self._is_done("setMyCommands", about)

    async def _take_away(self, address: int) -> bool:
        return await self._is_done("deleteMyCommands", {"scope": _of(address)})

    async def _is_done(self, method: str, arguments: dict[str, Any]) -> bool:
        try:
            await patiently(partial(self._calls.call, method, arguments))
        except TelegramError as error:
            log.info("menu.refused", scope=arguments["scope"]["type"], error=type(error).__name__)
            return False
        return True


def _of(address: int) -> Scope:
    return {"type": BotCommandScopeType.CHAT, "chat_id": address}


def _standing(seat: Seat) -> Standing:
    return Standing(role=seat.role, is_contact=seat.is_contact)
