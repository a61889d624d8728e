"""What a contact does about duties, and staff on a contact's behalf."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.delivery.model import Purpose
from bot.directory.records import Contact
from bot.filings.cases import Case, Cases
from bot.filings.errors import ItemUnknown, SnoozeRefused
from bot.filings.messages import not_owed_notes, receipt
from bot.filings.records import Actor, Duty, Filed, Snoozed, TakenBack
from bot.filings.repository import FilingWrites
from bot.filings.standing import WHOLE


class Filing(Cases):
    """The part of the service in which duties are filed, taken back and put off."""

    async def file(
        self,
        obligation_id: int,
        actor: Actor,
        *,
        item: str | None = None,
        update_id: int | None = None,
    ) -> Filed:
        """Note that an item, or all that is left, was filed.

        With the last item all that is planned for the obligation is withdrawn, and who filed gets a
        receipt; if staff did, the unit's first contact gets it. What was filed already stays as it
        is, and the result says by whom.

        Args:
            obligation_id: what it is about.
            actor: who says so.
            item: id of one item; None for all that is left.
            update_id: of the update that it came with, if it did.

        Raises:
            NotYours: the actor neither serves the unit now nor is staff.
            NotOwed: its deadline is gone.
            ItemUnknown: the deadline has no such item.
        """
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            case = await self._open(filings, obligation_id, actor, now)
            handled_at = await filings.handled_at(update_id)
            if handled_at is not None:
                done = await filings.filed_then(obligation_id, actor.chat_id, handled_at)
            else:
                done = _left_to_file(case.duty, item)
                await filings.mark_handled(update_id, now)
                if done:
                    await self._file(filings, case, actor, done, now)
            duty = await self._again(filings, case)
        await self._changed([duty.unit.id])
        return _filed(duty, done, item)

    async def _file(
        self, filings: FilingWrites, case: Case, actor: Actor, items: Sequence[str], now: datetime
    ) -> None:
        id = case.duty.id
        filing_id = await filings.file(id, items, actor.chat_id, now)
        await self._sign(filings, case, actor, "file", items, now)
        if any(each.filed_at is None and each.id not in items for each in case.duty.items):
            return
        await filings.change([id], filed_at=now)
        await filings.withdraw([id], "filed")
        recipient = await self._receives(filings, case)
        if recipient is not None:
            await filings.put([receipt(id, filing_id, recipient, now)], now)

    async def _receives(self, filings: FilingWrites, case: Case) -> Contact | None:
        """Who gets the receipt: the contact who filed, or the first contact if staff did."""
        if not case.is_staff:
            return case.contacts[0]
        unit_id = case.duty.unit.id
        contacts = (await filings.contacts({unit_id})).get(unit_id, ())
        unreachable = await filings.unreachable({unit_id})
        joined = (contact for contact in contacts if contact.has_joined)
        return next((each for each in joined if each.chat_id not in unreachable), None)

    async def _sign(
        self,
        filings: FilingWrites,
        case: Case,
        actor: Actor,
        action: str,
        items: Sequence[str],
        now: datetime,
    ) -> None:
        """Keep who did it: that a contact has reacted, or that staff did it for them."""
        if case.is_staff:
            before = {"state": case.duty.state}
            await self._audit(filings, case, actor, action, before, {"items": list(items)}, now)
        else:
            await filings.change([case.duty.id], reacted_at=now)

    async def take_back(
        self,
        obligation_id: int,
        actor: Actor,
        *,
        item: str | None = None,
        update_id: int | None = None,
    ) -> TakenBack:
        """Take back that an item, or all of it, was filed: it is owed again.

        Raises:
            NotYours: the actor neither serves the unit now nor is staff.
            NotOwed: its deadline is gone.
        """
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            case = await self._open(filings, obligation_id, actor, now)
            handled_at = await filings.handled_at(update_id)
            if handled_at is not None:
                items = await filings.withdrawn_then(obligation_id, actor.chat_id, handled_at)
            else:
                standing = case.stored.filings
                items = [each for each in standing if item is None or each in (item, WHOLE)]
                await filings.mark_handled(update_id, now)
                if items:
                    await filings.withdraw_filings(obligation_id, items, actor.chat_id, now)
                    await filings.change([obligation_id], filed_at=None)
                    receipts = (Purpose.RECEIPT,)
                    await filings.withdraw([obligation_id], "taken back", purposes=receipts)
                    await self._sign(filings, case, actor, "take-back", items, now)
            duty = await self._again(filings, case)
        await self._changed([duty.unit.id])
        return TakenBack(duty=duty, items=tuple(filter(None, items)), is_new=bool(items))

    async def react(self, obligation_ids: Collection[int], actor: Actor) -> None:
        """Note that somebody of the unit has seen it, so that nobody else has to be asked.

        Raises:
            NotYours: the actor does not serve one of the units now.
        """
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            cases = await self._open_own(filings, obligation_ids, actor, now)
            await filings.change([case.duty.id for case in cases], reacted_at=now)
        await self._changed({case.duty.unit.id for case in cases})

    async def snooze(
        self,
        obligation_ids: Collection[int],
        actor: Actor,
        until_at: datetime,
        *,
        update_id: int | None = None,
    ) -> Snoozed:
        """Be reminded at `until_at` and not before; the other contacts still are.

        Raises:
            NotYours: the actor does not serve one of the units now.
            SnoozeRefused: it is past, or no earlier than the due instant of any of them.
        """
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            cases = await self._open_own(filings, obligation_ids, actor, now)
            later = [case for case in cases if _may_wait(case.duty, until_at)]
            if await filings.handled_at(update_id) is None:
                if not later or until_at <= now:
                    raise SnoozeRefused
                await filings.mark_handled(update_id, now)
                pairs = [(case.duty.id, each.id) for case in later for each in case.contacts]
                await filings.snooze(pairs, until_at)
                await filings.change([case.duty.id for case in cases], reacted_at=now)
        await self._changed({case.duty.unit.id for case in cases})
        return Snoozed(
            until_at=until_at,
            duties=tuple(case.duty for case in later),
            refused=tuple(case.duty for case in cases if case not in later),
        )

    async def dispute(
        self, obligation_id: int, actor: Actor, *, update_id: int | None = None
    ) -> Duty:
        """Tell staff that the unit does not owe this; they decide, and until then it is owed.

        Raises:
            NotYours: the actor does not serve the unit now.
        """
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            (case,) = await self._open_own(filings, [obligation_id], actor, now)
            if await filings.handled_at(update_id) is None:
                await filings.mark_handled(update_id, now)
                await filings.change([obligation_id], reacted_at=now)
                staff = await filings.staff()
                notes = not_owed_notes(obligation_id, case.contacts[0].id, staff, now)
                await filings.put(notes, now)
            duty = await self._again(filings, case)
        await self._changed([duty.unit.id])
        return duty


def _left_to_file(duty: Duty, item: str | None) -> list[str]:
    """The items that filing this one, or all, would add.

    Raises:
        ItemUnknown: the deadline has no such item.
    """
    if not duty.items and item is None:
        return [] if duty.obligation.filed_at is not None else [WHOLE]
    if item is not None and item not in {each.id for each in duty.items}:
        raise ItemUnknown(duty.id, item)
    return [each.id for each in duty.items if each.filed_at is None and item in (None, each.id)]


def _filed(duty: Duty, items: Sequence[str], item: str | None) -> Filed:
    """What came of filing these, of an item or of the whole."""
    one = next((each for each in duty.items if each.id == item), None)
    return Filed(
        duty=duty,
        items=tuple(filter(None, items)),
        is_new=bool(items),
        by=one.filed_by if one is not None else duty.filed_by,
        at=one.filed_at if one is not None else duty.obligation.filed_at,
    )


def _may_wait(duty: Duty, until_at: datetime) -> bool:
    """Whether a reminder at this instant would still help."""
    return duty.is_open and duty.due_at is not None and until_at < duty.due_at
