"""How duties are said to one reader: titles, due instants, items, whom to send to and to ask.

Everything is said from typed fields of the knowledge; what it does not state is not said.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Self

from bot.answering.compose import when
from bot.answering.compose.deadlines import item_limits
from bot.answering.compose.voice import Voice
from bot.delivery.message import Block, Run
from bot.directory.records import Contact as UnitContact
from bot.directory.records import Unit
from bot.filings.records import Duty, Filer, ItemState
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.moments import is_current
from bot.knowledge.records import Contact, Deadline, Document
from bot.knowledge.text import Text
from bot.language import to_simplified
from bot.locales import Texts

#: What fits on a button of a phone beside its sign.
_LABEL_LENGTH = 24
_AFTER_EDITION = r"[\s:：,，、·\-–—的]*"


class Wording:
    """The words for one reader, at one instant.

    Args:
        voice: their language, the edition's zone, and now.
        knowledge: what is stated.
    """

    def __init__(self, voice: Voice, knowledge: Knowledge) -> None:
        self.say = voice.say
        self.voice = voice
        self._knowledge = knowledge

    @classmethod
    def at(cls, now: datetime, texts: Texts, knowledge: Knowledge) -> Self:
        """The words of a language about an edition, at an instant."""
        year = knowledge.edition.starts_on.year
        return cls(Voice(texts, zone=knowledge.zone, edition_year=year, now=now), knowledge)

    def title(self, text: Text) -> str:
        """A title without the edition's name in front, which every reader of it knows."""
        written = self.voice.read(text)
        folded = to_simplified(written)
        if len(folded) != len(written):
            return written
        ends = [found.end() for name in self._edition_names() if (found := name.match(folded))]
        rest = written[max(ends, default=0) :]
        return rest[:1].upper() + rest[1:] if len(rest) > 1 else written

    def label(self, text: Text) -> str:
        """A title, cut to what a button shows."""
        return self.brief(self.title(text))

    def brief(self, name: str) -> str:
        """A name, cut likewise."""
        return name if len(name) <= _LABEL_LENGTH else name[: _LABEL_LENGTH - 1].rstrip() + "…"

    def read(self, text: Text) -> str:
        """What a record says."""
        return self.voice.read(text)

    def names(self, names: Iterable[str]) -> str:
        """Several of a kind."""
        return self.voice.names(names)

    def unit(self, unit: Unit) -> str:
        """A unit's name."""
        return self.voice.read(unit.name)

    def moment(self, at: datetime) -> str:
        """A day with its weekday, and the hour."""
        return when.moment(self.voice, at)

    def due_moment(self, due_at: datetime) -> str:
        """The last day, or the hour on it where it does not last to its end."""
        local = due_at.astimezone(self.voice.zone)
        if local.time() == time.min:
            return when.day(self.voice, local.date() - timedelta(days=1))
        return when.moment(self.voice, local)

    def due(self, duty: Duty) -> str:
        """By when, and how much is left of it."""
        if duty.due_at is None:
            return self.say("units.due.unknown")
        said = self.due_at(duty.due_at)
        return self.say("units.due.extended", due=said) if duty.obligation.extended else said

    def due_at(self, due_at: datetime) -> str:
        """By when something is due, and how much is left of it."""
        moment = self.due_moment(due_at)
        if self.voice.now >= due_at:
            return self.say("units.due.passed", moment=moment)
        last = due_at.astimezone(self.voice.zone) - timedelta(microseconds=1)
        days = (last.date() - self.voice.today).days
        if days <= 1:
            return self.say(f"units.due.{('today', 'tomorrow')[days]}", moment=moment)
        return self.say("units.due.left", n=days, moment=moment)

    def heading(self, text: str, *lines: str) -> Block:
        """A block that begins with what matters most."""
        return [Run(text, "b"), Run("".join(f"\n{line}" for line in lines))]

    def note(self, key: str) -> Block:
        """A remark on the message itself."""
        return [Run(self.say(key), "i")]

    def open_items(self, duty: Duty, heading: str | None = None) -> list[Block]:
        """What is still to be filed, with its limits; nothing where the deadline names no items."""
        if not duty.open_items:
            return []
        is_begun = len(duty.open_items) < len(duty.items)
        key = heading or ("units.items.left" if is_begun else "units.items.all")
        return [[Run("\n".join([self.say(key), *self.item_lines(duty.open_items)]))]]

    def item_lines(self, items: Iterable[ItemState], *, limits: bool = True) -> list[str]:
        """A line for each item, with its form and its limits if they still matter."""
        return [self._item_line(item, limits=limits) for item in items]

    def where_to(self, duties: Sequence[Duty]) -> list[Block]:
        """Where to send what is owed and whom to ask: once what is the same for several."""
        titles: dict[tuple[str | None, str | None, str], dict[str, None]] = {}
        for duty in duties:
            title = self.title(duty.deadline.title)
            titles.setdefault(self._reach(duty.deadline), {})[title] = None
        blocks: list[Block] = []
        for reach, named in titles.items():
            first, *rest = self._where_to(*reach) or [[]]
            if len(titles) > 1 and first:
                first = [Run(self.names(named), "b"), Run("\n"), *first]
            blocks += [first, *rest]
        return [block for block in blocks if block]

    def office(self, deadlines: Iterable[Deadline]) -> list[Block]:
        """Whom to ask, of the organisers."""
        ids = dict.fromkeys(self._known(each.contact) for each in deadlines)
        found = [each for each in ids if each is not None]
        if not found and (general := self._known(self._knowledge.edition.contact)):
            found = [general]
        return [self._card("units.contact.ask", each) for each in found]

    def filed_by(self, by: Filer | None, at: datetime) -> str:
        """Who noted a filing, and when."""
        moment = self.moment(at)
        if by is None or by.name is None:
            return self.say("units.receipt.by-staff", moment=moment)
        return self.say("units.receipt.by", name=by.name, moment=moment)

    def person(self, contact: UnitContact) -> str:
        """A unit's contact, with the telephone number on the list."""
        return " ".join(filter(None, (contact.name, contact.phone)))

    def _item_line(self, state: ItemState, *, limits: bool) -> str:
        title = self.title(state.title)
        if not limits:
            return self.say("units.item", title=title)
        document = self._knowledge.find(Document, state.item.document)
        notes = []
        if document is not None and self.title(document.title) not in title:
            notes.append(self.say("units.item.form", form=self.title(document.title)))
        notes.append(item_limits(self.voice, state.item))
        if said := self.voice.join(filter(None, notes)):
            return self.say("units.item.limited", title=title, limits=said)
        return self.say("units.item", title=title)

    def _reach(self, deadline: Deadline) -> tuple[str | None, str | None, str]:
        """Where to send it, whom to ask (both by id), and in which way."""
        submit, ask = self._known(deadline.submit_to), self._known(deadline.contact)
        if submit is None and ask is None:
            ask = self._known(self._knowledge.edition.contact)
        how = self.say("units.contact.how", how=self.read(deadline.how)) if deadline.how else ""
        return submit, ask, how

    def _where_to(self, submit: str | None, ask: str | None, how: str) -> list[Block]:
        if submit is None:
            blocks: list[Block] = [[Run(how)]] if how else []
            return blocks + ([self._card("units.contact.ask", ask)] if ask else [])
        if ask is None or ask == submit:
            return [self._card("units.contact.both", submit, how)]
        asked = self._card("units.contact.ask", ask)
        return [self._card("units.contact.submit", submit, how), asked]

    def _card(self, key: str, id: str, how: str = "") -> Block:
        """A contact of the knowledge and how to reach it."""
        contact = self._knowledge.find(Contact, id)
        assert contact is not None, f"{id}: it was asked whether there is one"
        lines = [self.say(key, name=self._name(contact)), how]
        if contact.persons:
            persons = self.names(map(self.read, contact.persons))
            lines.append(self.say("units.contact.persons", persons=persons))
        if contact.phones:
            lines.append(self.say("units.contact.phones", phones=self.names(contact.phones)))
        if contact.emails:
            lines.append(self.say("units.contact.emails", emails=self.names(contact.emails)))
        if contact.hours:
            lines.append(self.say("units.contact.hours", hours=self.read(contact.hours)))
        return [Run("\n".join(filter(None, lines)))]

    def _name(self, contact: Contact) -> str:
        name = self.read(contact.title)
        department = self.read(contact.department) if contact.department else ""
        if not department or department in name:
            return name
        return self.say("units.contact.department", name=name, department=department)

    def _known(self, id: str | None) -> str | None:
        """The id of a contact of the knowledge, if there is one that is valid now."""
        found = self._knowledge.find(Contact, id)
        if found is None or not is_current(found, self.voice.now, self.voice.zone):
            return None
        return found.id

    def _edition_names(self) -> Iterable[re.Pattern[str]]:
        """What a title may begin with and need not: the edition's names, perhaps after a year."""
        edition = self._knowledge.edition
        names = {to_simplified(each) for each in [*edition.title.as_written(), *edition.aliases]}
        return [
            re.compile(rf"(?:{edition.starts_on.year}\s*年?\s*)?{re.escape(name)}{_AFTER_EDITION}")
            for name in names
        ]
