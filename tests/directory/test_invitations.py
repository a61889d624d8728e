"""Invitations: who gets in by which link, and who does not."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.database import Database, open_database
from bot.database.tables import AuditRow, ContactRow, InvitationRow
from bot.directory.errors import ContactUnknown, InvitationProblem, InvitationRefused
from bot.directory.invitations import Invitation, token_of
from bot.directory.records import Chat
from bot.language import Language
from bot.locales import load_texts
from tests.directory.conftest import NOW, VALID_FOR, Directory, listed, listing


async def invited(directory: Directory) -> Invitation:
    """An open invitation for the one contact of a unit."""
    unit = await directory.unit("Observatory", "Ann")
    (contact,) = await directory.contacts(unit)
    return await directory.invitations.issue(contact.id)


async def refusal(directory: Directory, token: str, chat: Chat | None = None) -> InvitationProblem:
    with pytest.raises(InvitationRefused) as refused:
        await directory.invitations.accept(token, chat or await directory.person(), "Somebody")
    return refused.value.problem


async def test_who_opens_an_invitation_is_the_contact_from_then_on(directory: Directory) -> None:
    invitation = await invited(directory)
    person = await directory.person()

    membership = await directory.invitations.accept(invitation.token, person, "Ann on Telegram")

    assert membership.contact.name == "Ann", "the list knows better what they are called"
    assert membership.contact.chat_id == person.id
    assert membership.contact.joined_at == NOW
    assert await directory.units.of_chat(person.id) == [membership]


async def test_an_invitation_opened_again_by_the_same_person_changes_nothing(
    directory: Directory,
) -> None:
    invitation = await invited(directory)
    person = await directory.person()
    joined = await directory.invitations.accept(invitation.token, person, "Ann")
    lines = await directory.rows(AuditRow)

    directory.clock.at += timedelta(days=1)
    again = await directory.invitations.accept(invitation.token, person, "Ann")

    assert again == joined
    assert await directory.rows(AuditRow) == lines


async def test_an_invitation_works_once(directory: Directory) -> None:
    invitation = await invited(directory)
    await directory.invitations.accept(invitation.token, await directory.person(), "Ann")

    assert await refusal(directory, invitation.token) is InvitationProblem.USED


async def test_an_invitation_expires(directory: Directory) -> None:
    invitation = await invited(directory)
    assert invitation.expires_at == NOW + VALID_FOR

    directory.clock.at = invitation.expires_at

    assert await refusal(directory, invitation.token) is InvitationProblem.EXPIRED


async def test_a_revoked_invitation_lets_nobody_in(directory: Directory) -> None:
    invitation = await invited(directory)

    assert await directory.invitations.revoke(invitation.contact.id) == 1

    assert await refusal(directory, invitation.token) is InvitationProblem.REVOKED
    assert await directory.invitations.revoke(invitation.contact.id) == 0


async def test_a_newer_invitation_replaces_an_older_one(directory: Directory) -> None:
    older = await invited(directory)

    newer = await directory.invitations.issue(older.contact.id)

    assert await refusal(directory, older.token) is InvitationProblem.REVOKED
    await directory.invitations.accept(newer.token, await directory.person(), "Ann")


async def test_a_guessed_token_is_unknown(directory: Directory) -> None:
    await invited(directory)

    for guess in ("A" * 22, "", "' OR 1=1 --", "\x00", "周知"):
        assert await refusal(directory, guess) is InvitationProblem.UNKNOWN


async def test_an_invitation_is_not_opened_in_a_group(directory: Directory) -> None:
    invitation = await invited(directory)
    group = await directory.person(kind="supergroup")

    assert await refusal(directory, invitation.token, group) is InvitationProblem.NOT_PRIVATE


async def test_an_invitation_to_a_removed_unit_lets_nobody_in(directory: Directory) -> None:
    invitation = await invited(directory)
    await directory.units.import_list(listing(listed("Museum")), remove_missing=True)

    assert await refusal(directory, invitation.token) is InvitationProblem.REVOKED


async def test_a_colleague_who_opens_anothers_invitation_leaves_it_open(
    directory: Directory,
) -> None:
    unit = await directory.unit("Observatory", "Ann", "Bo")
    ann, bo = await directory.contacts(unit)
    as_ann = await directory.join(ann)
    assert as_ann.contact.chat_id is not None
    anns_chat = await directory.chats.get(as_ann.contact.chat_id)
    assert anns_chat is not None
    for_bo = await directory.invitations.issue(bo.id)

    assert await directory.invitations.accept(for_bo.token, anns_chat, "Ann") == as_ann

    as_bo = await directory.invitations.accept(for_bo.token, await directory.person(), "Bo")
    assert as_bo.contact.id == bo.id


async def test_one_person_may_serve_several_units(directory: Directory) -> None:
    person = await directory.person()
    for name in ("Observatory", "Museum"):
        (contact,) = await directory.contacts(await directory.unit(name, "Ann"))
        await directory.join(contact, person)

    served = [each.unit.name.in_(Language.EN) for each in await directory.units.of_chat(person.id)]
    assert served == ["Observatory", "Museum"]


async def test_a_contact_with_a_new_account_takes_their_place_along(directory: Directory) -> None:
    (contact,) = await directory.contacts(await directory.unit("Observatory", "Ann"))
    before = await directory.join(contact)
    await directory.plan_nudge(before)

    after = await directory.join(contact)

    assert after.contact.id == contact.id
    assert after.contact.chat_id != before.contact.chat_id
    assert before.contact.chat_id is not None
    assert await directory.units.of_chat(before.contact.chat_id) == []
    assert await directory.states() == ["withdrawn"]


async def test_a_successor_takes_the_place_of_who_hands_over(directory: Directory) -> None:
    unit = await directory.unit("Observatory", "Ann", "Bo")
    ann, bo = await directory.contacts(unit)
    before = await directory.join(ann)
    await directory.plan_nudge(before)
    handover = await directory.invitations.hand_over(ann.id)
    assert [each.id for each in await directory.contacts(unit)] == [ann.id, bo.id]

    successor = await directory.person()
    membership = await directory.invitations.accept(handover.token, successor, "  Cy\u202e  Young ")

    assert membership.contact.name == "Cy Young"
    assert membership.contact.position == ann.position
    assert [each.name for each in await directory.contacts(unit)] == ["Cy Young", "Bo"]
    assert await directory.states() == ["withdrawn"]
    again = await directory.invitations.accept(handover.token, successor, "Cy")
    assert again == membership
    assert await refusal(directory, handover.token) is InvitationProblem.USED


@pytest.mark.parametrize("name", ["", "\u200b", "名" * 300, "<b>&", "😀"])
async def test_a_successor_may_be_called_anything(directory: Directory, name: str) -> None:
    (ann,) = await directory.contacts(await directory.unit("Observatory", "Ann"))
    handover = await directory.invitations.hand_over(ann.id)

    membership = await directory.invitations.accept(handover.token, await directory.person(), name)

    assert 1 <= len(membership.contact.name) <= 100


async def test_a_successor_who_hands_over_in_turn_is_followed(directory: Directory) -> None:
    unit = await directory.unit("Observatory", "Ann")
    (contact,) = await directory.contacts(unit)
    for name in ("Bo", "Cy"):
        handover = await directory.invitations.hand_over(contact.id)
        membership = await directory.invitations.accept(
            handover.token, await directory.person(), name
        )
        contact = membership.contact

    assert [each.name for each in await directory.contacts(unit)] == ["Cy"]


async def test_a_press_of_who_is_the_contact_no_more_changes_nothing(directory: Directory) -> None:
    """It was theirs when they pressed; by the time it is carried out another has joined."""
    unit = await directory.unit("Observatory", "Ann")
    (ann,) = await directory.contacts(unit)
    former = (await directory.join(ann)).contact.chat_id
    now = (await directory.join(ann)).contact.chat_id
    assert former != now

    with pytest.raises(ContactUnknown):
        await directory.units.leave(ann.id, by=former)
    with pytest.raises(ContactUnknown):
        await directory.invitations.hand_over(ann.id, by=former)

    assert [each.chat_id for each in await directory.contacts(unit)] == [now]
    await directory.units.leave(ann.id, by=now)
    assert await directory.contacts(unit) == []


async def test_leaving_silences_and_revokes(directory: Directory) -> None:
    unit = await directory.unit("Observatory", "Ann")
    (ann,) = await directory.contacts(unit)
    membership = await directory.join(ann)
    await directory.plan_nudge(membership)
    handover = await directory.invitations.hand_over(ann.id)

    await directory.units.leave(ann.id)
    lines = await directory.rows(AuditRow)
    await directory.units.leave(ann.id)

    assert await directory.contacts(unit) == []
    assert await directory.states() == ["withdrawn"]
    assert await refusal(directory, handover.token) is InvitationProblem.REVOKED
    assert await directory.rows(AuditRow) == lines, "left twice, it is one line"
    with pytest.raises(ContactUnknown):
        await directory.invitations.hand_over(ann.id)


async def test_who_has_left_does_not_come_back_by_their_old_invitation(
    directory: Directory,
) -> None:
    invitation = await invited(directory)
    person = await directory.person()
    membership = await directory.invitations.accept(invitation.token, person, "Ann")
    await directory.units.leave(membership.contact.id)

    assert await refusal(directory, invitation.token, person) is InvitationProblem.USED


async def test_who_has_left_comes_back_by_a_new_invitation(directory: Directory) -> None:
    unit = await directory.unit("Observatory", "Ann")
    (ann,) = await directory.contacts(unit)
    await directory.join(ann)
    await directory.units.leave(ann.id)
    directory.clock.at += timedelta(days=1)

    await directory.join(ann)

    (back,) = await directory.contacts(unit)
    assert (back.id, back.left_at, back.joined_at) == (ann.id, None, directory.clock.at)


async def test_nobody_is_invited_or_sent_away_who_is_not_there(directory: Directory) -> None:
    with pytest.raises(ContactUnknown):
        await directory.invitations.issue(7)
    with pytest.raises(ContactUnknown):
        await directory.units.leave(7)


async def test_of_a_token_only_the_hash_is_kept(directory: Directory) -> None:
    invitation = await invited(directory)

    async with directory.database.reading() as session:
        row = (await session.scalars(select(InvitationRow))).one()
        kept = " ".join(str(value) for value in vars(row).values())
    assert invitation.token not in kept
    assert invitation.token not in repr(invitation)


async def test_a_deep_link_holds_what_telegram_lets_through(directory: Directory) -> None:
    invitation = await invited(directory)

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", invitation.payload)
    assert invitation.link("zhouzhi_bot") == f"https://t.me/zhouzhi_bot?start={invitation.payload}"
    assert token_of(invitation.payload) == invitation.token


@pytest.mark.parametrize("payload", ["", "u", "u short", "event-opening", "u" + "A" * 23])
def test_a_payload_of_something_else_is_no_invitation(payload: str) -> None:
    assert token_of(payload) is None


async def test_who_needs_an_invitation(directory: Directory) -> None:
    unit = await directory.unit("Observatory", "Ann", "Bo", "Cy")
    ann, bo, cy = await directory.contacts(unit)
    await directory.join(ann)
    await directory.invitations.issue(bo.id)
    everyone = await directory.contacts(unit)
    to_invite = directory.invitations.to_invite

    assert [each.id for each in await to_invite(everyone)] == [bo.id, cy.id]
    assert [each.id for each in await to_invite(everyone, only_missing=True)] == [cy.id]
    assert [each.id for each in await to_invite(everyone, again=True)] == [ann.id, bo.id, cy.id]

    directory.clock.at += VALID_FOR
    assert [each.id for each in await to_invite(everyone, only_missing=True)] == [bo.id, cy.id]


async def test_every_refusal_has_words_of_its_own_and_names_nothing(directory: Directory) -> None:
    for texts in load_texts().values():
        words = {InvitationRefused(problem).text(texts) for problem in InvitationProblem}

        assert len(words) == len(InvitationProblem)
        assert not any("{" in each or "Observatory" in each for each in words)


# -- at the same instant


@pytest.fixture
async def elsewhere(database_url: str) -> AsyncIterator[Database]:
    """The same database as another process has it."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


async def race(*attempts: Callable[[], Awaitable[object]]) -> list[object]:
    """What each returns or raises, all begun at once."""
    return await asyncio.gather(*(each() for each in attempts), return_exceptions=True)


@pytest.mark.parametrize("is_handover", [False, True])
async def test_of_two_who_open_one_invitation_at_once_one_gets_in(
    directory: Directory, elsewhere: Database, is_handover: bool
) -> None:
    unit = await directory.unit("Observatory", "Ann")
    (ann,) = await directory.contacts(unit)
    make = directory.invitations.hand_over if is_handover else directory.invitations.issue
    invitation = await make(ann.id)
    other = Directory(elsewhere, directory.clock)
    people = [await directory.person(), await directory.person()]

    outcomes = await race(
        *(
            lambda service=service, person=person: service.accept(invitation.token, person, "Bo")
            for service, person in zip(
                (directory.invitations, other.invitations), people, strict=True
            )
        )
    )

    refused = [each for each in outcomes if isinstance(each, InvitationRefused)]
    assert [each.problem for each in refused] == [InvitationProblem.USED]
    (contact,) = await directory.contacts(unit)
    assert contact.chat_id in {person.id for person in people}
    assert await directory.rows(ContactRow) == (2 if is_handover else 1)


async def test_of_two_invitations_opened_at_once_by_one_person_one_is_used(
    directory: Directory, elsewhere: Database
) -> None:
    unit = await directory.unit("Observatory", "Ann", "Bo")
    invitations = await directory.invitations.issue_all(
        [each.id for each in await directory.contacts(unit)]
    )
    other = Directory(elsewhere, directory.clock)
    person = await directory.person()

    first, second = await race(
        lambda: directory.invitations.accept(invitations[0].token, person, "Ann"),
        lambda: other.invitations.accept(invitations[1].token, person, "Ann"),
    )

    assert first == second
    assert len(await directory.units.of_chat(person.id)) == 1
