"""The edition as a whole, and what is stated with each of its deadlines."""

from collections.abc import Callable

from bot.answering.compose import events, general, papers, when
from bot.answering.compose.context import Context, Fact, merged, sources_of
from bot.knowledge.records import Contact, Deadline, Document, Edition, Organisation, Record


def about(context: Context, edition: Edition) -> list[Fact]:
    """What it is, when, about what and by whom."""
    return [
        *general.summary(context, edition),
        *dates(context, edition),
        *theme(context, edition),
        *organisers(context, edition),
    ]


def dates(context: Context, edition: Edition) -> list[Fact]:
    """Its first and its last day."""
    voice = context.voice
    dates = when.days(voice, edition.starts_on, edition.ends_on)
    line = context.line("when", dates)
    if voice.today > edition.ends_on:
        line += voice.say("answering.when.over")
    elif voice.today >= edition.starts_on:
        line += voice.say("answering.when.running")
    return [Fact(line, sources_of(edition, "starts_on", "ends_on"))]


def counted_down(context: Context, edition: Edition) -> list[Fact]:
    """How many days it is until its first day, and its days."""
    if context.voice.today > edition.starts_on:
        return dates(context, edition)
    return [events.days_until(context, edition, edition.starts_on), *dates(context, edition)]


def ends(context: Context, edition: Edition) -> list[Fact]:
    """Its last day."""
    line = context.line("end", when.day(context.voice, edition.ends_on))
    return [Fact(line, sources_of(edition, "ends_on"))]


def lasts(context: Context, edition: Edition) -> list[Fact]:
    """How many days it has."""
    days = (edition.ends_on - edition.starts_on).days + 1
    value = context.voice.say("answering.length.days", n=days)
    fact = Fact(context.line("duration", value), sources_of(edition, "starts_on", "ends_on"))
    return [fact, *dates(context, edition)]


def status(context: Context, edition: Edition) -> list[Fact]:
    """Whether it takes place, as far as that is stated."""
    planned = [] if context.voice.today > edition.ends_on else [events.planned(context, edition)]
    return [*planned, *dates(context, edition), *changes(context, edition)]


def changes(context: Context, _record: Record) -> list[Fact]:
    """Every event that is cancelled, moved, postponed or online instead."""
    voice, found = context.voice, []
    for event in context.programme.changed:
        if context.current(event):
            mark = events.mark(context, events.status_of(context, event))
            title = voice.say(
                "answering.status.title-mark", title=voice.read(event.title), mark=mark
            )
            found.append(Fact(voice.say("answering.bullet", text=title), sources_of(event)))
    if not found:
        return []
    text = "\n".join([voice.say("answering.status.changed"), *(fact.text for fact in found)])
    return [Fact(text, merged(found))]


def theme(context: Context, edition: Edition) -> list[Fact]:
    """Its theme."""
    return general.text_of(context, edition, "theme", "theme")


def documents(context: Context, _edition: Edition) -> list[Fact]:
    """Every form and notice of it."""
    found = [each for each in context.knowledge.all(Document) if context.current(each)]
    if not found:
        return []
    lines = [
        context.voice.say("answering.bullet", text=papers.in_brief(context, each)) for each in found
    ]
    sources = merged([Fact("", sources_of(each)) for each in found])
    return [Fact("\n".join(lines), sources)]


def each_deadline(
    teller: Callable[[Context, Deadline], list[Fact]],
) -> Callable[[Context, Record], list[Fact]]:
    """Of every deadline that holds, the next one first, under its name."""

    def tell(context: Context, record: Record) -> list[Fact]:
        found = [each for each in context.knowledge.all(Deadline) if context.current(each)]
        if isinstance(record, Document):
            found = [each for each in found if record.id in {item.document for item in each.items}]
        if isinstance(record, Contact):
            found = [each for each in found if each.submit_to == record.id]
        if isinstance(record, Organisation):
            found = [each for each in found if record.id in each.units]
        now = context.voice.now
        found.sort(
            key=lambda each: (
                context.programme.due_at(each) < now,
                context.programme.due_at(each),
            )
        )
        facts = []
        for each in found:
            if told := teller(context, each):
                text = "\n".join([context.voice.read(each.title), *(fact.text for fact in told)])
                facts.append(Fact(text, merged(told)))
        return facts

    return tell


def organisers(context: Context, edition: Edition) -> list[Fact]:
    """Who organises it."""
    return general.organisers(context, edition, edition.organisers)
