"""What an import asks of units and contacts, and writes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.tables import ContactRow, InvitationRow, UnitGroupRow, UnitRow
from bot.directory.comparison import Change, ContactChange, KnownUnit, UnitChange
from bot.directory.records import Contact
from bot.directory.repository.units import (
    contact_record,
    groups_by_unit,
    in_batches,
    leave,
    lock_units,
    silence,
    unit_record,
)
from bot.knowledge.text import Text
from bot.language import Language


async def lock(session: AsyncSession) -> None:
    """Let nobody else import, or change any unit's contacts, before the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        # Conflicts with itself, and lets others read, join and refer to units.
        await session.execute(text("LOCK TABLE unit IN SHARE ROW EXCLUSIVE MODE"))
    await lock_units(session)


async def known_units(session: AsyncSession) -> list[KnownUnit]:
    """Every unit with its contacts, removed ones and those who have left too."""
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for row in await session.scalars(select(ContactRow).order_by(ContactRow.id)):
        contacts[row.unit_id].append(contact_record(row))
    used = select(InvitationRow.replaces_id, InvitationRow.contact_id).where(
        InvitationRow.replaces_id.is_not(None), InvitationRow.contact_id.is_not(None)
    )
    handovers: dict[int, int] = {
        old: new for old, new in await session.execute(used) if old is not None and new is not None
    }
    groups = await groups_by_unit(session)
    return [
        KnownUnit(
            unit=unit_record(row, groups[row.id]),
            is_removed=row.removed_at is not None,
            contacts=contacts[row.id],
            handovers={
                each.id: handovers[each.id] for each in contacts[row.id] if each.id in handovers
            },
        )
        for row in await session.scalars(select(UnitRow).order_by(UnitRow.id))
    ]


async def apply(session: AsyncSession, changes: Sequence[UnitChange], at: datetime) -> None:
    """Write what is new or different."""
    new = [each for each in changes if each.id is None]
    ids = await _add_units(session, new, at)
    stirred = [
        each
        for each in changes
        if each.id is not None and each.change in (Change.NEW, Change.CHANGED)
    ]
    known = {each.key: each.id for each in stirred if each.id is not None}
    different = [each for each in stirred if each.fields or each.change is Change.NEW]
    if different:
        rows = [{"id": each.id, "removed_at": None, **_unit_values(each)} for each in different]
        await session.execute(update(UnitRow), rows)
    for part in in_batches([known[each.key] for each in different]):
        await session.execute(delete(UnitGroupRow).where(UnitGroupRow.unit_id.in_(part)))
    ids |= known
    groups = [
        {"unit_id": ids[each.key], "group": group}
        for each in (*new, *different)
        for group in sorted(each.groups)
    ]
    if groups:
        await session.execute(insert(UnitGroupRow), groups)
    await _write_contacts(
        session,
        [(ids[unit.key], contact) for unit in (*new, *stirred) for contact in unit.contacts],
        at,
    )


async def remove_missing(
    session: AsyncSession, changes: Sequence[UnitChange], at: datetime
) -> None:
    """Take out the units that a list lacks, and the contacts that it lacks of its own units."""
    units = [each.id for each in changes if each.change is Change.MISSING and each.id is not None]
    concerned: list[int] = []
    for part in in_batches(units):
        removing = update(UnitRow).where(UnitRow.id.in_(part)).values(removed_at=at)
        await session.execute(removing)
        of_these = select(ContactRow.id).where(ContactRow.unit_id.in_(part))
        concerned += await session.scalars(of_these)
    await silence(session, concerned, at)
    contacts = [
        contact.id
        for unit in changes
        for contact in unit.contacts
        if contact.change is Change.MISSING and contact.id is not None
    ]
    await leave(session, contacts, at)


async def _add_units(
    session: AsyncSession, units: Sequence[UnitChange], at: datetime
) -> dict[str, int]:
    """The ids of the new units, by key."""
    if not units:
        return {}
    rows = [{**_unit_values(unit), "created_at": at} for unit in units]
    adding = insert(UnitRow).returning(UnitRow.key, UnitRow.id)
    return {key: id for key, id in await session.execute(adding, rows)}


async def _write_contacts(
    session: AsyncSession, contacts: Sequence[tuple[int, ContactChange]], at: datetime
) -> None:
    """Add those who are new, and write what differs of the others."""
    new = [
        {"unit_id": unit_id, "created_at": at, **_contact_values(contact)}
        for unit_id, contact in contacts
        if contact.id is None
    ]
    if new:
        # Without it, rows with and without a telephone would be statements of their own.
        adding = insert(ContactRow).execution_options(render_nulls=True)
        await session.execute(adding, new)
    different = [
        {"id": contact.id, "left_at": None, **_contact_values(contact)}
        for _, contact in contacts
        if contact.id is not None and contact.change in (Change.NEW, Change.CHANGED)
    ]
    if different:
        await session.execute(update(ContactRow), different)


def _unit_values(unit: UnitChange) -> dict[str, Any]:
    return {"key": unit.key, "name": _by_language(unit.name), "region": unit.region}


def _contact_values(contact: ContactChange) -> dict[str, Any]:
    return {
        "position": contact.position,
        "name": contact.name,
        "phone": contact.phone,
        "language": contact.language,
    }


def _by_language(name: Text) -> dict[str, str]:
    return {each.value: name.in_(each) for each in Language if name.has(each)}
