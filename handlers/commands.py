"""Commands: which there are, whose each is, and who is shown it in the menu. The one place."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bot.directory.roles import Permission, Role


class Whose(Enum):
    """Whose a command is that asks for no permission of staff."""

    EVERYBODY = auto()
    CONTACTS = auto()  #: of units


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What somebody is to the bot, as far as commands go."""

    role: Role | None = None
    is_contact: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command, without its slash.

    Attributes:
        name: as it is typed.
        whose: who may; a permission is had by some roles.
        in_groups: whether it is there in groups as well.
        is_listed: whether the menu shows it; of the others their places tell.
    """

    name: str
    whose: Whose | Permission
    in_groups: bool = False
    is_listed: bool = True

    @property
    def text_key(self) -> str:
        """What it does, in a few words: the key of that text."""
        return f"commands.{self.name}"

    def is_for(self, standing: Standing) -> bool:
        """Whether it is theirs."""
        match self.whose:
            case Whose.EVERYBODY:
                return True
            case Whose.CONTACTS:
                return standing.is_contact
            case permission:
                return standing.role is not None and standing.role.may(permission)


#: In the order of the menu: what is somebody's work stands first.
COMMANDS = (
    Command("mine", Whose.CONTACTS),
    Command("board", Permission.READ_BOARD),
    Command("late", Permission.READ_BOARD),
    Command("filed", Permission.FILE_FOR_UNIT),
    Command("extend", Permission.EXTEND),
    Command("write", Permission.WRITE_TO_UNIT),
    Command("announce", Permission.DRAFT),
    Command("announcements", Permission.DRAFT),
    Command("cancel", Permission.DRAFT),
    Command("invite", Permission.INVITE_UNITS),
    Command("recipients", Permission.MANAGE_RECIPIENTS),
    Command("staff", Permission.READ_BOARD),
    Command("audit", Permission.EXPORT_AUDIT),
    Command("start", Whose.EVERYBODY, in_groups=True),
    Command("ask", Whose.EVERYBODY, in_groups=True, is_listed=False),
    Command("follow", Whose.EVERYBODY),
    Command("unfollow", Whose.EVERYBODY, is_listed=False),
    Command("stop", Whose.EVERYBODY),
    Command("language", Whose.EVERYBODY, in_groups=True),
    Command("mydata", Whose.EVERYBODY),
    Command("forget", Whose.EVERYBODY, is_listed=False),
    Command("help", Whose.EVERYBODY, in_groups=True),
)


def permission_for(name: str) -> Permission:
    """What one has to be permitted for a command of staff."""
    (whose,) = (each.whose for each in COMMANDS if each.name == name)
    assert isinstance(whose, Permission), f"/{name} is no command of staff"
    return whose


def menu_for(standing: Standing) -> Iterator[Command]:
    """What the menu of somebody's private chat shows."""
    return (each for each in COMMANDS if each.is_listed and each.is_for(standing))


def menu_for_groups() -> Iterator[Command]:
    """What the menu of a group shows."""
    return (each for each in COMMANDS if each.is_listed and each.in_groups)


def work_of(standing: Standing) -> Iterator[Command]:
    """Of somebody's menu what is not everybody's."""
    return (each for each in menu_for(standing) if each.whose is not Whose.EVERYBODY)
