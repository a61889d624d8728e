"""Who may come to an event and on what conditions: audience, fee, registration, people."""

from datetime import datetime

from bot.answering.compose import contacts, events, general, papers, when
from bot.answering.compose.context import Context, Fact, sources_of
from bot.knowledge.records import (
    Audience,
    Contact,
    Document,
    Event,
    Registration,
    Term,
)
from bot.knowledge.text import Text
from bot.knowledge.values import Moment


def fee(context: Context, event: Event) -> list[Fact]:
    """What it costs."""
    voice, fee = context.voice, event.fee
    if fee is None or (fee.free is None and fee.text is None):
        return []
    said = [voice.read(fee.text)] if fee.text else []
    if fee.free is not None:
        word = voice.say("answering.fee.free" if fee.free else "answering.fee.charged")
        if not said or (fee.free and word.lower() not in said[0].lower()):
            said.insert(0, word)
    return [Fact(context.line("fee", voice.join(said)), sources_of(event, "fee"))]


def register(context: Context, event: Event) -> list[Fact]:
    """Whether and how one registers, from when and until when."""
    registration = event.registration
    if registration is None:
        return []
    lines = _registration_lines(context, registration)
    if not lines:
        return []
    contact = context.knowledge.find(Contact, registration.contact)
    if contact is not None and context.current(contact):
        lines.append(context.line("contact", contacts.in_brief(context, contact)))
    return [Fact("\n".join(lines), sources_of(event, "registration"))]


def register_in_brief(context: Context, event: Event) -> list[Fact]:
    """Whether one registers, and until when."""
    registration = event.registration
    if registration is None:
        return []
    lines = _registration_lines(context, registration)
    return [Fact("\n".join(lines), sources_of(event, "registration"))] if lines else []


def closes(context: Context, event: Event) -> list[Fact]:
    """Until when one registers."""
    registration = event.registration
    if registration is None or registration.closes is None:
        return []
    return [Fact(_closing_line(context, registration.closes), sources_of(event, "registration"))]


def _registration_lines(context: Context, registration: Registration) -> list[str]:
    voice = context.voice
    said = []
    if registration.required is not None:
        key = "required" if registration.required else "not-required"
        said.append(voice.say(f"answering.register.{key}"))
    if registration.how:
        said.append(voice.read(registration.how))
    lines = [context.line("register", voice.join(said))] if said else []
    if registration.url:
        lines.append(context.line("register_url", registration.url))
    if registration.opens:
        moment = when.moment(voice, registration.opens)
        key = "opens" if _is_ahead(context, registration.opens) else "opened"
        lines.append(voice.say(f"answering.register.{key}", moment=moment))
    if registration.closes:
        lines.append(_closing_line(context, registration.closes))
    return lines


def _closing_line(context: Context, closes: Moment) -> str:
    moment = when.moment(context.voice, closes)
    if not _is_ahead(context, closes, whole_day=True):
        return context.voice.say("answering.register.closed", moment=moment)
    key = "closes" if isinstance(closes, datetime) else "closes-day"
    return context.voice.say(f"answering.register.{key}", moment=moment)


def _is_ahead(context: Context, at: Moment, *, whole_day: bool = False) -> bool:
    """Whether it has not come yet; a whole day has come when it is over."""
    if isinstance(at, datetime):
        return context.voice.now < at
    return at >= context.voice.today if whole_day else at > context.voice.today


def audience(context: Context, event: Event) -> list[Fact]:
    """For whom it is, and from what age."""
    if event.audience is None:
        return []
    said = audience_words(context, event.audience)
    if not said:
        return []
    return [Fact(context.line("audience", said), sources_of(event, "audience"))]


def audience_words(context: Context, audience: Audience) -> str:
    """For whom it is, without a label; empty where nothing is stated."""
    voice = context.voice
    if audience.text:
        said = [voice.read(audience.text)]
    else:
        groups = [group_word(context, each) for each in audience.groups]
        said = [voice.names(groups)] if groups else []
    ages = _ages(context, audience)
    if ages and not any(char.isdecimal() for part in said for char in part):
        said.append(ages)
    return voice.join(said)


def age(context: Context, event: Event) -> list[Fact]:
    """From what age and up to what age, if ages or a text that may name them are stated."""
    stated = event.audience
    if stated is None:
        return []
    has_bounds = stated.min_age_years is not None or stated.max_age_years is not None
    if has_bounds or "everyone" in stated.groups or _names_age(context, stated.text):
        return audience(context, event)
    return []


def _names_age(context: Context, text: Text | None) -> bool:
    return text is not None and any(char.isdecimal() for char in context.voice.read(text))


def group_word(context: Context, group: str) -> str:
    """The word for a group of people."""
    term = context.knowledge.find(Term, group)
    if term is not None and term.of == "audience":
        return context.voice.read(term.title)
    try:
        return context.voice.say(f"answering.audience.{group}")
    except KeyError:
        return group


def _ages(context: Context, audience: Audience) -> str:
    low, high = audience.min_age_years, audience.max_age_years
    if low is not None and high is not None:
        return context.voice.say("answering.age.between", low=low, high=high)
    if low is not None:
        return context.voice.say("answering.age.from", low=low)
    if high is not None:
        return context.voice.say("answering.age.to", high=high)
    return ""


def partners(context: Context, event: Event) -> list[Fact]:
    """With whom it is held."""
    return general.text_of(context, event, "partner", "partners")


def documents(context: Context, event: Event) -> list[Fact]:
    """The documents that belong to it."""
    found = [context.knowledge.find(Document, each) for each in event.documents]
    lines = [papers.in_brief(context, each) for each in found if each is not None]
    if not lines:
        return []
    text = context.line("documents", "\n".join(lines))
    return [Fact(text, sources_of(event, "documents"))]


def languages(context: Context, event: Event) -> list[Fact]:
    """In which language it is held."""
    in_general = general.text_of(context, event, "language", "language")
    lines = []
    for slot in context.programme.of(event):
        if slot.session.language:
            day = when.stretch(context.voice, slot.start, slot.end)
            language = context.voice.read(slot.session.language)
            lines.append(context.voice.say("answering.line", label=day, value=language))
    if not lines:
        return in_general
    return [*in_general, Fact("\n".join(lines), sources_of(event, "sessions"))]


def capacity(context: Context, event: Event) -> list[Fact]:
    """For how many persons there is room, and what is said of single times, such as "sold out"."""
    noted = events.times(context, event) if any(s.note for s in event.sessions) else []
    if event.capacity is None:
        return noted
    value = context.voice.say("answering.persons", n=event.capacity)
    return [Fact(context.line("capacity", value), sources_of(event, "capacity")), *noted]


def people(context: Context, event: Event) -> list[Fact]:
    """Who speaks, plays or guides."""
    return general.text_of(context, event, "people", "people")


def organisers(context: Context, event: Event) -> list[Fact]:
    """Who organises it, and with whom."""
    return general.organisers(context, event, event.organisers) + partners(context, event)
