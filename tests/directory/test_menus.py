"""Seats: who is to have a menu of commands of their own."""

import pytest

from bot.directory.repository.menus import MenuRepository, Seat
from bot.directory.staff import Role
from bot.language import Language
from tests.directory.conftest import Directory

OF_PUBLIC = {language: f"public/{language}/1" for language in Language}


@pytest.fixture
def menus(directory: Directory) -> MenuRepository:
    return MenuRepository(directory.database)


async def test_staff_and_contacts_have_seats(directory: Directory, menus: MenuRepository) -> None:
    unit = await directory.unit("museum", "Li", "Bo")
    li, bo = await directory.contacts(unit)
    publisher, stranger = await directory.publisher(), await directory.person()
    left = await directory.join(bo)
    await directory.join(li, publisher)
    await directory.units.leave(left.contact.id)

    (seat,) = await menus.seats(OF_PUBLIC)

    assert seat.address == publisher.address
    assert (seat.role, seat.is_contact) == (Role.PUBLISHER, True)
    found = await menus.seat(stranger.address)
    assert found is not None
    assert (found.role, found.is_contact) == (None, False)
    assert await menus.seat(1) is None


async def test_others_have_one_until_their_menu_is_that_of_their_language(
    directory: Directory, menus: MenuRepository
) -> None:
    person = await directory.person()

    async def seats() -> list[Seat]:
        return await menus.seats(OF_PUBLIC)

    assert await seats() == []
    await directory.chats.choose_language(person.address, Language.HANT)
    assert [each.language for each in await seats()] == [Language.HANT]
    await menus.given(person.address, OF_PUBLIC[Language.HANT])
    assert await seats() == []
    await directory.chats.choose_language(person.address, None)
    assert [each.menu for each in await seats()] == [OF_PUBLIC[Language.HANT]]
    await menus.given(person.address, None)
    assert await seats() == []
