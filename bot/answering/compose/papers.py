"""Documents and notices, in words."""

from bot.answering.compose import general, when
from bot.answering.compose.context import Context, Fact, sources_of
from bot.knowledge.records import Document, Notice, Organisation, Source


def document(context: Context, document: Document) -> list[Fact]:
    """What it is, by whom, and where to get it."""
    voice, said = context.voice, general.summary(context, document)
    lines = []
    if document.number:
        lines.append(context.line("number", document.number))
    if document.issuer:
        lines.append(context.line("issuer", voice.read(document.issuer)))
    if lines:
        said.append(Fact("\n".join(lines), sources_of(document, "number")))
    said += general.text_of(context, document, "obtain", "obtain")
    return said + general.website(context, document)


def obtain(context: Context, document: Document) -> list[Fact]:
    """Where to get it."""
    return general.text_of(context, document, "obtain", "obtain") + general.website(
        context, document
    )


def in_brief(context: Context, document: Document) -> str:
    """A document with where to get it."""
    title = context.voice.read(document.title)
    where = context.voice.read(document.obtain) if document.obtain else document.url
    return context.voice.say("answering.line", label=title, value=where) if where else title


def notice_about(context: Context, notice: Notice) -> list[Fact]:
    """What it is, when it was published and by whom."""
    facts = general.summary(context, notice)
    if notice.number:
        facts.append(Fact(context.line("number", notice.number), _of_notice(notice)))
    return [*facts, *notice_dates(context, notice), *notice_issuers(context, notice)]


def notice_dates(context: Context, notice: Notice) -> list[Fact]:
    """When it was written and published."""
    lines = []
    for aspect, on in (("issued", notice.issued_on), ("published", notice.published_on)):
        if on is not None:
            lines.append(context.line(aspect, when.day(context.voice, on)))
    return [Fact("\n".join(lines), _of_notice(notice))] if lines else []


def notice_issuers(context: Context, notice: Notice) -> list[Fact]:
    """Who published it."""
    found = [context.knowledge.find(Organisation, each) for each in notice.issuers]
    names = [context.voice.read(each.title) for each in found if each is not None]
    if not names:
        return []
    return [Fact(context.line("issuer", context.voice.names(names)), _of_notice(notice))]


def _of_notice(notice: Notice) -> tuple[Source, ...]:
    """A notice is its own source."""
    return notice.sources or (Source(notice=notice.id),)
