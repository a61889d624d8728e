"""What staff decide about duties; each decision is in the audit."""

from datetime import datetime

from bot.directory.roles import Permission
from bot.filings.cases import Cases, may
from bot.filings.errors import DeadlineUnknown, ExtensionRefused, NotStaff
from bot.filings.records import Actor, Duty
from bot.filings.standing import stated_due_at


class Deciding(Cases):
    """The part of the service that is for staff."""

    async def waive(
        self, obligation_id: int, actor: Actor, *, update_id: int | None = None
    ) -> Duty:
        """Say that the unit does not owe this: all that is planned for it is withdrawn.

        Raises:
            NotYours: the actor is not staff.
        """
        return await self._decide(obligation_id, actor, update_id, waived=True)

    async def keep(self, obligation_id: int, actor: Actor, *, update_id: int | None = None) -> Duty:
        """Say that the unit owes this: although it says that it does not, or after all.

        Raises:
            NotYours: the actor is not staff.
        """
        return await self._decide(obligation_id, actor, update_id, waived=False)

    async def extend(
        self,
        obligation_id: int,
        until_at: datetime | None,
        actor: Actor,
        *,
        update_id: int | None = None,
    ) -> Duty:
        """Give one unit until a later instant; None takes that away again.

        It may be given after the duty was due as well.

        Raises:
            NotYours: the actor is not staff.
            ExtensionRefused: it is past, or no later than it is due for everybody.
        """
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            permission = Permission.EXTEND
            case = await self._open_as_staff(filings, obligation_id, actor, now, permission)
            if await filings.handled_at(update_id) is None:
                _check(until_at, case.standing.due_at(case.duty.deadline), now)
                await filings.mark_handled(update_id, now)
                await filings.change([obligation_id], extended_until_at=until_at)
                before = {"until_at": _written(case.stored.extended_until_at)}
                after = {"until_at": _written(until_at)}
                await self._audit(filings, case, actor, "extend", before, after, now)
            duty = await self._again(filings, case)
        await self._changed([duty.unit.id])
        return duty

    async def extend_all(
        self,
        deadline: str,
        until_at: datetime | None,
        actor: Actor,
        *,
        update_id: int | None = None,
    ) -> None:
        """Give every unit until a later instant; None takes that away again.

        A unit that was given until later still keeps its own.

        Raises:
            NotStaff: the actor is not.
            DeadlineUnknown: there is no such deadline.
            ExtensionRefused: it is past, or no later than the knowledge says.
        """
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            if not await may(filings, actor, Permission.EXTEND):
                raise NotStaff
            standing = await self._standing(filings, now)
            found = standing.deadline(deadline)
            if found is None:
                raise DeadlineUnknown(deadline)
            if await filings.handled_at(update_id) is None:
                _check(until_at, stated_due_at(found, standing.knowledge), now)
                await filings.mark_handled(update_id, now)
                await filings.extend_all(deadline, until_at, now)
                await filings.audit(
                    actor_id=actor.chat_id,
                    action="deadline.extend",
                    subject=f"deadline/{deadline}",
                    before={"until_at": _written(standing.extensions.get(deadline))},
                    after={"until_at": _written(until_at)},
                    now=now,
                )
        await self._changed(None)

    async def _decide(
        self, obligation_id: int, actor: Actor, update_id: int | None, *, waived: bool
    ) -> Duty:
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            case = await self._open_as_staff(filings, obligation_id, actor, now)
            was_waived = case.stored.waived_at is not None
            if await filings.handled_at(update_id) is None:
                await filings.mark_handled(update_id, now)
                if waived is not was_waived:
                    await filings.change([obligation_id], waived_at=now if waived else None)
                if waived:
                    await filings.withdraw([obligation_id], "waived")
                before, after = {"waived": was_waived}, {"waived": waived}
                action = "waive" if waived else "keep"
                await self._audit(filings, case, actor, action, before, after, now)
            duty = await self._again(filings, case)
        await self._changed([duty.unit.id])
        return duty


def _check(until_at: datetime | None, otherwise: datetime | None, now: datetime) -> None:
    """Refuse an extension that is past, or that would give no time at all."""
    if until_at is None:
        return
    if until_at <= now or (otherwise is not None and until_at <= otherwise):
        raise ExtensionRefused(until_at)


def _written(at: datetime | None) -> str | None:
    """An instant as JSON has it."""
    return at.isoformat() if at is not None else None
