"""What can be refused about a duty, in words for a contact or for staff."""

from bot.errors import ZhouzhiError


class NotYours(ZhouzhiError):
    """The obligation is another unit's, or there is none with this id: nobody learns which."""

    text_key = "units.error.not-yours"

    def __init__(self, obligation_id: int) -> None:
        super().__init__(f"obligation {obligation_id}: not of this person")


class NotStaff(ZhouzhiError):
    """Something that only staff may see or do."""

    text_key = "units.error.not-staff"

    def __init__(self) -> None:
        super().__init__("for staff")


class NotOwed(ZhouzhiError):
    """The deadline is gone from the knowledge, or the unit takes part or owes it no longer."""

    text_key = "units.error.not-owed"

    def __init__(self, obligation_id: int) -> None:
        super().__init__(f"obligation {obligation_id}: its deadline no longer applies")


class ItemUnknown(ZhouzhiError):
    """The deadline has no such item, or has it no longer."""

    text_key = "units.error.item-unknown"

    def __init__(self, obligation_id: int, item: str) -> None:
        super().__init__(f"obligation {obligation_id}: no item {item!r}")


class DeadlineUnknown(ZhouzhiError):
    """The knowledge has no such deadline, or it is not valid now."""

    text_key = "units.error.deadline-unknown"

    def __init__(self, deadline: str) -> None:
        super().__init__(f"no deadline {deadline!r}")


class SnoozeRefused(ZhouzhiError):
    """Nothing was snoozed: by then every one of the duties is due, or it has passed already."""

    text_key = "units.error.snooze-late"

    def __init__(self) -> None:
        super().__init__("the reminder would come too late")


class ExtensionRefused(ZhouzhiError):
    """The new due instant is in the past, or no later than the present one."""

    text_key = "units.error.extension"

    def __init__(self, until_at: object) -> None:
        super().__init__(f"extended until {until_at}: not later than it is due, or past")
