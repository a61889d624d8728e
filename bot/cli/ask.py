"""`ask`: a question at the command line, or many from another program."""

import asyncio
import sys
from typing import Annotated

import typer

from bot.building import AnswererBuilder
from bot.cli import options
from bot.cli.inputs import clock_of, language_option, read_knowledge, settings_of
from bot.cli.lines import LineRefused, answer_line, read_line, refusal_line
from bot.cli.rendering import plain_text, source_lines
from bot.cli.speech import Speech
from bot.enquiries import Enquiries
from bot.language import Language
from bot.locales import Texts
from bot.settings import SettingRefused


def command(
    context: options.Context,
    question: Annotated[str | None, typer.Argument(show_default=False)] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl")] = False,
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Answer one question, or lines of them."""
    if (question is None) is not jsonl:
        raise SettingRefused("ask", fix_key="cli.option.question")
    speech: Speech = context.obj
    language = language_option(lang)
    settings = settings_of(config, data)
    # Most questions need no model, so that it is loaded by the first that does.
    build = AnswererBuilder(speech.every, settings.answers.embeddings, warm=False)
    knowledge = read_knowledge(settings.knowledge.path)
    enquiries = Enquiries(knowledge, build, clock_of(now, knowledge.zone))
    if question is None:
        asyncio.run(_answer_lines(enquiries, language, speech.texts))
    else:
        asyncio.run(_answer(enquiries, question, language, speech))


async def _answer(
    enquiries: Enquiries, question: str, language: Language | None, speech: Speech
) -> None:
    answer = await enquiries.ask(question, conversation="here", language=language)
    typer.echo(plain_text(answer))
    for line in source_lines(answer, enquiries.knowledge, speech.every[answer.language]):
        typer.echo(line)


async def _answer_lines(enquiries: Enquiries, language: Language | None, texts: Texts) -> None:
    """Answer each line of standard input before the next is read."""
    zone = enquiries.knowledge.zone
    for number, content in enumerate(sys.stdin.buffer):
        if not content.strip():
            continue
        try:
            line = read_line(content, zone)
        except LineRefused as refusal:
            reply = refusal_line(refusal, texts)
        else:
            # A line with no conversation is a chat of its own.
            alone = line.conversation is None
            answer = await enquiries.ask(
                line.text,
                conversation=f"line {number}" if alone else f"chat {line.conversation}",
                language=line.language or language,
                now=line.now,
            )
            reply = answer_line(line.id, answer, enquiries.knowledge)
        sys.stdout.buffer.write(reply)
        sys.stdout.buffer.flush()
