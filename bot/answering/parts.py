"""Parts of a question: clauses that ask, each brought together with what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering import cues
from bot.answering.clauses import Clause
from bot.answering.comparing import measure
from bot.answering.subjects import Subject

#: Above so many units a text tells a story, and only its questions are answered.
_STORY = 45
#: What a list of events can answer about each of them.
_LISTABLE = frozenset(
    {
        "list", "programme", "when", "start", "where", "fee", "audience", "age", "status", "about",
        "register", "language", "end",
    }
)  # fmt: skip
#: What it does tell of each.
TOLD_BY_LISTS = frozenset({"when", "start", "end", "where"})
#: What only the edition as a whole has.
_OF_EDITION_ONLY = frozenset({"theme", "strands", "basis", "history"})


@dataclass(frozen=True, slots=True)
class Part:
    """A clause with what it was found to be about and to ask."""

    clause: Clause
    subject: Subject
    aspects: tuple[str, ...]

    @property
    def lists(self) -> bool:
        """Whether events that pass filters are wanted, and no single thing."""
        asked = set(self.aspects)
        return (
            bool(self.clause.asks_list or asked & {"list", "programme"} or self.clause.narrows)
            and asked <= _LISTABLE
            and (asked != {"fee"} or self.clause.narrows_to_events)
            and not self._asks_which_day
        )

    @property
    def _asks_which_day(self) -> bool:
        """Whether days are offered to choose from: "does it start on Saturday or on Sunday?"."""
        clause = self.clause
        return (
            len(clause.spans) > 1
            and bool(self.aspects)
            and set(self.aspects) <= {"when", "start", "end"}
            and not (clause.asks_list or clause.kinds or clause.is_of_edition)
        )

    @property
    def waits(self) -> bool:
        """Whether it asks something of a subject that another clause has to name."""
        return bool(self.aspects) and not self.lists and not set(self.aspects) <= _OF_EDITION_ONLY


def questions_of(clauses: list[Clause]) -> list[Clause]:
    """In a long story, the clauses that ask; those around them only tell what they are about."""
    if sum(len(clause.units) for clause in clauses) <= _STORY:
        return clauses
    asking = [each for each in clauses if each.is_interrogative and not each.says_nothing]
    if not asking:
        return [each for each in clauses if each.mentions] or clauses
    if places := [at for at, each in enumerate(asking) if each.mentions]:
        # What is asked after a name belongs to it; what came before is the story.
        return asking[places[0] :]
    named = [each for each in clauses if each.mentions]
    return [replace(each, aspects=[], weak_aspects=[]) for each in named[-1:]] + asking


def joined(parts: Sequence[Part], deadline_aspects: frozenset[str]) -> list[Part]:
    """Clauses that only name and clauses that only ask, brought together.

    A clause that asks is about the subject before it; the first ones, about the one after them.
    What is asked of things to be handed in is not asked of an event before it.
    """
    done: list[tuple[int, Part]] = []  #: each with its place among the clauses
    waiting: list[tuple[int, Part]] = []
    for place, part in enumerate(_merged(parts, deadline_aspects)):
        subject = part.subject
        has_subject = bool(subject.references or subject.candidates)
        if part.clause.says_nothing and not has_subject and len(parts) > 1:
            continue
        last = done[-1][1] if done else None
        if has_subject:
            if last and _only_names(part) and part.clause.is_elliptical:
                part = replace(part, aspects=last.aspects)  # "when are the opening and the tour?"
            if last and _is_choice(last, part):
                done.pop()  # "which talk is first, the one on maps or the one on whales?"
                part = replace(part, aspects=_of_each(last))
            done += [(before, replace(each, subject=subject)) for before, each in waiting]
            waiting = []
            done.append((place, part))
        elif part.waits and last and last.aspects and _is_unsure(last.subject):
            done.append((place, replace(part, subject=last.subject)))  # of what is unsure, too
        elif part.waits and last and _may_lend(last, part, deadline_aspects):
            lent = replace(part, subject=last.subject)
            if last.aspects:
                done.append((place, lent))
            else:
                done[-1] = (place, lent)
                _lend_back(done, part.aspects)
        elif last and _is_told(last, part):
            continue  # "which lectures are there, and where?"
        elif part.waits:
            waiting.append((place, part))
        elif part.aspects or part.clause.narrows or part.clause.content:
            done.append((place, part))
    return [part for _, part in sorted(waiting + done, key=lambda each: each[0])]


def _is_choice(last: Part, part: Part) -> bool:
    """Whether a list was asked for of which only the things named now are meant."""
    is_list = last.lists and not last.subject.references
    return is_list and len(part.subject.references) > 1 and _asks_nothing(part)


def _of_each(part: Part) -> tuple[str, ...]:
    """What a list was asked for of its events: in words, or by comparing them."""
    asked = tuple(each for each in part.aspects if each != "list")
    measured = measure(part.clause)
    return asked or ((measured,) if measured else ())


def _lend_back(done: list[tuple[int, Part]], aspects: tuple[str, ...]) -> None:
    """Ask the same of all that was named right before: "maps, whales or knots: which is free?"."""
    for at in range(len(done) - 2, -1, -1):
        place, part = done[at]
        if not part.subject.references or not _asks_nothing(part):
            return
        done[at] = (place, replace(part, aspects=aspects))


def _asks_nothing(part: Part) -> bool:
    return not (part.aspects or part.clause.narrows)


def _is_unsure(subject: Subject) -> bool:
    return bool(subject.candidates) and not subject.references


def _is_told(last: Part, part: Part) -> bool:
    """Whether the list asked for last tells what this part asks of no subject."""
    asks_no_more = not (part.clause.narrows or part.clause.content)
    is_asked = bool(part.aspects) and set(part.aspects) <= TOLD_BY_LISTS
    return last.lists and not last.subject.references and is_asked and asks_no_more


def _only_names(part: Part) -> bool:
    return _asks_nothing(part) and not part.clause.content


def _may_lend(last: Part, part: Part, deadline_aspects: frozenset[str]) -> bool:
    """Whether the subject of the last part may be this one's too."""
    references = last.subject.references
    if not references:
        return False
    is_filing = set(part.aspects) <= deadline_aspects
    return not is_filing or references[0].partition("/")[0] in ("deadline", "document", "edition")


def _merged(parts: Sequence[Part], deadline_aspects: frozenset[str]) -> list[Part]:
    """A clause that only narrows, or says who asks, made part of what is asked next.

    "My girl is four, what is there for her?" "We are a school. What do we hand in?"
    """
    merged: list[Part] = []
    for part in parts:
        before = merged[-1] if merged else None
        if before and part.clause.asks_list and _only_narrows(before):
            merged[-1] = replace(part, clause=_with_filters(part.clause, before.clause))
        elif before and _introduces(before, part, deadline_aspects):
            merged[-1] = _asked_by(before.clause, part)
        elif before and before.subject.references and _introduces(part, before, deadline_aspects):
            merged[-1] = _asked_by(part.clause, before)  # "is the tour free? My son is ten"
        else:
            merged.append(part)
    return merged


def _introduces(before: Part, part: Part, deadline_aspects: frozenset[str]) -> bool:
    """Whether a part says who asks what the other one asks of a thing, or of filing."""
    clause = before.clause
    asks = set(before.aspects) - {"age"}  # "years old" asks for it, unless one says how many
    if not cues.introduces(clause.text) or asks or clause.spans or clause.is_of_edition:
        return False
    named = (*part.subject.references, *part.subject.candidates)
    if any(not each.startswith("edition/") for each in named):
        return True
    if any(mark.is_exact for mark in clause.mentions):
        return False
    # A musician who wants to park asks for no concerts; a student may ask for what is for them.
    is_of_events = bool(clause.audiences) or clause.age_years is not None
    return bool(set(part.aspects) & deadline_aspects) or (bool(part.aspects) and not is_of_events)


def _asked_by(asker: Clause, part: Part) -> Part:
    """A part with who asks it; of an event, also whether it is for them."""
    units = [unit for unit in asker.units if unit.start not in asker.asking]
    aspects = part.aspects
    if any(each.startswith("event/") for each in part.subject.references):
        if asker.age_years is not None:
            aspects = (*aspects, "age")
        elif asker.audiences and (not aspects or "register" in aspects):
            aspects = (*aspects, "audience")
    return replace(
        part, clause=replace(part.clause, asker=units), aspects=tuple(dict.fromkeys(aspects))
    )


def _only_narrows(part: Part) -> bool:
    clause = part.clause
    narrows = clause.audiences or clause.age_years is not None or clause.spans or clause.is_free
    return bool(narrows) and not (part.aspects or part.subject.references or clause.asks_list)


def _with_filters(clause: Clause, other: Clause) -> Clause:
    return replace(
        clause,
        audiences=clause.audiences or other.audiences,
        spans=clause.spans or other.spans,
        age_years=clause.age_years if clause.age_years is not None else other.age_years,
        is_free=clause.is_free or other.is_free,
    )
