"""An answer as a person reads it in a terminal: plain text."""

from collections.abc import Iterator
from typing import Any

from bot.answering.model import Answer, Kind
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Notice, Source
from bot.language import Language
from bot.locales import Texts


def plain_text(answer: Answer) -> str:
    """The whole answer; where it offers a choice, the choices too."""
    lines: list[str] = []
    for statement in answer.statements:
        if statement.heading:  # a new thing begins
            lines += ["", statement.heading]
        lines.append(statement.text.strip())
    if answer.kind is Kind.CLARIFY:
        lines += ["", *(f"· {choice.label}" for choice in answer.suggestions)]
    return "\n".join(lines).strip()


def source_lines(answer: Answer, knowledge: Knowledge, texts: Texts) -> Iterator[str]:
    """One line for each place where the answer is stated."""
    for source in answer.sources:
        notice = knowledge.find(Notice, source.notice)
        title = notice.title.in_(texts.language) if notice else source.notice
        if source.clause is None:
            yield texts("cli.source", title=title)
        else:
            clause = source.clause.in_(texts.language)
            yield texts("cli.source-clause", title=title, clause=clause)


def source_object(source: Source, knowledge: Knowledge, language: Language) -> dict[str, Any]:
    """A source as JSON: the notice's id, title and date, and the clause; None where not stated."""
    notice = knowledge.find(Notice, source.notice)
    published_on = notice.published_on or notice.issued_on if notice else None
    return {
        "notice": source.notice,
        "title": notice.title.in_(language) if notice else None,
        "clause": source.clause.in_(language) if source.clause else None,
        "date": published_on.isoformat() if published_on else None,
    }
