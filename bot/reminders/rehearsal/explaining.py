"""Explaining: a rehearsed message in the operator's language: when, to whom, why then."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from babel.dates import format_date

from bot.answering.compose import when
from bot.answering.compose.voice import Voice
from bot.delivery.message import Message
from bot.delivery.model import Purpose
from bot.directory.records import Membership, Unit
from bot.knowledge.text import Text
from bot.language import Language
from bot.reminders.ladder import last_day
from bot.reminders.planner import OVERDUE
from bot.reminders.rehearsal.records import Cause, Programme, Rehearsed
from bot.reminders.wording import Wording


class Explaining:
    """Says what a rehearsal found.

    Args:
        voice: of the operator.
        wording: of the operator too.
    """

    def __init__(self, voice: Voice, wording: Wording) -> None:
        self.say = voice.say
        self._voice = voice
        self._wording = wording

    def day(self, on: date) -> str:
        """A day with its weekday."""
        return when.day(self._voice, on)

    @property
    def language(self) -> Language:
        """In which language all is said."""
        return self._voice.language

    def month(self, on: date) -> str:
        """A month of a year."""
        return self.say("rehearsal.month", year=on.year, month=self.month_alone(on))

    def month_alone(self, on: date) -> str:
        """A month of whichever year."""
        return self.say(f"answering.month.{on.month}")

    def weekday(self, on: date) -> str:
        """The short name of a weekday."""
        return format_date(on, "EEE", locale=self.language.replace("-", "_"))

    def due_moment(self, due_at: datetime) -> str:
        """The last day of a deadline, or the hour on it."""
        return self._wording.due_moment(due_at)

    def hour(self, at: datetime) -> str:
        """An hour of the day."""
        return when.clock(self._voice, at.time())

    def heading(self, programme: Programme) -> str:
        """Of which days this tells, and how many messages there are."""
        zone = self._voice.zone
        return self.say(
            "rehearsal.heading",
            n=len(programme.messages),
            first=self.day(programme.from_at.astimezone(zone).date()),
            last=self.day(last_day(programme.until_at.astimezone(zone))),
        )

    def title(self, text: Text) -> str:
        """The title of a deadline."""
        return self._wording.title(text)

    def unit(self, unit: Unit) -> str:
        """A unit's name."""
        return self._voice.read(unit.name)

    def names(self, names: Iterable[str]) -> str:
        """Several of a kind."""
        return self._voice.names(names)

    def recipient(self, rehearsed: Rehearsed) -> str:
        """To whom a message goes: staff, or somebody with their unit and their place in it."""
        if not rehearsed.recipients:
            return self.say("rehearsal.staff")
        people = dict.fromkeys(each.contact.name for each in rehearsed.recipients)
        places = self._voice.names(map(self._place, rehearsed.recipients))
        return self.say("rehearsal.contact", name=self._voice.names(people), units=places)

    def why(self, rehearsed: Rehearsed) -> list[str]:
        """Why it comes, and why then: a line for each thing that it is about."""
        lines = [self._voice.join(self._why(cause)) for cause in rehearsed.causes]
        return list(dict.fromkeys(lines))

    def warnings(self, programme: Programme) -> list[str]:
        """What is left out, and what is supposed."""
        return list(self._warnings(programme))

    def _place(self, membership: Membership) -> str:
        return self.say(
            "rehearsal.place", unit=self.unit(membership.unit), position=membership.contact.position
        )

    def _why(self, cause: Cause) -> Iterator[str]:
        title = self.title(cause.deadline.title)
        key, values = self._rung(cause)
        yield self.say(key, title=title, **values)
        if cause.nudge is not None:
            planned_on = cause.nudge.at.date()
            if cause.nudge.wanted_on != planned_on:
                yield self._moved(cause.nudge.wanted_on, planned_on)
            if cause.sent_on != planned_on:
                yield self.say("rehearsal.why.missed", day=self.day(planned_on))
        elif cause.delivery.rung == OVERDUE:
            wanted_on = last_day(cause.due_at) + timedelta(days=1)
            if cause.sent_on != wanted_on:
                yield self._moved(wanted_on, cause.sent_on)
        if cause.is_escalated:
            yield self.say("rehearsal.why.next-contact")
        elif cause.delivery.purpose is Purpose.DIGEST and cause.nudge is not None:
            yield self.say("rehearsal.why.staff")

    def _rung(self, cause: Cause) -> tuple[str, dict[str, object]]:
        """Which text says for what occasion it comes, and what it names besides."""
        if cause.delivery.rung == OVERDUE:
            return "rehearsal.why.overdue", {}
        if cause.nudge is None:
            return "rehearsal.why.snoozed", {}
        if cause.nudge.rung == 0:
            return "rehearsal.why.last-day", {}
        kind = "working-days" if cause.counts_working_days else "days"
        return f"rehearsal.why.{kind}", {"n": cause.nudge.rung}

    def _moved(self, wanted_on: date, sent_on: date) -> str:
        return self.say("rehearsal.why.moved", wanted=self.day(wanted_on), day=self.day(sent_on))

    def _warnings(self, programme: Programme) -> Iterator[str]:
        if programme.unit_count == 0:
            yield self.say("rehearsal.no-units")
        elif programme.expected_count:
            yield self.say("rehearsal.supposed", n=programme.expected_count)
        for deadline, unknown in programme.refused.items():
            fix = self.say(unknown.fix_key, **unknown.values)
            yield self.say("rehearsal.refused", deadline=deadline, fix=fix)


def plain(message: Message) -> str:
    """A message as plain text, with its buttons in brackets."""
    blocks = ["".join(run.text for run in block) for block in message.blocks]
    rows = [" ".join(f"[{button.label}]" for button in row) for row in message.buttons]
    return "\n\n".join([*blocks, *(["\n".join(rows)] if rows else [])])
