"""Members of staff, as other repositories ask for them within their own transactions."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.tables import ChatRow, StaffRow
from bot.directory.errors import NotPermitted
from bot.directory.roles import Member, Permission, Role


async def members(session: AsyncSession) -> list[Member]:
    """Who is of staff, in the order in which they came."""
    query = (
        select(StaffRow, ChatRow.address)
        .join(ChatRow, ChatRow.id == StaffRow.chat_id)
        .where(StaffRow.removed_at.is_(None))
        .order_by(StaffRow.id)
        .execution_options(populate_existing=True)
    )
    return [_member(row, address) for row, address in await session.execute(query)]


async def role_of(session: AsyncSession, chat_id: int) -> Role | None:
    """What the person of a chat is among staff; None: nothing, or no longer."""
    query = select(StaffRow.role).where(StaffRow.chat_id == chat_id, StaffRow.removed_at.is_(None))
    role = await session.scalar(query)
    return None if role is None else Role(role)


async def chats_of_staff(
    session: AsyncSession, permission: Permission = Permission.READ_BOARD
) -> list[int]:
    """The chats, by our id, of those members who may do something, in rising order."""
    found = await members(session)
    return sorted(each.chat_id for each in found if each.role.may(permission))


async def may(session: AsyncSession, chat_id: int | None, permission: Permission) -> bool:
    """Whether somebody may do something now; None: an operator, at the command line, may."""
    if chat_id is None:
        return True
    role = await role_of(session, chat_id)
    return role is not None and role.may(permission)


async def require(session: AsyncSession, chat_id: int | None, permission: Permission) -> None:
    """Let nobody act in this transaction who may not.

    Raises:
        NotPermitted: they may not, or not any longer.
    """
    if not await may(session, chat_id, permission):
        raise NotPermitted(permission)


def _member(row: StaffRow, address: int) -> Member:
    return Member(
        id=row.id,
        chat_id=row.chat_id,
        address=address,
        role=Role(row.role),
        name=row.name,
        is_configured=row.is_configured,
        created_at=row.created_at,
    )
