"""Who is to have which menu of commands, and which one they were given."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, exists, func, or_, select, update

from bot.database import Database
from bot.database.tables import ChatRow, ContactRow, StaffRow, UnitRow
from bot.directory.roles import Role
from bot.language import Language

#: Seats that are read in one go, for which every answer waits; there may be a hundred thousand.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody's private chat, and what its menu depends on."""

    address: int  #: Telegram's
    role: Role | None
    is_contact: bool  #: of a unit, now
    language: Language | None  #: the one that was chosen
    app_language: str | None
    menu: str | None  #: the one that was given


class MenuRepository:
    """What menus depend on; each method but `seats` is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seat(self, address: int) -> Seat | None:
        """That of one person; None where nothing is known of them."""
        async with self._database.reading() as session:
            query = _seats().where(ChatRow.address == address)
            row = (await session.execute(query)).first()
            return _seat(row) if row is not None else None

    async def seats(self, of_public: Mapping[Language, str]) -> AsyncIterator[Seat]:
        """Of staff and contacts, and of others whose menu is not the one of their language.

        Those who cannot be reached are left out. No transaction stays open between two of them.

        Args:
            of_public: the menus of somebody who is neither and chose this language; who chose none
                has none of their own.
        """
        due = case(dict(of_public), value=ChatRow.language, else_="")
        query = _seats().where(
            ChatRow.unreachable_at.is_(None),
            or_(StaffRow.id.is_not(None), _IS_CONTACT, func.coalesce(ChatRow.menu, "") != due),
        )
        query = query.order_by(ChatRow.id).limit(_AT_ONCE)
        last = 0
        while True:
            async with self._database.reading() as session:
                rows = (await session.execute(query.where(ChatRow.id > last))).all()
            for row in rows:
                yield _seat(row)
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1].id

    async def given(self, address: int, menu: str | None) -> None:
        """Keep which menu somebody has now."""
        giving = update(ChatRow).where(ChatRow.address == address).values(menu=menu)
        async with self._database.writing() as session:
            await session.execute(giving)


_IS_CONTACT = exists().where(
    ContactRow.chat_id == ChatRow.id,
    ContactRow.left_at.is_(None),
    UnitRow.id == ContactRow.unit_id,
    UnitRow.removed_at.is_(None),
)


def _seats() -> Select[*tuple[Any, ...]]:
    is_of_staff = and_(StaffRow.chat_id == ChatRow.id, StaffRow.removed_at.is_(None))
    # Columns, and not the chat as a whole, which SQLAlchemy takes three times as long to make.
    return (
        select(
            ChatRow.id,
            ChatRow.address,
            ChatRow.language,
            ChatRow.app_language,
            ChatRow.menu,
            StaffRow.role,
            _IS_CONTACT.label("is_contact"),
        )
        .outerjoin(StaffRow, is_of_staff)
        .where(ChatRow.kind == "private")
    )


def _seat(row: Row[*tuple[Any, ...]]) -> Seat:
    return Seat(
        address=row.address,
        role=Role(row.role) if row.role is not None else None,
        is_contact=row.is_contact,
        language=Language(row.language) if row.language else None,
        app_language=row.app_language,
        menu=row.menu,
    )
