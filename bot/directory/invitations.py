"""Invitations: links that each make one person a contact of one unit, once, until a day."""

import re
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from bot.clock import Clock
from bot.directory.cleaning import cleaned
from bot.directory.errors import ContactUnknown, InvitationProblem, InvitationRefused
from bot.directory.records import Chat, Contact, Membership, Unit
from bot.directory.repository.invitations import (
    Draft,
    InvitationRepository,
    InvitationTransaction,
    Stored,
)
from bot.directory.roles import Permission

#: Marks the payload of a deep link as an invitation.
PREFIX = "u"
#: 128 random bits: nobody guesses one.
_TOKEN_BYTES = 16
_PAYLOAD = re.compile(rf"{PREFIX}([A-Za-z0-9_-]{{22}})")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link that was just made. Its token is known here alone: the database has its hash."""

    token: str = field(repr=False)
    contact: Contact  #: who joins by it; of a handover, who gives their place
    unit: Unit
    expires_at: datetime
    is_handover: bool = False

    @property
    def payload(self) -> str:
        """The argument of its deep link; A–Z a–z 0–9 _ -, at most 64."""
        return PREFIX + self.token

    def link(self, username: str) -> str:
        """Its deep link: opens the chat with the bot of that name."""
        return f"https://t.me/{username}?start={self.payload}"


def token_of(payload: str) -> str | None:
    """The token in the payload of a deep link; None where it is no invitation's."""
    found = _PAYLOAD.fullmatch(payload)
    return found[1] if found else None


class Invitations:
    """Makes invitations, and lets in who opens one.

    Args:
        repository: where they are kept.
        clock: for when they expire.
        valid_for: how long one is open.
    """

    def __init__(
        self, repository: InvitationRepository, clock: Clock, valid_for: timedelta
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._valid_for = valid_for

    async def issue(self, contact_id: int, *, by: int | None = None) -> Invitation:
        """An invitation for a contact; those that they had are revoked.

        Whoever opens it is that contact from then on: one who has joined goes on with another
        chat, and one who has left comes back.

        Args:
            contact_id: whom it is for.
            by: the chat of the member of staff who asks for it; None: an operator.

        Raises:
            ContactUnknown: there is no such contact.
            NotPermitted: the member of staff may not invite.
        """
        invitations = await self.issue_all([contact_id], by=by)
        if not invitations:
            raise ContactUnknown(contact_id)
        return invitations[0]

    async def issue_all(
        self, contact_ids: Collection[int], *, by: int | None = None
    ) -> list[Invitation]:
        """The same for many, in the order of the ids; unknown ones are left out."""
        async with self._repository.transaction() as directory:
            await directory.require(by, Permission.INVITE_UNITS)
            found = await directory.contacts(contact_ids)
            members = [found[id] for id in contact_ids if id in found]
            return await self._issue(directory, members, by=by, is_handover=False)

    async def hand_over(self, contact_id: int, *, by: int | None = None) -> Invitation:
        """An invitation for a contact's successor; an earlier one is revoked.

        The contact stays one until it is opened, and leaves at that instant. If they leave before,
        it is revoked.

        Args:
            contact_id: who gives their place.
            by: the chat of who says so of themselves; None: an operator.

        Raises:
            ContactUnknown: there is no such contact, they have left, or it is another person by
                now.
        """
        async with self._repository.transaction() as directory:
            found = (await directory.contacts([contact_id])).get(contact_id)
            if (
                found is None
                or found.contact.left_at is not None
                or by not in (None, found.contact.chat_id)
            ):
                raise ContactUnknown(contact_id)
            (invitation,) = await self._issue(directory, [found], by=by, is_handover=True)
            return invitation

    async def accept(self, token: str, chat: Chat, name: str) -> Membership:
        """Let somebody in. Opened again by the same person, it says the same and changes nothing.

        Of two who open one at the same instant, one is let in. Whoever files for the unit already
        gets their membership as it is, and the invitation stays open: it was meant for another.

        Args:
            token: of the link.
            chat: the private chat of who opened it.
            name: what they are called, for the successor in a handover, of whom no list knows.

        Raises:
            InvitationRefused: it lets nobody in, or not this person.
        """
        if chat.kind != "private":
            raise InvitationRefused(InvitationProblem.NOT_PRIVATE)
        async with self._repository.transaction() as directory:
            invitation, concerned = await self._taken_up(directory, hash_of(token))
            if invitation.used_at is not None:
                return _joined_before(invitation, concerned, chat)
            for serving in await directory.memberships_of_chat(chat.id):
                if serving.unit.id == concerned.unit.id and serving.contact.id != (
                    invitation.contact_id
                ):
                    return serving
            now = self._clock.now()
            _check_open(invitation, now)
            contact_id = await self._join(directory, invitation, concerned.contact, chat, name)
            await directory.use(invitation.id, chat.id, contact_id, now)
            joined = await directory.contact(contact_id)
            assert joined is not None
            return joined

    async def revoke(self, contact_id: int, *, by: int | None = None) -> int:
        """Close every open invitation of a contact, to their successor too; how many were open."""
        now = self._clock.now()
        async with self._repository.transaction() as directory:
            await directory.require(by, Permission.INVITE_UNITS)
            await directory.contacts([contact_id])
            revoked = await directory.revoke([contact_id], now)
            if revoked:
                subject = f"contact/{contact_id}"
                directory.audit("invitation.revoke", subject, at=now, actor_id=by)
            return revoked

    async def to_invite(
        self,
        contacts: Iterable[Contact],
        *,
        again: bool = False,
        only_missing: bool = False,
    ) -> list[Contact]:
        """Which of these contacts an invitation is for.

        Args:
            contacts: who may come in question.
            again: those who have joined or left too, for a new account or a return.
            only_missing: not those who hold an open invitation.
        """
        invited = await self._repository.invited(self._clock.now()) if only_missing else ()
        return [
            contact
            for contact in contacts
            if contact.id not in invited
            and (again or (contact.chat_id is None and contact.left_at is None))
        ]

    async def _issue(
        self,
        directory: InvitationTransaction,
        members: Collection[Membership],
        *,
        by: int | None,
        is_handover: bool,
    ) -> list[Invitation]:
        now = self._clock.now()
        issued = [
            Invitation(
                token=secrets.token_urlsafe(_TOKEN_BYTES),
                contact=member.contact,
                unit=member.unit,
                expires_at=now + self._valid_for,
                is_handover=is_handover,
            )
            for member in members
        ]
        await directory.revoke([each.contact.id for each in members], now, is_handover=is_handover)
        drafts = [
            Draft(
                token_hash=hash_of(each.token), contact_id=each.contact.id, is_handover=is_handover
            )
            for each in issued
        ]
        await directory.add(drafts, at=now, expires_at=now + self._valid_for, created_by=by)
        for each in issued:
            action = "invitation.hand_over" if is_handover else "invitation.issue"
            directory.audit(action, f"contact/{each.contact.id}", at=now, actor_id=by)
        return issued

    async def _taken_up(
        self, directory: InvitationTransaction, token_hash: str
    ) -> tuple[Stored, Membership]:
        """An invitation and whom it concerns, as they stay until the end of the transaction."""
        found = await directory.find(token_hash)
        if found is None:
            raise InvitationRefused(InvitationProblem.UNKNOWN)
        await directory.contacts([found.concerns])
        # Read again: somebody may have used it while this waited for its turn.
        invitation = await directory.find(token_hash)
        assert invitation is not None
        concerned = await directory.contact(invitation.concerns)
        if concerned is None:  # its unit takes part no more
            raise InvitationRefused(InvitationProblem.REVOKED)
        return invitation, concerned

    async def _join(
        self,
        directory: InvitationTransaction,
        invitation: Stored,
        contact: Contact,
        chat: Chat,
        name: str,
    ) -> int:
        """Make the person of a chat the contact that the invitation is for; the contact's id."""
        now = self._clock.now()
        if invitation.replaces_id is not None:
            called = cleaned(name)[:_LONGEST_NAME].strip() or "—"
            contact_id = await directory.succeed(contact, called, chat.id, now)
            action = "contact.succeed"
        elif contact.has_joined and contact.chat_id == chat.id:
            return contact.id
        else:
            await directory.bind(contact.id, chat.id, now)
            contact_id, action = contact.id, "contact.join"
        directory.audit(action, f"contact/{contact_id}", at=now, actor_id=chat.id)
        return contact_id


def _joined_before(invitation: Stored, concerned: Membership, chat: Chat) -> Membership:
    """The membership of the one person who has used the invitation and is still a contact."""
    contact = concerned.contact
    is_theirs = invitation.used_by == chat.id == contact.chat_id
    if not is_theirs or contact.left_at is not None:
        raise InvitationRefused(InvitationProblem.USED)
    return concerned


def _check_open(invitation: Stored, now: datetime) -> None:
    if invitation.revoked_at is not None:
        raise InvitationRefused(InvitationProblem.REVOKED)
    if invitation.expires_at <= now:
        raise InvitationRefused(InvitationProblem.EXPIRED)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()
