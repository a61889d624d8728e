"""Seats: who is to have a menu of commands of their own."""

import pytest

from bot.directory.repository import menus as module
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

    (seat,) = [each async for each in menus.seats(OF_PUBLIC)]

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
        return [each async for each in menus.seats(OF_PUBLIC)]

    assert await seats() == []
    await directory.chats.choose_language(person.address, Language.HANT)
    assert [each.language for each in await seats()] == [Language.HANT]
    await menus.given(person.address, OF_PUBLIC[Language.HANT])
    assert await seats() == []
    await directory.chats.choose_language(person.address, None)
    assert [each.menu for each in await seats()] == [OF_PUBLIC[Language.HANT]]
    await menus.given(person.address, None)
    assert await seats() == []


@pytest.mark.parametrize("at_once", [1, 2, 3, 4])
async def test_each_is_found_once_however_many_are_read_at_once(
    directory: Directory,
    menus: MenuRepository,
    at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    people = [await directory.publisher() for _ in range(3)]

    found = []
    async for seat in menus.seats(OF_PUBLIC):
        await menus.given(seat.address, "publisher/en/1")  # which may be written meanwhile
        found.append(seat.address)

    assert found == [each.address for each in people]
