"""Problems: what others have to hear of, since nothing here will put it right."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.delivery.model import Delivery


class ProblemKind(StrEnum):
    """What went wrong."""

    REFUSED = "refused"  #: the channel does not take the message, now or ever
    GIVEN_UP = "given-up"  #: it was tried often, or until it made no sense any more
    WORDLESS = "wordless"  #: no words could be found for it; our fault
    UNEXPECTED = "unexpected"  #: our fault; it is settled at the next start
    DATABASE = "database"  #: nothing can be noted down, so nothing is sent, for now


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong.

    Attributes:
        kind: what.
        reason: more of it, in words of a developer, with no personal data.
        deliveries: which it is about; none where it is about all.
    """

    kind: ProblemKind
    reason: str
    deliveries: Sequence[Delivery] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Who is told of what happens to deliveries; each may be told twice, after a crash.

    Attributes:
        on_unreachable: deliveries to one recipient who cannot be reached, and why.
        on_moved: a recipient's address, and the one that has taken its place.
        on_problem: what staff have to hear of.
    """

    on_unreachable: Callable[[Sequence[Delivery], str], Awaitable[None]]
    on_moved: Callable[[int, int], Awaitable[None]]
    on_problem: Callable[[Problem], Awaitable[None]]
