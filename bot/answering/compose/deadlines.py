"""What is due, by when and to whom, in words."""

import re
from datetime import timedelta
from itertools import chain

from bot.answering.compose import contacts, papers, when
from bot.answering.compose.context import Context, Fact, sources_of
from bot.answering.compose.voice import Voice
from bot.knowledge.records import Contact, Deadline, Document, Item, Organisation

#: Farther away than this, the days that are left say nothing.
_COUNTDOWN_DAYS = 30


def due(context: Context, deadline: Deadline) -> list[Fact]:
    """By when; how much is left of it, or that it has passed."""
    voice = context.voice
    ends_at = context.programme.due_at(deadline).astimezone(voice.zone)
    is_day = deadline.due.at is None and deadline.due.at_time is None
    last_day = (ends_at - timedelta(microseconds=1)).date()
    moment = when.day(voice, last_day) if is_day else when.moment(voice, ends_at)
    # A filing at the very instant is in time; one on the day is too, however late.
    has_passed = voice.now >= ends_at if is_day else voice.now > ends_at
    if has_passed:
        lines = [context.line("due", voice.say("answering.due.passed", moment=moment))]
        if deadline.late:
            lines.append(context.line("late", voice.read(deadline.late)))
    else:
        key = "answering.due.day" if is_day else "answering.due.instant"
        left = countdown(context, (last_day - voice.today).days)
        lines = [context.line("due", voice.say(key, moment=moment) + left)]
    lines += _relative(context, deadline)
    return [Fact("\n".join(lines), sources_of(deadline, "due"))]


def countdown(context: Context, days_left: int) -> str:
    """How many days are left, in brackets; nothing when they are many."""
    if days_left > _COUNTDOWN_DAYS or days_left < 0:
        return ""
    if days_left <= 1:
        return context.voice.say(f"answering.due.{('today', 'tomorrow')[days_left]}")
    return context.voice.say("answering.due.left", n=days_left)


def _relative(context: Context, deadline: Deadline) -> list[str]:
    if deadline.due.days_before is None or deadline.due.before is None:
        return []
    before = context.programme.referred(deadline.due.before)
    if before is None:
        return []
    kind = "working-days" if deadline.due.working_days else "days"
    return [
        context.voice.say(
            f"answering.due.{kind}-before",
            n=deadline.due.days_before,
            what=context.voice.read(before.title),
        )
    ]


def owed(context: Context, deadline: Deadline) -> list[Fact]:
    """What is to be handed in, with forms and limits."""
    if not deadline.items:
        return []
    lines = [context.voice.say("answering.owed.heading")]
    lines += [_bullet(context, _item(context, each)) for each in deadline.items]
    return [Fact("\n".join(lines), sources_of(deadline, "items"))]


def forms(context: Context, deadline: Deadline) -> list[Fact]:
    """The forms, with where to get them; without any, all that is to be handed in."""
    found = [context.knowledge.find(Document, each.document) for each in deadline.items]
    lines = [_bullet(context, papers.in_brief(context, each)) for each in found if each is not None]
    if not lines:
        return owed_and_due(context, deadline)
    sources = [sources_of(each) for each in found if each is not None]
    return [Fact("\n".join(lines), tuple(dict.fromkeys(chain.from_iterable(sources))))]


def owed_and_due(context: Context, deadline: Deadline) -> list[Fact]:
    """What is to be handed in, and by when."""
    items = owed(context, deadline)
    return items + due(context, deadline) if items else []


def limits(context: Context, deadline: Deadline) -> list[Fact]:
    """Formats, sizes and lengths, of the things that have any."""
    lines = []
    for each in deadline.items:
        if bounds := item_limits(context.voice, each):
            title = context.voice.read(each.title)
            value = context.voice.say("answering.line", label=title, value=bounds)
            lines.append(_bullet(context, value))
    return [Fact("\n".join(lines), sources_of(deadline, "items"))] if lines else []


def submit_to(context: Context, deadline: Deadline) -> list[Fact]:
    """To whom, with how to reach them, and in which way."""
    contact = context.knowledge.find(Contact, deadline.submit_to)
    facts = []
    if contact is not None and context.current(contact):
        text = context.line("submit_to", contacts.card(context, contact).text)
        sources = sources_of(deadline, "submit_to") + sources_of(contact)
        facts.append(Fact(text, tuple(dict.fromkeys(sources))))
    return facts + how(context, deadline)


def how_and_to(context: Context, deadline: Deadline) -> list[Fact]:
    """In which way it is handed in, with the number or address to which."""
    facts = how(context, deadline)
    return facts + _to(context, deadline) if facts else []


def _to(context: Context, deadline: Deadline) -> list[Fact]:
    contact = context.knowledge.find(Contact, deadline.submit_to)
    if contact is None or not context.current(contact):
        return []
    text = context.line("submit_to", contacts.in_brief(context, contact))
    return [Fact(text, sources_of(deadline, "submit_to"))]


def how(context: Context, deadline: Deadline) -> list[Fact]:
    """In which way it is handed in."""
    return _text(context, deadline, "submit_how", "how")


def late(context: Context, deadline: Deadline) -> list[Fact]:
    """What is stated about being late."""
    return _text(context, deadline, "late", "late")


def afterwards(context: Context, deadline: Deadline) -> list[Fact]:
    """What becomes of it."""
    return _text(context, deadline, "afterwards", "afterwards")


def applies_to(context: Context, deadline: Deadline) -> list[Fact]:
    """Who owes it."""
    if deadline.applies_to:
        return _text(context, deadline, "applies_to", "applies_to")
    found = [context.knowledge.find(Organisation, each) for each in deadline.units]
    names = [context.voice.read(each.title) for each in found if each is not None]
    if not names:
        return []
    text = context.line("applies_to", context.voice.names(names))
    return [Fact(text, sources_of(deadline, "units"))]


def about(context: Context, deadline: Deadline) -> list[Fact]:
    """By when, what, who and to whom."""
    facts = due(context, deadline) + owed(context, deadline) + applies_to(context, deadline)
    return facts + _to(context, deadline) + how(context, deadline)


def _text(context: Context, deadline: Deadline, aspect: str, field: str) -> list[Fact]:
    text = getattr(deadline, field)
    if text is None:
        return []
    return [Fact(context.line(aspect, context.voice.read(text)), sources_of(deadline, field))]


def _bullet(context: Context, text: str) -> str:
    return context.voice.say("answering.bullet", text=text)


def _item(context: Context, item: Item) -> str:
    voice = context.voice
    title = voice.read(item.title)
    notes = []
    document = context.knowledge.find(Document, item.document)
    if document is not None and voice.read(document.title) not in title:
        notes.append(voice.say("answering.owed.form", form=voice.read(document.title)))
    if limits := item_limits(voice, item):
        notes.append(limits)
    if not notes:
        return title
    return voice.say("answering.owed.item", title=title, notes=voice.join(notes))


def item_limits(voice: Voice, item: Item) -> str:
    """The bounds of an item and its note, unless that says them once more; empty without any."""
    bounds = _bounds(voice, item)
    note = voice.read(item.note) if item.note else ""
    if note and not _says_again(note, bounds):
        return voice.join(filter(None, (bounds, note)))
    return bounds


def _says_again(note: str, bounds: str) -> bool:
    """Whether a note gives the numbers once more that the bounds give."""
    numbers = set(re.findall(r"[0-9.]+", note))
    return bool(numbers) and numbers <= set(re.findall(r"[0-9.]+", bounds))


def _bounds(voice: Voice, item: Item) -> str:
    bounds = []
    if item.max_video_minutes is not None:
        length = when.length(voice, timedelta(minutes=item.max_video_minutes))
        bounds.append(voice.say("answering.owed.video", length=length))
    if item.max_file_mb is not None:
        bounds.append(voice.say("answering.owed.size", size=f"{item.max_file_mb:g}"))
    if item.formats:
        bounds.append(voice.say("answering.owed.formats", formats=voice.names(item.formats)))
    return voice.join(bounds)
