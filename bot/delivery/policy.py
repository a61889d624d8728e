"""The policy: what becomes of a delivery whose try has failed."""

from datetime import datetime, timedelta

from bot.delivery.backoff import backoff
from bot.delivery.model import Delivery, Outcome, State
from bot.delivery.post import Moved, NotSent, PostError, TooFast, Uncertain, Unreachable

#: About two days of trying.
MAX_ATTEMPTS = 100
_FIRST_WAIT, _LONGEST_WAIT = 2.0, 1800.0
#: What has no words will hardly get any by waiting.
MAX_WORDLESS = 3
TOO_LATE = "too late"
#: Begins the reason of what failed because its recipient cannot be reached.
_UNREACHABLE = "unreachable: "


def after(error: PostError, delivery: Delivery, now: datetime) -> Outcome:
    """What becomes of a delivery that was just tried, for the attempt after those it has had."""
    match error:
        case TooFast(retry_after=seconds):
            return _again(delivery, now, seconds, error.reason)
        case Moved():
            return _again(delivery, now, 0.0, error.reason)
        case NotSent():
            return _again(delivery, now, _wait(delivery), error.reason)
        case Uncertain() if delivery.lane.may_repeat:
            return _again(delivery, now, _wait(delivery), error.reason, is_repeat=True)
        case Uncertain():
            return Outcome(state=State.UNCERTAIN, reason=error.reason)
        case Unreachable():
            return Outcome(state=State.FAILED, reason=f"{_UNREACHABLE}{error.reason}")
    return Outcome(state=State.FAILED, reason=error.reason)


def is_unreachable(reason: str) -> bool:
    """Whether a delivery that failed for this reason did so because nobody was there."""
    return reason.startswith(_UNREACHABLE)


def after_no_words(delivery: Delivery, now: datetime, reason: str) -> Outcome:
    """What becomes of a delivery for which no words could be found."""
    if delivery.attempts + 1 >= MAX_WORDLESS:
        return Outcome(state=State.FAILED, reason=reason)
    return _again(delivery, now, _wait(delivery), reason)


def too_late(delivery: Delivery, now: datetime) -> Outcome | None:
    """What becomes of a delivery that would make no sense any more; None if it would."""
    if delivery.not_after_at is None or now < delivery.not_after_at:
        return None
    # One that was never tried was due when nobody could send it: its time has simply passed.
    state = State.FAILED if delivery.attempts else State.WITHDRAWN
    return Outcome(state=state, reason=TOO_LATE)


def _wait(delivery: Delivery) -> float:
    return backoff(delivery.attempts + 1, first=_FIRST_WAIT, most=_LONGEST_WAIT)


def _again(
    delivery: Delivery, now: datetime, seconds: float, reason: str, *, is_repeat: bool = False
) -> Outcome:
    due_at = now + timedelta(seconds=seconds)
    is_too_late = delivery.not_after_at is not None and due_at >= delivery.not_after_at
    if is_too_late or delivery.attempts + 1 >= MAX_ATTEMPTS:
        state = State.UNCERTAIN if is_repeat or delivery.is_repeat else State.FAILED
        return Outcome(state=state, reason=reason)
    return Outcome(state=State.RETRY, due_at=due_at, reason=reason, is_repeat=is_repeat)
