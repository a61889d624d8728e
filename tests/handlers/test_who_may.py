"""Every command, button and deep link, tried by everybody: in private, and in a group.

A command or a verb that has no row here fails, so that none is added without saying whose it is.
"""

from dataclasses import dataclass

import pytest
from telegram.ext import CommandHandler

from bot.broadcasts.actions import AnnounceVerb
from bot.broadcasts.letters import ASK
from bot.delivery.message import Action
from bot.directory.recipients import RecipientVerb
from bot.directory.staff import Role
from bot.filings.actions import Verb
from bot.language import Language
from bot.reminders.board.actions import BoardVerb
from handlers.actions import FollowVerb, MemberVerb, StaffVerb
from tests.handlers.house import House

#: Who tries: somebody of whom nothing is known, and everybody of whom something is or was.
ACTORS = ("stranger", "follower", "contact", "removed", *Role)
EVERYBODY = frozenset(ACTORS)
EDITORS = frozenset(Role)
PUBLISHERS = EDITORS - {Role.EDITOR}
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
CONTACTS = frozenset({"contact"})
#: Contacts of the unit, and staff on their behalf.
FILERS = CONTACTS | EDITORS


@dataclass(frozen=True)
class Row:
    """Whose a command or a verb is, in private; in a group, whether it is anybody's at all."""

    who: frozenset[str]
    in_groups: bool = False


COMMANDS = {
    "start": Row(EVERYBODY, in_groups=True),
    "help": Row(EVERYBODY, in_groups=True),
    "language": Row(EVERYBODY, in_groups=True),
    "mine": Row(CONTACTS),
    "follow": Row(EVERYBODY),
    "unfollow": Row(EVERYBODY),
    "stop": Row(EVERYBODY),
    "mydata": Row(EVERYBODY),
    "forget": Row(EVERYBODY),
    "late": Row(EDITORS),
    "board": Row(EDITORS),
    "filed": Row(EDITORS),
    "staff": Row(EDITORS),
    "extend": Row(PUBLISHERS),
    "invite": Row(PUBLISHERS),
    "recipients": Row(PUBLISHERS),
    "audit": Row(ADMINISTRATORS),
    "write": Row(EDITORS),
    "announce": Row(EDITORS),
    "announcements": Row(EDITORS),
    "cancel": Row(EDITORS),
    "ask": Row(EVERYBODY, in_groups=True),
}

VERBS: dict[str, Row] = {
    Verb.FILED: Row(FILERS),
    Verb.TAKE_BACK: Row(FILERS),
    Verb.ITEMS: Row(CONTACTS),
    Verb.REMIND: Row(CONTACTS),
    Verb.REMIND_ALL: Row(CONTACTS),
    Verb.NOT_US: Row(CONTACTS),
    Verb.NOT_US_ALL: Row(CONTACTS),
    Verb.WHO_ELSE: Row(CONTACTS),
    Verb.WHO_ELSE_ALL: Row(CONTACTS),
    Verb.MINE: Row(CONTACTS),
    Verb.STAFF_FILED: Row(EDITORS),
    Verb.STAFF_WAIVE: Row(EDITORS),
    Verb.STAFF_KEEP: Row(EDITORS),
    Verb.STAFF_TAKE_BACK: Row(EDITORS),
    **dict.fromkeys(BoardVerb, Row(EDITORS)),
    StaffVerb.DUTIES: Row(EDITORS),
    StaffVerb.WRITE: Row(EDITORS),
    StaffVerb.EXTEND: Row(PUBLISHERS),
    StaffVerb.EXTEND_ALL: Row(PUBLISHERS),
    StaffVerb.IMPORT: Row(PUBLISHERS),
    StaffVerb.CANCEL: Row(PUBLISHERS),
    StaffVerb.SHEET: Row(PUBLISHERS),
    StaffVerb.CONTACTS: Row(PUBLISHERS),
    StaffVerb.INVITE: Row(PUBLISHERS),
    MemberVerb.LIST: Row(ADMINISTRATORS),
    MemberVerb.INVITE: Row(ADMINISTRATORS),
    MemberVerb.CHANGE: Row(ADMINISTRATORS),
    MemberVerb.REMOVE: Row(ADMINISTRATORS),
    MemberVerb.REVOKE: Row(ADMINISTRATORS),
    RecipientVerb.ADD: Row(PUBLISHERS),
    RecipientVerb.REMOVE: Row(PUBLISHERS),
    FollowVerb.YES: Row(EVERYBODY),
    FollowVerb.NO: Row(EVERYBODY),
    FollowVerb.FOLLOW: Row(EVERYBODY),
    FollowVerb.UNFOLLOW: Row(EVERYBODY),
    FollowVerb.STOP: Row(EVERYBODY),
    FollowVerb.LANGUAGE: Row(EVERYBODY),
    FollowVerb.FORGET: Row(EVERYBODY),
    ASK: Row(frozenset()),  # here there is no announcement whose question it could be
    AnnounceVerb.NEW: Row(EDITORS),
    AnnounceVerb.OPEN: Row(EDITORS),
    AnnounceVerb.SHOW: Row(EDITORS),
    AnnounceVerb.LANGUAGE: Row(EDITORS),
    AnnounceVerb.CONVERT: Row(EDITORS),
    AnnounceVerb.ERASE: Row(EDITORS),
    AnnounceVerb.MEDIA: Row(EDITORS),
    AnnounceVerb.BUTTONS: Row(EDITORS),
    AnnounceVerb.AUDIENCE: Row(EDITORS),
    AnnounceVerb.TIME: Row(EDITORS),
    AnnounceVerb.URGENT: Row(EDITORS),
    AnnounceVerb.PREVIEW: Row(EDITORS),
    AnnounceVerb.SUBMIT: Row(EDITORS),
    AnnounceVerb.RECALL: Row(EDITORS),
    AnnounceVerb.DISCARD: Row(EDITORS),
    AnnounceVerb.REPORT: Row(EDITORS),
    AnnounceVerb.APPROVE: Row(PUBLISHERS),
    AnnounceVerb.SEND_BACK: Row(PUBLISHERS),
    AnnounceVerb.PAUSE: Row(PUBLISHERS),
    AnnounceVerb.RESUME: Row(PUBLISHERS),
    AnnounceVerb.CANCEL: Row(PUBLISHERS),
    AnnounceVerb.UNCERTAIN: Row(PUBLISHERS),
    AnnounceVerb.LEAVE: Row(PUBLISHERS),
    AnnounceVerb.EDIT: Row(PUBLISHERS),
    AnnounceVerb.DELETE: Row(PUBLISHERS),
    AnnounceVerb.PIN: Row(PUBLISHERS),
}

#: What is said to somebody whose affair it is not, where it is asked in the action itself.
REFUSALS = ("units.error.not-yours", "units.error.not-staff", "units.mine.no-unit")
#: What some commands and verbs cannot do without.
_TYPED = {"ask": " 什么时候开始？"}


@pytest.fixture
async def told_everybody(house: House, actor: str) -> frozenset[str]:
    """What they are told who type a command, or press a button, that does not exist."""
    told: list[str] = []
    # To staff and contacts the help also tells what is theirs, but for in a group.
    for kind in ("stranger", actor):
        somebody = await house.actor(kind)
        told += await house.commands(somebody, "nonsense")
        told += await house.presses(somebody, Action("zz", 1))
    assert len(told) == 6  # twice the help twice, and that the button is stale
    texts = house.texts[Language.HANS]
    return frozenset([*told, *(texts(key) for key in REFUSALS)])


def test_every_command_has_a_row(house: House) -> None:
    handlers = [each for group in house.application.handlers.values() for each in group]
    commands = {c for each in handlers if isinstance(each, CommandHandler) for c in each.commands}

    assert commands == COMMANDS.keys()


def test_every_verb_has_a_row(house: House) -> None:
    assert set(house.handlers.presses.verbs) == VERBS.keys()


@pytest.mark.parametrize("actor", ACTORS)
async def test_a_command_is_there_for_those_whose_it_is(
    house: House, told_everybody: frozenset[str], actor: str
) -> None:
    let_through = set()
    for name in COMMANDS:
        address = await house.actor(actor)
        brought = await house.commands(address, name + _TYPED.get(name, ""))
        assert brought, f"/{name}: a command is never met with silence"
        if name == "help" or not told_everybody.issuperset(brought):
            let_through.add(name)

    assert let_through == {name for name, row in COMMANDS.items() if actor in row.who}


@pytest.mark.parametrize("actor", ACTORS)
async def test_a_button_is_there_for_those_whose_it_is(
    house: House, told_everybody: frozenset[str], actor: str
) -> None:
    let_through = set()
    for verb in VERBS:
        address = await house.actor(actor)
        action = Action(verb, await house.id_for(verb, address), house.argument_for(verb))
        brought = await house.presses(address, action)
        assert brought, f"{verb!r}: a button is never met with silence"
        if not told_everybody.issuperset(brought):
            let_through.add(verb)

    assert let_through == {verb for verb, row in VERBS.items() if actor in row.who}


@pytest.mark.parametrize("actor", ACTORS)
async def test_in_a_group_there_is_what_is_everybodys_alone(
    house: House, told_everybody: frozenset[str], actor: str
) -> None:
    let_through = set()
    for name in COMMANDS:
        address = await house.actor(actor)
        brought = await house.commands(address, name + _TYPED.get(name, ""), in_group=True)
        if name == "help" or not told_everybody.issuperset(brought):
            let_through.add(name)
    assert let_through == {name for name, row in COMMANDS.items() if row.in_groups}

    for verb in VERBS:
        address = await house.actor(actor)
        action = Action(verb, await house.id_for(verb, address), house.argument_for(verb))
        brought = await house.presses(address, action, in_group=True)
        assert told_everybody.issuperset(brought) is not VERBS[verb].in_groups, verb


async def test_a_list_is_read_from_those_alone_who_may_import(house: House) -> None:
    for actor in ACTORS:
        address = await house.actor(actor)
        brought = await house.sends_document(address)

        told = house.texts[Language.HANS]("telegram.text-only")
        assert (brought == [told]) is (actor not in PUBLISHERS), actor


@pytest.mark.parametrize("prefix", ["u", "s"])
async def test_a_guessed_link_lets_nobody_in(house: House, prefix: str) -> None:
    for actor in ACTORS:
        address = await house.actor(actor)
        before = await house.services.staff.role_of(address)

        (told,) = await house.commands(address, f"start {prefix}{'A' * 22}")

        assert told == house.texts[Language.HANS]("directory.invitation.unknown")
        assert await house.services.staff.role_of(address) is before


async def test_a_link_to_be_of_staff_lets_in_whoever_opens_it_in_private(house: House) -> None:
    for actor in ACTORS:
        address = await house.actor(actor)
        before = await house.services.staff.role_of(address)
        invitation = await house.services.staff.invite(Role.EDITOR, by=None)
        link = f"start s{invitation.token}"

        (refused,) = await house.commands(address, link, in_group=True)
        assert refused == house.texts[Language.HANS]("directory.invitation.not-private")
        assert await house.services.staff.role_of(address) is before

        await house.commands(address, link)
        assert await house.services.staff.role_of(address) is (before or Role.EDITOR)
