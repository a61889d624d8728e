"""What any kind of record may state: what it is, its page, its contact, its source."""

from collections.abc import Iterable

from bot.answering.compose import contacts, when
from bot.answering.compose.context import Context, Fact, merged, sources_of
from bot.knowledge.records import Notice, Organisation, Record
from bot.knowledge.text import Text


def summary(context: Context, record: Record) -> list[Fact]:
    """What it is, in a sentence or two."""
    if record.summary is None:
        return []
    return [Fact(context.voice.read(record.summary), sources_of(record, "summary"))]


def text_of(context: Context, record: Record, aspect: str, field: str) -> list[Fact]:
    """A field that is a text, as a labelled line."""
    text: Text | None = getattr(record, field)
    if text is None:
        return []
    return [Fact(context.line(aspect, context.voice.read(text)), sources_of(record, field))]


def website(context: Context, record: Record) -> list[Fact]:
    """The page of a record."""
    if record.url is None:
        return []
    return [Fact(context.line("website", record.url), sources_of(record, "url"))]


def contact_of(context: Context, record: Record) -> list[Fact]:
    """Whom to call or to write to about a record."""
    facts = [contacts.card(context, each) for each in contacts.of_record(context, record)]
    if len(facts) < 2:
        return facts
    return [Fact("\n\n".join(fact.text for fact in facts), merged(facts))]


def source(context: Context, record: Record) -> list[Fact]:
    """In which notices a record is stated."""
    voice, lines = context.voice, []
    sources = sources_of(record)
    for each in sources:
        notice = context.knowledge.find(Notice, each.notice)
        if notice is None:
            continue
        said = [voice.read(notice.title)]
        if notice.number:
            said.append(notice.number)
        if (issued := notice.published_on or notice.issued_on) is not None:
            said.append(when.day(voice, issued))
        if each.clause:
            said.append(voice.say("answering.source.clause", clause=voice.read(each.clause)))
        lines.append(voice.join(said))
    return [Fact(context.line("source", "\n".join(lines)), sources)] if lines else []


def organisers(context: Context, record: Record, ids: Iterable[str]) -> list[Fact]:
    """Who organises it."""
    found = [context.knowledge.find(Organisation, each) for each in ids]
    names = [context.voice.read(each.title) for each in found if each is not None]
    if not names:
        return []
    text = context.line("organiser", context.voice.names(names))
    return [Fact(text, sources_of(record, "organisers"))]
