"""Rendering: an Answer becomes what Telegram shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date

from bot.answering.model import Answer, Suggestion
from bot.channels.telegram.buttons import (
    MAX_SOURCES,
    AskAbout,
    Buttons,
    ChooseLanguage,
    Press,
    ShowSources,
    source_name,
)
from bot.channels.telegram.splitting import MAX_CAPTION_UNITS, split, units
from bot.delivery.message import Block, Message, Run
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Notice, Organisation, Source
from bot.language import Language
from bot.locales import Texts

_MAX_SUGGESTIONS = 8
_MAX_LABEL = 60  #: a button shows no more
_PAIR_UNITS = 16  #: two labels of this length stand beside each other on a phone
_SHORT_SOURCES = 3
_KEPT_ANSWERS = 256


#: Rows of buttons that are not yet of any chat: each with its label and what it asks.
Rows = Sequence[Sequence[tuple[str, Press]]]
#: Rows of buttons, as the Bot API takes them: each with its text and callback_data.
Button = Mapping[str, str]
Keyboard = Sequence[Sequence[Button]]


@dataclass(frozen=True, slots=True)
class Reply:
    """One or more messages, as HTML; the keyboard belongs to the last."""

    messages: tuple[str, ...]
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class _Written:
    """An answer as everybody gets it who is given this one."""

    answer: Answer
    messages: tuple[str, ...]
    rows: Rows


class Renderer:
    """Turns answers and the bot's own words into replies.

    Args:
        texts: the words of every language.
        buttons: writes their data.
    """

    def __init__(self, texts: Mapping[Language, Texts], buttons: Buttons) -> None:
        self._texts = texts
        self._buttons = buttons
        self._written: dict[int, _Written] = {}

    def text(self, key: str, language: Language, **values: object) -> str:
        """Some of the bot's own words, plain."""
        return self._texts[language](key, **values)

    def words(self, key: str, language: Language, **values: object) -> Reply:
        """Some of the bot's own words as a reply."""
        return self.plain(self.text(key, language, **values))

    def plain(self, text: str) -> Reply:
        """A text of any length as a reply."""
        return Reply(split([[Run(text)]]))

    def message(self, message: Message, chat_id: int) -> Reply:
        """A message of any service."""
        rows = [[(each.label, each.action) for each in row] for row in message.buttons]
        return Reply(split(message.blocks), self._keyboard(rows, chat_id))

    def caption(self, message: Message, chat_id: int) -> Reply:
        """A message as it stands under a picture: as much of it as there is room for."""
        first, *_ = split(message.blocks, MAX_CAPTION_UNITS)
        return replace(self.message(message, chat_id), messages=(first,))

    def answer(self, answer: Answer, knowledge: Knowledge, chat_id: int) -> Reply:
        """An answer, with a short line for its sources and its suggestions as buttons."""
        written = self._write(answer, knowledge)
        return Reply(written.messages, self._keyboard(written.rows, chat_id))

    def inline_answer(self, answer: Answer, knowledge: Knowledge) -> tuple[str, str]:
        """An answer as one message for any chat, with no buttons; its title and its HTML."""
        first = answer.statements[0] if answer.statements else None
        title = (first.heading or first.text.partition("\n")[0]) if first else ""
        messages = self._write(answer, knowledge).messages
        return title[:_MAX_LABEL], messages[0] if messages else ""

    def sources(self, sources: Iterable[Source], knowledge: Knowledge, language: Language) -> Reply:
        """The sources of an answer in full."""
        blocks = [
            self._full_source(notice_id, clauses, knowledge, language)
            for notice_id, clauses in self._by_notice(sources, language).items()
        ]
        if not blocks:
            return self.words("telegram.source-gone", language)
        note = self.text(f"telegram.authoritative.{knowledge.edition.language}", language)
        return Reply(split([*blocks, [Run(note, "i")]]))

    def greeting(
        self,
        key: str,
        suggestions: Sequence[Suggestion],
        knowledge: Knowledge,
        language: Language,
        chat_id: int,
        *,
        commands: Mapping[str, str],
    ) -> Reply:
        """Some of the bot's own words about the edition, with what may be asked as buttons.

        Args:
            key: of the words.
            suggestions: what may be asked.
            knowledge: of the edition.
            language: of the reader.
            chat_id: where it is read.
            commands: more that this reader can do, each with the key of its words; mostly none.
        """
        title = knowledge.edition.title.in_(language)
        blocks = [[Run(title, "b")], [Run(self.text(key, language))]]
        if commands:
            lines = "".join(
                f"\n/{name} {self.text(text, language)}" for name, text in commands.items()
            )
            blocks.append([Run(self.text("commands.yours", language), "b"), Run(lines)])
        rows = _suggestions(suggestions, language)
        return Reply(split(blocks), self._keyboard(rows, chat_id))

    def language_choice(self, language: Language, chat_id: int) -> Reply:
        """The question which language to answer in."""
        options: list[Language | None] = [*Language, None]
        buttons = [
            (self.text(f"telegram.language.{each or 'auto'}", language), ChooseLanguage(each))
            for each in options
        ]
        question = self.text("telegram.language.question", language)
        keyboard = self._keyboard([buttons[:2], buttons[2:]], chat_id)
        return Reply(split([[Run(question)]]), keyboard)

    def _write(self, answer: Answer, knowledge: Knowledge) -> _Written:
        """An answer as HTML and what its buttons ask; written once where many get the same."""
        if (known := self._written.get(id(answer))) is not None:
            return known
        rows = _suggestions(answer.suggestions, answer.language)
        if answer.sources:
            names = tuple(source_name(source) for source in answer.sources[:MAX_SOURCES])
            label = self.text("telegram.source-button", answer.language)
            rows.append([(label, ShowSources(answer.language, names))])
        if len(self._written) >= _KEPT_ANSWERS:
            self._written.clear()
        # With the answer itself, so that no other takes its id.
        written = _Written(answer, split(self._blocks(answer, knowledge)), rows)
        self._written[id(answer)] = written
        return written

    def _keyboard(self, rows: Rows, chat_id: int) -> Keyboard:
        """The buttons, signed for a chat."""
        return [
            [
                {"text": label, "callback_data": self._buttons.pack(press, chat_id)}
                for label, press in row
            ]
            for row in rows
        ]

    def _blocks(self, answer: Answer, knowledge: Knowledge) -> list[Block]:
        blocks: list[Block] = []
        for statement in answer.statements:
            if statement.heading:
                blocks.append([Run(statement.heading, "b"), Run(f"\n{statement.text}")])
            elif blocks:
                # No heading: it goes on about the same thing, and needs no line between.
                blocks[-1] = [*blocks[-1], Run(f"\n{statement.text}")]
            else:
                blocks.append([Run(statement.text)])
        if line := self._short_sources(answer.sources, knowledge, answer.language):
            blocks.append([Run(line, "i")])
        return blocks

    def _short_sources(
        self, sources: Sequence[Source], knowledge: Knowledge, language: Language
    ) -> str:
        """The notices and clauses in one line; empty where there are none."""
        clauses = self._by_notice(sources[:_SHORT_SOURCES], language)
        separator = self.text("telegram.source-separator", language)
        named = [
            self.text(
                "telegram.source-short",
                language,
                title=_title(notice, knowledge, language),
                clause=separator.join(places),
            ).strip(" ,，")
            for notice, places in clauses.items()
        ]
        if not named:
            return ""
        more = "…" if len(sources) > _SHORT_SOURCES else ""
        return f"📎 {separator.join(named)}{more}"

    def _by_notice(self, sources: Iterable[Source], language: Language) -> dict[str, list[str]]:
        """The clauses of each notice, each once, in the order of the sources."""
        clauses: dict[str, list[str]] = {}
        for source in sources:
            places = clauses.setdefault(source.notice, [])
            place = source.clause.in_(language) if source.clause is not None else None
            if place is not None and place not in places:
                places.append(place)
        return clauses

    def _full_source(
        self, notice_id: str, clauses: Sequence[str], knowledge: Knowledge, language: Language
    ) -> Block:
        runs = [Run(_title(notice_id, knowledge, language), "b")]
        notice = knowledge.find(Notice, notice_id)
        separator = self.text("telegram.source-separator", language)
        lines: list[tuple[str, str | None]] = [("clause", separator.join(clauses))]
        if notice is not None:
            lines += [
                ("number", notice.number),
                ("issuers", _issuers(notice, knowledge, language)),
                ("issued", _day(notice.issued_on, language)),
                ("published", _day(notice.published_on, language)),
                ("url", notice.url),
            ]
        for name, value in lines:
            if value:
                line = self.text(f"telegram.source.{name}", language, value=value)
                runs.append(Run(f"\n{line}"))
        return runs


def _suggestions(
    suggestions: Sequence[Suggestion], language: Language
) -> list[list[tuple[str, Press]]]:
    """Two buttons to a row where both labels are short."""
    rows: list[list[tuple[str, Press]]] = []
    room = False
    for each in suggestions[:_MAX_SUGGESTIONS]:
        label = each.label
        if len(label) > _MAX_LABEL:
            label = f"{label[: _MAX_LABEL - 1]}…"
        button = label, AskAbout(language, each.aspect, each.subject)
        is_short = units(label) * (1 if language is Language.EN else 2) <= _PAIR_UNITS
        if room and is_short:
            rows[-1].append(button)
            room = False
        else:
            rows.append([button])
            room = is_short
    return rows


def _title(notice_id: str, knowledge: Knowledge, language: Language) -> str:
    """The title of a notice without the brackets that the texts put around it."""
    notice = knowledge.find(Notice, notice_id)
    title = notice.title.in_(language) if notice is not None else notice_id
    if title.startswith("《") and title.endswith("》"):
        return title[1:-1]
    return title


def _issuers(notice: Notice, knowledge: Knowledge, language: Language) -> str:
    found = (knowledge.find(Organisation, each) for each in notice.issuers)
    separator = "; " if language is Language.EN else "、"
    return separator.join(each.title.in_(language) for each in found if each is not None)


def _day(day: date | None, language: Language) -> str | None:
    if day is None:
        return None
    # The day before the month, as in the answers.
    locale = "en_GB" if language is Language.EN else language.replace("-", "_")
    return format_date(day, "long", locale=locale)
