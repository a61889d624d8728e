"""`check`: whether a knowledge file can be used, and everything that is wrong with it if not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.answering.words import known_ids
from bot.cli import options
from bot.cli.inputs import KnowledgeFileRefused, content_of, language_option, settings_of
from bot.cli.instants import instant_of
from bot.cli.speech import Speech
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import KnowledgeRefused, read, remarks
from bot.locales import Texts

#: Exit status for a file that is readable and not valid.
NOT_VALID = 1


def command(
    context: options.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", show_default=False)] = None,
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Validate a knowledge file; the configured one if none is named."""
    speech: Speech = context.obj
    texts = speech.texts
    language_option(lang)
    path = settings_of(config, file or data).knowledge.path
    content = content_of(path)
    try:
        knowledge = read(content, known=known_ids())
    except KnowledgeRefused as refusal:
        if not any(problem.place for problem in refusal.problems):
            raise KnowledgeFileRefused(path, refusal) from None  # it is not even JSON
        typer.echo(refusal.text(texts))
        raise typer.Exit(NOT_VALID) from None
    if now is not None:
        instant_of(now, knowledge.zone)
    for remark in remarks(knowledge):
        typer.echo(remark.text(texts))
    typer.echo(texts("cli.check.ok", counts=texts("cli.check.and").join(_counts(knowledge, texts))))


def _counts(knowledge: Knowledge, texts: Texts) -> Iterator[str]:
    """How many records there are of each kind, such as "12 events"."""
    for table, records in knowledge.tables.items():
        if records and table != "edition":
            yield texts(f"cli.check.count.{table}", n=len(records))
