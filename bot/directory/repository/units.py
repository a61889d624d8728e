"""Units and contacts in the database.

They take an open session, so that other repositories can ask within their own transactions;
`unit_repository` opens one for each question.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.tables import ContactRow, InvitationRow, UnitGroupRow, UnitRow
from bot.delivery.outbox import withdraw
from bot.directory.records import Contact, Membership, Unit
from bot.knowledge.text import Text
from bot.language import Language

#: SQLite takes 32,766 values in one statement, PostgreSQL's driver 65,535.
_VALUES_AT_ONCE = 10_000


async def memberships_of_chat(session: AsyncSession, chat_id: int) -> list[Membership]:
    """For which units somebody files now, in the order of the list."""
    return await _memberships(session, ContactRow.chat_id == chat_id, ContactRow.left_at.is_(None))


async def membership(session: AsyncSession, contact_id: int) -> Membership | None:
    """A contact, whether joined, left or neither, of a unit that still takes part."""
    found = await _memberships(session, ContactRow.id == contact_id)
    return found[0] if found else None


async def locked_memberships(
    session: AsyncSession, contact_ids: Collection[int]
) -> Mapping[int, Membership]:
    """Contacts as `membership` has them, by id; those it has not are left out.

    What changes the contacts of one unit happens one after another: until the end of the
    transaction nobody else changes these.
    """
    found: dict[int, Membership] = {}
    for ids in in_batches(contact_ids):
        of_these = ContactRow.id.in_(ids)
        await lock_units(session, UnitRow.id.in_(select(ContactRow.unit_id).where(of_these)))
        found |= {each.contact.id: each for each in await _memberships(session, of_these)}
    return found


async def lock_units(session: AsyncSession, *where: ColumnElement[bool]) -> None:
    """Let nobody else change the contacts of these units, or of all, before the transaction ends.

    Statements that only refer to a unit, such as a new obligation, do not wait.
    """
    locking = select(UnitRow.id).where(*where).order_by(UnitRow.id)
    await session.execute(locking.with_for_update(key_share=True))


async def leave(session: AsyncSession, contact_ids: Collection[int], at: datetime) -> None:
    """Contacts file no more: their open invitations and planned messages go with them."""
    for ids in in_batches(contact_ids):
        leaving = update(ContactRow).where(ContactRow.id.in_(ids)).values(left_at=at)
        await session.execute(leaving)
    await silence(session, contact_ids, at)


async def silence(session: AsyncSession, contact_ids: Collection[int], at: datetime) -> None:
    """Revoke the open invitations of contacts and withdraw what is planned for them."""
    await revoke(session, contact_ids, at)
    await withdraw(session, "left", contact_ids=contact_ids)


async def revoke(
    session: AsyncSession,
    contact_ids: Collection[int],
    at: datetime,
    *,
    is_handover: bool | None = None,
) -> int:
    """Close open invitations.

    Args:
        session: of a transaction that writes.
        contact_ids: whose.
        at: now.
        is_handover: those by which they hand their place over, or those by which they join
            themselves; both if None.

    Returns:
        How many were open.
    """
    columns = {False: InvitationRow.contact_id, True: InvitationRow.replaces_id}
    revoked = 0
    for ids in in_batches(contact_ids):
        for kind, column in columns.items():
            if is_handover not in (None, kind):
                continue
            is_open = (InvitationRow.used_at.is_(None), InvitationRow.revoked_at.is_(None))
            closing = update(InvitationRow).where(column.in_(ids), *is_open).values(revoked_at=at)
            revoked += len((await session.scalars(closing.returning(InvitationRow.id))).all())
    return revoked


def in_batches(values: Collection[int]) -> Iterator[list[int]]:
    """The values in parts that one statement can take."""
    listed = sorted(values)
    for start in range(0, len(listed), _VALUES_AT_ONCE):
        yield listed[start : start + _VALUES_AT_ONCE]


async def _memberships(session: AsyncSession, *where: ColumnElement[bool]) -> list[Membership]:
    query = (
        select(ContactRow, UnitRow)
        .join(UnitRow, UnitRow.id == ContactRow.unit_id)
        .where(UnitRow.removed_at.is_(None), *where)
        .order_by(UnitRow.id, ContactRow.position, ContactRow.id)
    )
    rows = (await session.execute(query)).all()
    groups = await groups_by_unit(session, {unit.id for _, unit in rows})
    return [
        Membership(contact=contact_record(contact), unit=unit_record(unit, groups[unit.id]))
        for contact, unit in rows
    ]


async def current_units(
    session: AsyncSession, unit_ids: Collection[int] | None = None
) -> list[Unit]:
    """Units that take part, in the order of the list; all of them if None."""
    query = select(UnitRow).where(UnitRow.removed_at.is_(None)).order_by(UnitRow.id)
    if unit_ids is not None and len(unit_ids) <= _VALUES_AT_ONCE:
        query = query.where(UnitRow.id.in_(unit_ids))
    rows = (await session.scalars(query)).all()
    groups = await groups_by_unit(session, unit_ids)
    return [
        unit_record(row, groups[row.id]) for row in rows if unit_ids is None or row.id in unit_ids
    ]


async def current_contacts(
    session: AsyncSession, unit_ids: Collection[int] | None = None, *, with_left: bool = False
) -> Mapping[int, tuple[Contact, ...]]:
    """By unit: its contacts, in the order in which they are asked.

    Args:
        session: an open transaction.
        unit_ids: of which units; all if None. A unit without contacts is not in the mapping.
        with_left: those who have left too.
    """
    query = select(ContactRow).order_by(ContactRow.unit_id, ContactRow.position, ContactRow.id)
    if not with_left:
        query = query.where(ContactRow.left_at.is_(None))
    if unit_ids is not None and len(unit_ids) <= _VALUES_AT_ONCE:
        query = query.where(ContactRow.unit_id.in_(unit_ids))
    by_unit: dict[int, list[Contact]] = defaultdict(list)
    for row in await session.scalars(query):
        if unit_ids is None or row.unit_id in unit_ids:
            by_unit[row.unit_id].append(contact_record(row))
    return {unit_id: tuple(contacts) for unit_id, contacts in by_unit.items()}


async def groups_by_unit(
    session: AsyncSession, unit_ids: Collection[int] | None = None
) -> Mapping[int, frozenset[str]]:
    """By unit, removed ones too: the groups that it belongs to; all units if None."""
    query = select(UnitGroupRow.unit_id, UnitGroupRow.group)
    if unit_ids is not None and len(unit_ids) <= _VALUES_AT_ONCE:
        query = query.where(UnitGroupRow.unit_id.in_(unit_ids))
    groups: dict[int, set[str]] = defaultdict(set)
    for unit_id, group in await session.execute(query):
        groups[unit_id].add(group)
    return defaultdict(frozenset, {id: frozenset(each) for id, each in groups.items()})


def unit_record(row: UnitRow, groups: frozenset[str]) -> Unit:
    """A unit as the rest of the program sees it."""
    return Unit(id=row.id, key=row.key, name=Text.of(row.name), region=row.region, groups=groups)


def contact_record(row: ContactRow) -> Contact:
    """A contact as the rest of the program sees it."""
    return Contact(
        id=row.id,
        unit_id=row.unit_id,
        position=row.position,
        name=row.name,
        phone=row.phone,
        language=Language(row.language) if row.language else None,
        chat_id=row.chat_id,
        joined_at=row.joined_at,
        left_at=row.left_at,
    )
