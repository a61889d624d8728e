"""Who blocks the bot is sent nothing more; of a contact of a unit, staff hear at once."""

from sqlalchemy import select

from bot.database.tables import ContactRow, DeliveryRow
from bot.filings.messages import NoteKind
from tests.handlers.house import House


async def told_of(house: House) -> list[int | None]:
    """The contacts of whom staff are told that they cannot be reached."""
    async with house.database.reading() as session:
        query = select(DeliveryRow).where(DeliveryRow.purpose == "note")
        notes = await session.scalars(query.order_by(DeliveryRow.id))
        return [
            note.contact_id
            for note in notes
            if (note.content or {}).get("kind") == NoteKind.UNREACHABLE
        ]


async def test_staff_hear_once_of_a_contact_who_blocks_the_bot(house: House) -> None:
    address = await house.actor("contact")
    async with house.database.reading() as session:
        contact_id = await session.scalar(select(ContactRow.id))

    await house.blocks(address)
    await house.blocks(address)  # the same update again, after a crash

    assert house.services.chats.is_unreachable(address)
    assert await told_of(house) == [contact_id]


async def test_staff_hear_nothing_of_others_who_do(house: House) -> None:
    for kind in ("stranger", "follower", "removed"):
        await house.blocks(await house.actor(kind))

    assert await told_of(house) == []
