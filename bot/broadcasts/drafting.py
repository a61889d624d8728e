"""Drafting: an announcement is written, for as long as it takes; nothing is sent meanwhile."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.broadcasts.cases import Cases, to_write
from bot.broadcasts.checking import check
from bot.broadcasts.errors import TooLate
from bot.broadcasts.records import (
    EVERYONE,
    Announcement,
    AnnouncementButton,
    AnnouncementState,
    Audience,
    Content,
    Version,
)
from bot.delivery.message import Entity, Media
from bot.directory.roles import Permission
from bot.language import Language


class Drafting(Cases):
    """The part of the service in which announcements are written.

    Every method that changes a draft raises NotPermitted, AnnouncementUnknown, NotTheAuthor, or
    AnnouncementMovedOn where it is a draft no longer; ContentRefused where it could not be sent.
    """

    async def draft(
        self, by: int | None, audience: Audience = EVERYONE, *, update_id: int | None = None
    ) -> Announcement:
        """A new draft of a member of staff; for an update that was handled, the one it made.

        Args:
            by: the chat of its author; None: an operator.
            audience: who is to hear it, until its author says otherwise.
            update_id: of the update that asks for it.

        Raises:
            NotPermitted: they may not write announcements, or not to this audience.
            AudienceUnknown: it names what there is not.
        """
        self._audiences.check(audience)
        now = self._clock.now()
        async with self._repository.transaction() as broadcasts:
            await broadcasts.require(by, to_write(audience))
            if await broadcasts.handled_at(update_id) is not None:
                drafts = await broadcasts.in_states(AnnouncementState.DRAFT, author_id=by)
                if drafts:
                    return drafts[0]
            else:
                await broadcasts.mark_handled(update_id, now)
            id = await broadcasts.create(by, Content(), audience, now)
            broadcasts.audit("draft", id, at=now, by=by, after={"audience": str(audience)})
            return await self._get(broadcasts, id)

    async def author(self, announcement: Announcement) -> str:
        """What the author of an announcement to one unit is called there; of others empty."""
        async with self._repository.reading() as broadcasts:
            return (await broadcasts.authors([announcement])).get(announcement.id, "")

    async def drafts_of(self, author_id: int) -> list[Announcement]:
        """What somebody has begun to write and not sent, the newest first."""
        async with self._repository.reading() as broadcasts:
            return await broadcasts.in_states(AnnouncementState.DRAFT, author_id=author_id)

    async def set_text(
        self,
        id: int,
        language: Language,
        text: str,
        entities: Sequence[Entity] = (),
        *,
        by: int | None,
    ) -> Announcement:
        """Say it in one language; an empty text takes the language out.

        Args:
            id: of the announcement.
            language: in which the text is.
            text: as it was written.
            entities: how it is formatted, as Telegram gave them.
            by: its author.
        """

        def change(content: Content) -> Content:
            versions = dict(content.versions)
            if not text.strip():
                versions.pop(language, None)
            else:
                before = versions.get(language, Version())
                versions[language] = replace(before, text=text, entities=tuple(entities))
            return replace(content, versions=versions)

        return await self._rewrite(id, change, by)

    async def set_buttons(
        self,
        id: int,
        language: Language,
        buttons: Sequence[AnnouncementButton],
        *,
        by: int | None,
    ) -> Announcement:
        """Put these buttons, and no others, under what is said in one language."""

        def change(content: Content) -> Content:
            version = content.versions.get(language, Version())
            versions = {**content.versions, language: replace(version, buttons=tuple(buttons))}
            return replace(content, versions=versions)

        return await self._rewrite(id, change, by)

    async def set_media(self, id: int, media: Sequence[Media], *, by: int | None) -> Announcement:
        """Let it have these files, and no others; several are an album."""
        return await self._rewrite(id, lambda content: replace(content, media=tuple(media)), by)

    async def set_audience(self, id: int, audience: Audience, *, by: int | None) -> Announcement:
        """Say who is to hear it.

        Raises:
            AudienceUnknown: it names what there is not.
        """
        self._audiences.check(audience)
        return await self._change(id, by, {"audience": audience}, {"audience": str(audience)})

    async def schedule(
        self, id: int, send_at: datetime | None, *, is_urgent: bool = False, by: int | None
    ) -> Announcement:
        """Say when it is to go out.

        Args:
            id: of the announcement.
            send_at: aware; None: as soon as somebody lets it go.
            is_urgent: also outside the sending hours.
            by: its author.

        Raises:
            TooLate: it has passed.
        """
        if send_at is not None and send_at <= self._clock.now():
            raise TooLate
        values = {"send_at": send_at, "is_urgent": is_urgent}
        noted = {"send_at": send_at and send_at.isoformat(), "urgent": is_urgent}
        return await self._change(id, by, values, noted)

    async def _rewrite(
        self, id: int, change: Callable[[Content], Content], by: int | None
    ) -> Announcement:
        """Change what a draft says. Its words are not noted: the report has them."""
        async with self._repository.transaction() as broadcasts:
            found = await self._open(broadcasts, id, by, Permission.DRAFT, AnnouncementState.DRAFT)
            self._own(found, by)
            content = change(found.content)
            check(content)
            await broadcasts.change(id, self._clock.now(), content=content)
            return await self._get(broadcasts, id)

    async def _change(
        self, id: int, by: int | None, values: Mapping[str, Any], noted: Mapping[str, Any]
    ) -> Announcement:
        now = self._clock.now()
        async with self._repository.transaction() as broadcasts:
            found = await self._open(broadcasts, id, by, Permission.DRAFT, AnnouncementState.DRAFT)
            self._own(found, by)
            await broadcasts.change(id, now, **values)
            broadcasts.audit("change", id, at=now, by=by, after=noted)
            return await self._get(broadcasts, id)
