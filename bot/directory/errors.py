"""What the directory refuses, in words for whoever asked."""

from enum import StrEnum

from bot.errors import ZhouzhiError


class ContactUnknown(ZhouzhiError):
    """There is no contact with this id, or their unit takes part no more."""

    text_key = "directory.contact-unknown"

    def __init__(self, contact_id: int) -> None:
        super().__init__(f"no contact {contact_id}")


class NotPermitted(ZhouzhiError):
    """Something that the author may not do, or may do no longer; nothing was changed."""

    text_key = "members.error.not-permitted"

    def __init__(self, permission: str) -> None:
        super().__init__(f"not permitted: {permission}")


class MemberUnknown(ZhouzhiError):
    """There is no such member of staff, or no longer."""

    text_key = "members.error.unknown"

    def __init__(self, member_id: int) -> None:
        super().__init__(f"no member {member_id}")


class MemberConfigured(ZhouzhiError):
    """The member is an administrator by the configuration, and changed there alone."""

    text_key = "members.error.configured"

    def __init__(self) -> None:
        super().__init__("an administrator of the configuration")


class LastAdministrator(ZhouzhiError):
    """There would be nobody left who lets others in."""

    text_key = "members.error.last-administrator"

    def __init__(self) -> None:
        super().__init__("the last administrator")


class StaffKept(ZhouzhiError):
    """What members of staff did is kept for as long as they are."""

    text_key = "following.error.staff-kept"

    def __init__(self) -> None:
        super().__init__("a member of staff is not forgotten")


class InvitationProblem(StrEnum):
    """Why an invitation lets nobody in."""

    UNKNOWN = "unknown"  #: there never was such a link
    USED = "used"  #: by somebody else, or by this person, who has left since
    EXPIRED = "expired"
    REVOKED = "revoked"  #: by staff, by a newer one, or because its unit takes part no more
    NOT_PRIVATE = "not-private"  #: it was opened in a group


class InvitationRefused(ZhouzhiError):
    """An invitation did not let this person in; nothing was changed.

    The words say nothing of the unit: whoever holds a link that is no good may be anybody.
    """

    def __init__(self, problem: InvitationProblem) -> None:
        super().__init__(f"invitation refused: {problem}")
        self.problem = problem
        self.text_key = f"directory.invitation.{problem}"
