"""The buttons under messages about duties; `bot/filings/actions.py` says what they ask."""

from collections.abc import Sequence

from bot.delivery.message import Action, Button
from bot.filings.actions import NotUs, Verb, item_token
from bot.filings.records import Duty, DutyState, ItemState
from bot.knowledge.records import Deadline
from bot.reminders.board.actions import BoardVerb
from bot.reminders.wording import Wording

#: More buttons than these push the text off a phone.
_MOST_DUTIES = 8

Rows = list[Sequence[Button]]


def to_board(words: Wording, deadline: Deadline | None = None) -> Button:
    """How it stands with every deadline, or the picture of one; for staff."""
    if deadline is None:
        action = Action(BoardVerb.OVERVIEW, 0)
    else:
        action = Action(BoardVerb.SHOW, 0, item_token(deadline.id))
    return Button(words.say("board.button.open"), action)


def of_duty(words: Wording, duty: Duty) -> Rows:
    """What a contact may do about one open duty ahead of its deadline."""
    asking = [
        Button(words.say("units.button.remind"), Action(Verb.REMIND, duty.id)),
        Button(words.say("units.button.who-else"), Action(Verb.WHO_ELSE, duty.id)),
    ]
    return [*filed(words, duty), asking, [_not_us(words, Action(Verb.NOT_US, duty.id))]]


def of_late_duty(words: Wording, duty: Duty) -> Rows:
    """What a contact may do about a duty that is past its deadline."""
    who_else = Button(words.say("units.button.who-else"), Action(Verb.WHO_ELSE, duty.id))
    return [*filed(words, duty), [who_else, _not_us(words, Action(Verb.NOT_US, duty.id))]]


def of_message(words: Wording, duties: Sequence[Duty], delivery_id: int) -> Rows:
    """What a contact may do about all the duties that one message names.

    Args:
        words: of the reader.
        duties: in the order of the message.
        delivery_id: of one of the deliveries that go out in the message.
    """
    asking = [
        Button(words.say("units.button.remind"), Action(Verb.REMIND_ALL, delivery_id)),
        Button(words.say("units.button.who-else"), Action(Verb.WHO_ELSE_ALL, delivery_id)),
    ]
    not_us = _not_us(words, Action(Verb.NOT_US_ALL, delivery_id))
    return [*filed_each(words, duties), asking, [not_us]]


def filed(words: Wording, duty: Duty) -> Rows:
    """That it was filed: all of it, or some of several items."""
    action = Action(Verb.FILED, duty.id)
    if len(duty.open_items) <= 1:
        return [[Button(words.say("units.button.filed"), action)]]
    some = Button(words.say("units.button.filed-some"), Action(Verb.ITEMS, duty.id))
    return [[Button(words.say("units.button.filed-all"), action), some]]


def filed_each(words: Wording, duties: Sequence[Duty]) -> Rows:
    """That one of several duties was filed, each on a button that says which."""
    labels = _labels(words, duties)
    return [
        [_filed_one(words, label, Action(Verb.FILED, duty.id))]
        for duty, label in list(zip(duties, labels, strict=True))[:_MOST_DUTIES]
    ]


def items(words: Wording, duty: Duty) -> Rows:
    """That one item was filed, or all that are left."""
    rows: Rows = [
        [
            _filed_one(
                words, words.label(item.title), Action(Verb.FILED, duty.id, item_token(item.id))
            )
        ]
        for item in duty.open_items
    ]
    every = Button(words.say("units.button.filed-all"), Action(Verb.FILED, duty.id))
    return [*rows, [every]] if len(rows) > 1 else rows


def take_back(words: Wording, duty: Duty) -> Rows:
    """That it was not filed after all."""
    return [[Button(words.say("units.button.take-back"), Action(Verb.TAKE_BACK, duty.id))]]


def take_back_items(words: Wording, duty: Duty, items: Sequence[ItemState]) -> Rows:
    """That an item was not filed after all, for each of these."""
    return [
        [
            Button(
                words.say("units.button.take-back-one", what=words.label(item.title)),
                Action(Verb.TAKE_BACK, duty.id, item_token(item.id)),
            )
        ]
        for item in items
    ]


def remind(words: Wording, verb: Verb, id: int, days: Sequence[int]) -> Rows:
    """In how many days one wants to be reminded.

    Args:
        words: of the reader.
        verb: `Verb.REMIND` or `Verb.REMIND_ALL`.
        id: as the verb has it.
        days: what there is to choose from.
    """
    buttons = [Button(_in_days(words, each), Action(verb, id, str(each))) for each in days]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def not_us(words: Wording, verb: Verb, id: int, *, may_dispute: bool) -> Rows:
    """Which kind of "not us" is meant.

    Args:
        words: of the reader.
        verb: `Verb.NOT_US` or `Verb.NOT_US_ALL`.
        id: as the verb has it.
        may_dispute: whether it may be that the unit does not owe it.
    """
    rows: Rows = [
        [Button(words.say("units.button.hand-over"), Action(verb, id, NotUs.HAND_OVER))],
        [Button(words.say("units.button.no-contact"), Action(verb, id, NotUs.CONTACT))],
    ]
    if may_dispute:
        rows.append([Button(words.say("units.button.not-owed"), Action(verb, id, NotUs.UNIT))])
    return [*rows, [Button(words.say("units.button.back"), Action(verb, id, NotUs.BACK))]]


def mine(words: Wording) -> Rows:
    """To see one's duties."""
    return [[Button(words.say("units.button.mine"), Action(Verb.MINE, 0))]]


def leave(words: Wording, duty: Duty) -> Rows:
    """To say that one is not who files."""
    return [[_not_us(words, Action(Verb.NOT_US, duty.id))]]


def leave_each(words: Wording, duties: Sequence[Duty]) -> Rows:
    """To say of each unit that one is not who files for it, or hands that over."""
    of_units: list[Duty] = []
    for duty in duties:
        if duty.unit.id not in {each.unit.id for each in of_units}:
            of_units.append(duty)
    if len(of_units) == 1:
        (duty,) = of_units
        return [[Button(words.say("units.button.contact"), Action(Verb.NOT_US, duty.id))]]
    rows: Rows = []
    for duty in of_units[:_MOST_DUTIES]:
        label = words.say("units.button.contact-of", unit=words.label(duty.unit.name))
        rows.append([Button(label, Action(Verb.NOT_US, duty.id))])
    return rows


def decide(words: Wording, duty: Duty) -> Rows:
    """For staff: whether a unit owes something, and whether it was filed."""
    filed = Button(words.say("units.button.filed"), Action(Verb.STAFF_FILED, duty.id))
    waive = Button(words.say("units.button.waive"), Action(Verb.STAFF_WAIVE, duty.id))
    keep = Button(words.say("units.button.keep"), Action(Verb.STAFF_KEEP, duty.id))
    take_back = Button(words.say("units.button.take-back"), Action(Verb.STAFF_TAKE_BACK, duty.id))
    match duty.state:
        case DutyState.FILED:
            return [[take_back]]
        case DutyState.WAIVED:
            return [[keep]]
    return [[waive, keep], [filed]]


def _labels(words: Wording, duties: Sequence[Duty]) -> list[str]:
    """What tells duties apart: the deadline's title, or the unit's name, or else the number."""
    titles = [words.label(duty.deadline.title) for duty in duties]
    if len(set(titles)) == len(duties):
        return titles
    units = [words.label(duty.unit.name) for duty in duties]
    if len(set(units)) == len(duties):
        return units
    return [f"{number}. {title}" for number, title in enumerate(titles, start=1)]


def _filed_one(words: Wording, what: str, action: Action) -> Button:
    return Button(words.say("units.button.filed-one", what=what), action)


def _in_days(words: Wording, days: int) -> str:
    if days == 1:
        return words.say("units.button.tomorrow")
    return words.say("units.button.in-days", n=days)


def _not_us(words: Wording, action: Action) -> Button:
    return Button(words.say("units.button.not-us"), action)
