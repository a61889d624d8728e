"""Controlling: what is under way is paused, goes on or is cancelled; what arrived is mended."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from bot.broadcasts.cases import Cases
from bot.broadcasts.checking import check_complete
from bot.broadcasts.errors import AnnouncementMovedOn
from bot.broadcasts.records import (
    Announcement,
    AnnouncementState,
    Content,
    Correction,
)
from bot.delivery.model import Purpose
from bot.directory.roles import Permission

_DRAFT, _SUBMITTED = AnnouncementState.DRAFT, AnnouncementState.SUBMITTED
_SCHEDULED, _SENDING = AnnouncementState.SCHEDULED, AnnouncementState.SENDING
_PAUSED, _SENT = AnnouncementState.PAUSED, AnnouncementState.SENT
_CANCELLED = AnnouncementState.CANCELLED
#: Those in which some of it may have arrived.
_BEGUN = _SCHEDULED, _SENDING, _PAUSED, _SENT, _CANCELLED
#: Which corrections that have not been made yet are needless after one.
_OVERTAKES: Mapping[Purpose, Collection[Purpose]] = {
    Purpose.EDIT: (Purpose.EDIT,),
    Purpose.PIN: (Purpose.PIN,),
    Purpose.DELETE: (Purpose.EDIT, Purpose.PIN),
}
#: Why an uncertain one is uncertain for good.
LEFT = "left as it is by staff"


class Controlling(Cases):
    """The part of the service for what is under way.

    What is paused or cancelled stops at once: when the transaction is committed, nothing more of
    it begins to be sent. What is on its way to Telegram at that moment arrives.

    Every method raises NotPermitted, AnnouncementUnknown, or AnnouncementMovedOn where the
    announcement is in another state; the same update twice is carried out once.
    """

    async def pause(self, id: int, *, by: int | None, update_id: int | None = None) -> Announcement:
        """Stop, to go on later."""
        return await self._control(id, by, update_id, "pause", _PAUSED, (_SENDING, _SCHEDULED))

    async def resume(
        self, id: int, *, by: int | None, update_id: int | None = None
    ) -> Announcement:
        """Go on where it stopped; outside the sending hours, when they begin."""
        return await self._control(id, by, update_id, "resume", _SENDING, (_PAUSED,))

    async def cancel(
        self, id: int, *, by: int | None, update_id: int | None = None
    ) -> Announcement:
        """Send no more of it, ever. A draft's author may as well."""
        states = (_DRAFT, _SUBMITTED, _SCHEDULED, _SENDING, _PAUSED)
        return await self._control(id, by, update_id, "cancel", _CANCELLED, states)

    async def edit_sent(
        self, id: int, content: Content, *, by: int | None, update_id: int | None = None
    ) -> Announcement:
        """Let it say something else where it has arrived, and where it is yet to go.

        Its files stay as they are.

        Raises:
            ContentRefused: it could not be sent like that.
        """
        return await self._correct(id, by, update_id, Purpose.EDIT, content)

    async def delete_sent(
        self, id: int, *, by: int | None, update_id: int | None = None
    ) -> Announcement:
        """Take it away where it has arrived, and cancel the rest."""
        return await self._correct(id, by, update_id, Purpose.DELETE)

    async def pin_sent(
        self, id: int, *, by: int | None, update_id: int | None = None
    ) -> Announcement:
        """Pin it in the groups and channels where it has arrived and the bot may."""
        return await self._correct(id, by, update_id, Purpose.PIN)

    async def repeat_uncertain(
        self, id: int, *, by: int | None, update_id: int | None = None
    ) -> Announcement:
        """Send again, as a repeat, what may have arrived: some will read it twice."""
        async with self._repository.transaction() as broadcasts:
            if (done := await self._is_done(broadcasts, id, update_id)) is not None:
                return done
            states = (_SENDING, _PAUSED, _SENT)
            found = await self._open(broadcasts, id, by, Permission.CONTROL, *states)
            repeated = await broadcasts.send_uncertain_again(id)
            state = _SENDING if found.state is _SENT and repeated else found.state
            values = {"finished_at": None} if state is _SENDING else {}
            moved = await self._move(
                broadcasts,
                found,
                state,
                "repeat-uncertain",
                by=by,
                update_id=update_id,
                values=dict(values),
                noted={"repeated": repeated},
            )
        self._changed()
        return moved

    async def leave_uncertain(
        self, id: int, *, by: int | None, update_id: int | None = None
    ) -> Announcement:
        """Decide that what may have arrived is not sent again; the report says so."""
        async with self._repository.transaction() as broadcasts:
            if (done := await self._is_done(broadcasts, id, update_id)) is not None:
                return done
            found = await self._open(broadcasts, id, by, Permission.CONTROL, *_BEGUN)
            left = await broadcasts.settle_uncertain(id, LEFT)
            return await self._move(
                broadcasts,
                found,
                found.state,
                "leave-uncertain",
                by=by,
                update_id=update_id,
                noted={"left": left},
            )

    async def show_at(
        self, id: int, address: int, message_id: int, *, is_reported: bool = False
    ) -> None:
        """Keep which message shows how the announcement gets on, for the next process as well.

        Args:
            id: of the announcement.
            address: of the chat with that message, as Telegram calls it.
            message_id: Telegram's.
            is_reported: whether the final report was sent there.
        """
        async with self._repository.transaction() as broadcasts:
            now = self._clock.now()
            shown = {"address": address, "message_id": message_id, "is_reported": is_reported}
            await broadcasts.change(id, now, control_message=shown)

    async def _control(
        self,
        id: int,
        by: int | None,
        update_id: int | None,
        action: str,
        state: AnnouncementState,
        states: tuple[AnnouncementState, ...],
    ) -> Announcement:
        now = self._clock.now()
        async with self._repository.transaction() as broadcasts:
            if (done := await self._is_done(broadcasts, id, update_id)) is not None:
                return done
            found = await broadcasts.locked(id)
            is_own_draft = (
                found is not None and found.state in (_DRAFT, _SUBMITTED) and found.author_id == by
            )
            permission = Permission.DRAFT if is_own_draft else Permission.CONTROL
            found = await self._open(broadcasts, id, by, permission, *states)
            values: dict[str, Any] = {}
            if state is _CANCELLED:
                values = {"finished_at": now, "has_chores": True}
            elif state is _SENDING:
                begins_at = self._begins_at(found, now)
                if found.started_at is None or begins_at > now:
                    state, values = _SCHEDULED, {"send_at": begins_at}
            moved = await self._move(
                broadcasts, found, state, action, by=by, update_id=update_id, values=values
            )
        self._changed()
        return moved

    async def _correct(
        self,
        id: int,
        by: int | None,
        update_id: int | None,
        purpose: Purpose,
        content: Content | None = None,
    ) -> Announcement:
        now = self._clock.now()
        async with self._repository.transaction() as broadcasts:
            if (done := await self._is_done(broadcasts, id, update_id)) is not None:
                return done
            found = await self._open(broadcasts, id, by, Permission.CONTROL, *_BEGUN)
            is_deleted = any(each.purpose is Purpose.DELETE for each in found.corrections)
            if found.started_at is None or is_deleted:
                raise AnnouncementMovedOn(id, found.state)
            new = found.content if content is None else replace(content, media=found.content.media)
            check_complete(new)
            overtaken = _OVERTAKES[purpose]
            await broadcasts.withdraw_corrections(id, overtaken)
            corrections = [
                replace(each, is_planned=True) if each.purpose in overtaken else each
                for each in found.corrections
            ]
            corrections.append(Correction(purpose=purpose, number=len(corrections) + 1))
            values: dict[str, Any] = {}
            state = found.state
            if purpose is Purpose.DELETE and not state.is_over:
                state, values = _CANCELLED, {"finished_at": now}
            await broadcasts.correct(id, now, new, corrections, **values)
            moved = await self._move(
                broadcasts,
                found,
                state,
                purpose.value,
                by=by,
                update_id=update_id,
            )
        self._changed()
        return moved
