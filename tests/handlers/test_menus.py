"""Each chat's menu of commands: whose it is, in which language, and how often Telegram is asked."""

import pytest

from bot.directory.staff import Role
from bot.language import Language
from handlers.commands import COMMANDS, Standing, menu_for
from tests.handlers.house import House
from tests.handlers.test_who_may import COMMANDS as ROWS

STANDINGS: dict[str, Standing] = {
    "stranger": Standing(),
    "contact": Standing(is_contact=True),
    **{str(role): Standing(role=role) for role in Role},
}


def calls(house: House) -> list[str]:
    return [call.method for call in house.sandbox.calls if "mycommands" in call.method]


async def menu(house: House, address: int) -> dict[str, str]:
    await house.menus.give_each()
    return house.sandbox.menu(address)


async def test_every_command_is_whose_the_table_of_the_tests_says() -> None:
    assert {each.name for each in COMMANDS} == ROWS.keys()
    for each in COMMANDS:
        row = ROWS[each.name]
        theirs = {kind for kind, standing in STANDINGS.items() if each.is_for(standing)}
        assert theirs == row.who & STANDINGS.keys(), each.name
        assert each.in_groups is row.in_groups, each.name


@pytest.mark.parametrize("actor", ["stranger", "follower", "contact", "removed", *Role])
async def test_a_menu_lists_what_is_somebodys_own(house: House, actor: str) -> None:
    await house.menus.give_everybody()
    address = await house.actor(actor)

    listed = await menu(house, address)

    assert list(listed) == [each.name for each in menu_for(STANDINGS.get(actor, Standing()))]


async def test_a_group_lists_what_is_there_in_groups(house: House) -> None:
    await house.menus.give_everybody()

    assert house.sandbox.menu(house.group).keys() == {"start", "language", "help"}


async def test_the_menu_of_everybody_is_in_the_language_of_their_app(house: House) -> None:
    await house.menus.give_everybody()
    texts = house.texts

    for code, language in (("en", Language.EN), ("zh-hans", Language.HANS), ("ja", Language.HANS)):
        address = house.sandbox.add_person(language_code=code)
        assert house.sandbox.menu(address)["follow"] == texts[language]("commands.follow"), code


async def test_a_menu_follows_the_role(house: House) -> None:
    administrator, editor = [await house.actor(r) for r in (Role.ADMINISTRATOR, Role.EDITOR)]
    assert "invite" not in await menu(house, editor)
    (member,) = [each for each in await house.services.staff.members() if each.address == editor]

    await house.commands(administrator, "staff")
    await house.presses_label(administrator, f"变更：{member.name}")
    await house.presses_label(administrator, "发布人")
    assert "invite" in await menu(house, editor)

    await house.services.staff.remove(member.id, by=None)
    assert await menu(house, editor) == {}  # so that it is the one of everybody


async def test_a_menu_is_in_the_language_that_was_chosen(house: House) -> None:
    person, editor = await house.actor("stranger"), await house.actor(Role.EDITOR)
    english = house.texts[Language.EN]("commands.help")

    for address in (person, editor):
        await house.commands(address, "language")
        await house.presses_label(address, "English")
        assert (await menu(house, address))["help"] == english

        await house.presses_label(address, "跟随提问的语言")
    assert await menu(house, person) == {}
    assert (await menu(house, editor))["help"] == house.texts[Language.HANS]("commands.help")


async def test_who_has_their_menu_costs_no_call(house: House) -> None:
    for actor in ("contact", *Role):
        await house.actor(actor)
    await house.menus.give_each()
    before = calls(house)

    await house.menus.give_each()

    assert calls(house) == before


async def test_who_has_never_written_gets_their_menu_when_they_do(house: House) -> None:
    await house.services.staff.configure([999])
    await house.menus.give_each()
    refused = calls(house)
    assert refused[-1] == "setmycommands"
    await house.menus.give_each()
    assert calls(house) == refused, "who was refused once is not asked about at every change"

    house.sandbox.service.people.add_person("Li", chat_id=999)
    await house.commands(999, "start")

    assert "audit" in await menu(house, 999)


async def test_who_is_forgotten_has_the_menu_of_everybody(house: House) -> None:
    contact = await house.actor("contact")
    assert "mine" in await menu(house, contact)

    await house.commands(contact, "forget")
    await house.presses_label(contact, "清除")

    assert await menu(house, contact) == {}


async def test_help_tells_staff_and_contacts_what_is_theirs(house: House) -> None:
    for actor, told, untold in (
        ("stranger", "/language", "/mine"),
        ("contact", "/mine", "/late"),
        (Role.EDITOR, "/late", "/audit"),
        (Role.ADMINISTRATOR, "/audit", "/mine"),
    ):
        address = await house.actor(actor)
        (text,) = await house.commands(address, "help")
        assert told in text
        assert untold not in text

    (text,) = await house.commands(address, "help", in_group=True)
    assert "/audit" not in text
