"""Members: who is of staff, who joins them, and what was done."""

from collections.abc import Awaitable, Callable, Collection, Mapping

from telegram import Chat as TelegramChat
from telegram import InputFile, Update
from telegram.ext import ContextTypes

from bot.channels.telegram.replies import Pressed
from bot.delivery.message import Action, Block, Button, Message, Run
from bot.directory.audit import AUDIT_WIDTHS, audit_table
from bot.directory.chats import Chats
from bot.directory.errors import InvitationProblem, InvitationRefused, MemberUnknown
from bot.directory.repository.audit import AuditRepository
from bot.directory.sheets import as_xlsx
from bot.directory.staff import (
    Member,
    OpenStaffInvitation,
    Permission,
    Role,
    Staff,
    staff_token_of,
)
from bot.knowledge.knowledge import Knowledge
from bot.reminders.wording import Wording
from handlers.actions import MemberVerb
from handlers.desk import Desk
from handlers.menus import Menus

Context = ContextTypes.DEFAULT_TYPE

_CONFIRMED = "y"
#: What there is a command for, in the order in which it is told.
_EXPLAINED = (
    Permission.READ_BOARD,
    Permission.FILE_FOR_UNIT,
    Permission.EXTEND,
    Permission.IMPORT_UNITS,
    Permission.INVITE_UNITS,
    Permission.WRITE_TO_UNIT,
    Permission.DRAFT,
    Permission.APPROVE,
    Permission.CONTROL,
    Permission.MANAGE_RECIPIENTS,
    Permission.MANAGE_STAFF,
    Permission.EXPORT_AUDIT,
)


class MemberHandlers:
    """Callbacks for /staff and /audit, and for whoever opens an invitation to be of staff.

    Args:
        desk: who asks.
        staff: who they are, and what they may do.
        chats: who comes to be of staff.
        audit: what was done.
        knowledge: gives the knowledge as it is now.
        menus: told that somebody may do more, or less.
        changed: told that what is sent to staff has to be planned anew.
    """

    verbs: Mapping[str, Permission | None] = dict.fromkeys(MemberVerb, Permission.MANAGE_STAFF)

    def __init__(
        self,
        desk: Desk,
        staff: Staff,
        chats: Chats,
        audit: AuditRepository,
        *,
        knowledge: Callable[[], Knowledge],
        menus: Menus,
        changed: Callable[[Collection[int] | None], Awaitable[None]],
    ) -> None:
        self._desk = desk
        self._staff = staff
        self._chats = chats
        self._audit = audit
        self._knowledge = knowledge
        self._menus = menus
        self._changed = changed

    async def staff(self, update: Update, _context: Context) -> None:
        """Say what a member can do; to administrators also who the others are."""
        chat, user = update.effective_chat, update.effective_user
        assert chat is not None and user is not None
        await self._staff.introduce(chat.id, user.full_name)
        role = await self._staff.role_of(chat.id)
        if role is None:
            return
        words = self._desk.words(update)
        await self._desk.show(update, Message(_explained(words, role)))
        if role.may(Permission.MANAGE_STAFF):
            await self._desk.show(update, await self._list(words))

    async def enlist(self, update: Update, _context: Context) -> None:
        """Let somebody in who opens an invitation to be of staff."""
        message, user = update.effective_message, update.effective_user
        chat = update.effective_chat
        assert message is not None and message.text is not None and chat is not None
        token = staff_token_of(message.text.split()[1])
        if token is None or user is None:
            raise InvitationRefused(InvitationProblem.UNKNOWN)
        person = await self._chats.seen(chat.id, kind=chat.type, app_language=user.language_code)
        member = await self._staff.accept(token, person, user.full_name)
        self._menus.changed()
        await self._changed(None)
        words = self._desk.words(update)
        said = words.say("members.joined", role=_role(words, member.role))
        await self._desk.show(update, Message([[Run(said)], *_explained(words, member.role)]))

    async def audit(self, update: Update, _context: Context) -> None:
        """Send all that was done as a table."""
        message = update.effective_message
        assert message is not None
        texts = self._desk.words(update).say
        lines = await self._audit.lines()
        table = audit_table(lines, zone=self._knowledge().zone, texts=texts)
        title = texts("members.audit.title")
        document = as_xlsx(table, title, AUDIT_WIDTHS)
        await message.reply_document(
            InputFile(document, filename=f"{title}.xlsx"),
            caption=texts("members.audit.caption", n=len(lines)),
        )

    async def pressed(self, action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Do what a button says, or ask once more."""
        message = await self._done(action, update)
        return Pressed(self._desk.rendered(message, chat.id))

    async def _done(self, action: Action, update: Update) -> Message:
        words, argument = self._desk.words(update), action.argument
        match action.verb:
            case MemberVerb.INVITE if argument:
                return await self._invitation(Role(argument), update)
            case MemberVerb.INVITE:
                asked = words.say("members.invite.which")
                return Message([[Run(asked)]], _roles(words, Action(MemberVerb.INVITE, 0)))
            case MemberVerb.CHANGE if argument:
                return await self._change(action.id, Role(argument), update)
            case MemberVerb.CHANGE:
                member = await self._member(action.id)
                asked = words.say("members.change.which", name=member.called)
                return Message([[Run(asked)]], _roles(words, action, but=member.role))
            case MemberVerb.REMOVE if argument == _CONFIRMED:
                return await self._remove(action.id, update)
            case MemberVerb.REVOKE:
                return await self._revoke(action.id, update)
            case MemberVerb.REMOVE:
                return _asked_to_remove(words, await self._member(action.id))
        return await self._list(words)

    async def _invitation(self, role: Role, update: Update) -> Message:
        """A link, in words that can be handed on as they are."""
        words = self._desk.words(update)
        actor = await self._desk.actor(update)
        invitation = await self._staff.invite(role, by=actor.chat_id)
        told = words.say(
            "members.invite.link",
            role=_role(words, role),
            until=words.due_moment(invitation.expires_at),
            link=invitation.link(update.get_bot().username),
        )
        return Message([[Run(told)], words.note("members.invite.hand-on")])

    async def _change(self, member_id: int, role: Role, update: Update) -> Message:
        words = self._desk.words(update)
        actor = await self._desk.actor(update)
        member = await self._staff.change_role(member_id, role, by=actor.chat_id)
        self._menus.changed()
        said = words.say("members.changed", name=member.called, role=_role(words, member.role))
        return Message([[Run(said)]], [[_back(words)]])

    async def _remove(self, member_id: int, update: Update) -> Message:
        words = self._desk.words(update)
        actor = await self._desk.actor(update)
        member = await self._staff.remove(member_id, by=actor.chat_id)
        self._menus.changed()
        said = words.say("members.removed", name=member.called)
        return Message([[Run(said)]], [[_back(words)]])

    async def _revoke(self, invitation_id: int, update: Update) -> Message:
        words = self._desk.words(update)
        actor = await self._desk.actor(update)
        is_revoked = await self._staff.revoke(invitation_id, by=actor.chat_id)
        said = words.say("members.revoked" if is_revoked else "members.revoked.already")
        return Message([[Run(said)]], [[_back(words)]])

    async def _member(self, member_id: int) -> Member:
        """One member.

        Raises:
            MemberUnknown: there is none.
        """
        found = next((each for each in await self._staff.members() if each.id == member_id), None)
        if found is None:
            raise MemberUnknown(member_id)
        return found

    async def _list(self, words: Wording) -> Message:
        """Who is of staff, and the open invitations, with what can be done about each."""
        members = await self._staff.members()
        lines = [
            words.say(
                "members.list.configured" if each.is_configured else "members.list.member",
                name=each.called,
                role=_role(words, each.role),
            )
            for each in members
        ]
        rows = [
            [
                Button(
                    words.say("members.button.change", name=each.called),
                    Action(MemberVerb.CHANGE, each.id),
                ),
                Button(
                    words.say("members.button.remove", name=each.called),
                    Action(MemberVerb.REMOVE, each.id),
                ),
            ]
            for each in members
            if not each.is_configured
        ]
        inviting = Button(words.say("members.button.invite"), Action(MemberVerb.INVITE, 0))
        blocks = [words.heading(words.say("members.list.heading", n=len(members)), *lines)]
        invitations = await self._staff.open_invitations()
        if invitations:
            asked = words.say("members.invited.heading", n=len(invitations))
            blocks.append(words.heading(asked, *(_invited(words, each) for each in invitations)))
        rows += [[_revoking(words, each)] for each in invitations]
        return Message(blocks, [*rows, [inviting]])


def _explained(words: Wording, role: Role) -> list[Block]:
    """What a member of this role can do, and by which command."""
    lines = [words.say(f"members.help.{each}") for each in _EXPLAINED if role.may(each)]
    return [words.heading(words.say("members.help", role=_role(words, role)), *lines)]


def _role(words: Wording, role: Role) -> str:
    return words.say(f"members.role.{role}")


def _invited(words: Wording, invitation: OpenStaffInvitation) -> str:
    """For what somebody is invited, by whom, and how long it is open."""
    return words.say(
        "members.invited",
        number=invitation.id,
        role=_role(words, invitation.role),
        name=invitation.inviter or words.say("members.audit.operator"),
        until=words.due_moment(invitation.expires_at),
    )


def _revoking(words: Wording, invitation: OpenStaffInvitation) -> Button:
    label = words.say(
        "members.button.revoke", number=invitation.id, role=_role(words, invitation.role)
    )
    return Button(label, Action(MemberVerb.REVOKE, invitation.id))


def _roles(words: Wording, action: Action, but: Role | None = None) -> list[list[Button]]:
    """A button for each role but one, and what it may do."""
    return [
        [Button(words.say(f"members.choice.{role}"), Action(action.verb, action.id, role))]
        for role in Role
        if role is not but
    ]


def _asked_to_remove(words: Wording, member: Member) -> Message:
    asked = words.say("members.remove.sure", name=member.called)
    removing = Action(MemberVerb.REMOVE, member.id, _CONFIRMED)
    confirm = Button(words.say("members.button.remove", name=member.called), removing)
    return Message([[Run(asked)]], [[confirm], [_back(words)]])


def _back(words: Wording) -> Button:
    return Button(words.say("members.button.back"), Action(MemberVerb.LIST, 0))
