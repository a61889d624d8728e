"""Roles: what members of staff may do. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is among staff; each may all that the one before may."""

    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"

    def may(self, permission: "Permission") -> bool:
        """Whether a member of this role may do it."""
        return _RANK[_LEAST[permission]] <= _RANK[self]


class Permission(StrEnum):
    """What a member of staff may be allowed to do."""

    READ_BOARD = "read-board"  #: see who has filed; get digests and notes
    FILE_FOR_UNIT = "file-for-unit"  #: also take back, waive, and owe after all
    NUDGE_BY_HAND = "nudge-by-hand"
    WRITE_TO_UNIT = "write-to-unit"
    DRAFT = "draft"  #: write an announcement
    SUBMIT = "submit"  #: ask for an announcement to be approved
    EXTEND = "extend"  #: give a unit, or every unit, more time
    IMPORT_UNITS = "import-units"
    INVITE_UNITS = "invite-units"
    APPROVE = "approve"  #: let an announcement go that another has written
    CONTROL = "control"  #: pause, resume, cancel, edit and delete announcements
    MANAGE_RECIPIENTS = "manage-recipients"  #: the groups and channels that hear announcements
    MANAGE_STAFF = "manage-staff"
    EXPORT_AUDIT = "export-audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of staff."""

    id: int
    chat_id: int  #: by our id, of their private chat
    address: int  #: Telegram's
    role: Role
    name: str  #: empty: of the configuration, and they have not written yet
    is_configured: bool  #: whether the configuration names them: an administrator for as long
    created_at: datetime

    @property
    def called(self) -> str:
        """Their name, or Telegram's number of them."""
        return self.name or str(self.address)


_RANK = {role: rank for rank, role in enumerate(Role)}

#: The least that one has to be.
_LEAST = {
    Permission.READ_BOARD: Role.EDITOR,
    Permission.FILE_FOR_UNIT: Role.EDITOR,
    Permission.NUDGE_BY_HAND: Role.EDITOR,
    Permission.WRITE_TO_UNIT: Role.EDITOR,
    Permission.DRAFT: Role.EDITOR,
    Permission.SUBMIT: Role.EDITOR,
    Permission.EXTEND: Role.PUBLISHER,
    Permission.IMPORT_UNITS: Role.PUBLISHER,
    Permission.INVITE_UNITS: Role.PUBLISHER,
    Permission.APPROVE: Role.PUBLISHER,
    Permission.CONTROL: Role.PUBLISHER,
    Permission.MANAGE_RECIPIENTS: Role.PUBLISHER,
    Permission.MANAGE_STAFF: Role.ADMINISTRATOR,
    Permission.EXPORT_AUDIT: Role.ADMINISTRATOR,
}
