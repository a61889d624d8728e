"""What composing stands on, and the smallest thing that it says: a fact with its sources."""

from dataclasses import dataclass

from bot.answering.compose.programme import Programme
from bot.answering.compose.voice import Voice
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Record, Source, Term


@dataclass(frozen=True, slots=True)
class Fact:
    r"""Something stated, in words; lines end in \\n but for the last."""

    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The knowledge, and the reader that it is told to."""

    knowledge: Knowledge
    programme: Programme
    voice: Voice

    def current(self, record: Record | None) -> bool:
        """Whether there is this record and it holds now."""
        return record is not None and self.programme.is_current(record, self.voice.now)

    def label(self, aspect: str) -> str:
        """What a line about this aspect begins with."""
        return self._named("label", aspect)

    def noun(self, aspect: str) -> str:
        """The aspect's name inside a sentence."""
        return self._named("aspect", aspect)

    def line(self, aspect: str, value: str) -> str:
        """A line about an aspect."""
        return self.voice.say("answering.line", label=self.label(aspect), value=value)

    def _named(self, domain: str, aspect: str) -> str:
        term = self.knowledge.find(Term, aspect)
        if term is not None and term.of == "aspect":
            return self.voice.read(term.title)
        try:
            return self.voice.say(f"answering.{domain}.{aspect}")
        except KeyError:  # an id that only this edition's details use
            return self.voice.say(f"answering.{domain}.unknown")


def sources_of(record: Record, *fields: str) -> tuple[Source, ...]:
    """Where fields of a record are stated: each one's own place, or else the record's."""
    own = tuple(record.field_sources[each] for each in fields if each in record.field_sources)
    return own if own and len(own) == len(fields) else tuple(dict.fromkeys(own + record.sources))


def merged(facts: list[Fact]) -> tuple[Source, ...]:
    """The sources of several facts, each once."""
    return tuple(dict.fromkeys(source for fact in facts for source in fact.sources))
