"""What the author of an announcement is shown while they write it. Pure.

One message shows a draft, with a button for whatever can be changed; each screen replaces the one
before in the same message. What is waited for is said last, where the eye is before it types.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.answering.compose import when
from bot.answering.compose.voice import Voice
from bot.broadcasts.actions import NOW, REMOVE, SURE, TYPED, AnnounceVerb
from bot.broadcasts.audience_views import AudienceViews
from bot.broadcasts.converting import converted, other_script
from bot.broadcasts.dialogues import Awaited, Dialogue, language_in
from bot.broadcasts.records import (
    Announcement,
    AnnouncementButton,
    AudienceKind,
    Content,
    Count,
    Preview,
    Version,
)
from bot.delivery.message import Action, Block, Button, MediaKind, Message, Run
from bot.directory.records import Unit
from bot.language import FALLBACKS, Language

#: How much of a text is shown to tell it from others.
_EXCERPT = 40
_LONGEST_LABEL = 24
_MOST_SHOWN = 1500
#: Since what is shown was counted, the clock has gone on.
_A_WHILE = timedelta(minutes=1)

Rows = list[Sequence[Button]]


def draft(
    voice: Voice, preview: Preview, audiences: AudienceViews, dialogue: Dialogue | None
) -> Message:
    """A draft as it stands, what can be changed of it, and what is waited for.

    Args:
        voice: of its author.
        preview: what it would be if it went now.
        audiences: names who hears it.
        dialogue: what its author is to send next for it, if anything.
    """
    announcement = preview.announcement
    say, content = voice.say, announcement.content
    lines = [
        *(language_line(voice, content, each) for each in Language),
        say("announcing.draft.media", media=_media(voice, content)),
        say("announcing.draft.buttons", buttons=_buttons(voice, content)),
        say(
            "announcing.draft.audience",
            audience=audiences.describe(voice, announcement.audience),
            count=count(voice, preview.count),
        ),
        say("announcing.draft.time", time=time(voice, announcement)),
    ]
    blocks: list[Block] = [heading(voice, "announcing.draft.heading", announcement)]
    blocks += [[Run("\n".join(lines))], waiting(voice, dialogue)]
    return Message(blocks, _draft_rows(voice, announcement))


def waiting(voice: Voice, dialogue: Dialogue | None) -> Block:
    """What is to be sent next, and how to ask a question or leave meanwhile."""
    awaited = dialogue.awaited if dialogue is not None else Awaited.NOTHING
    if dialogue is None or awaited is Awaited.NOTHING:
        return [Run(voice.say("announcing.waits.nothing"), "i")]
    suffix, language = _awaited(voice, dialogue.awaits)
    said = voice.say(f"announcing.waits.{suffix}", language=language)
    is_content = awaited in (Awaited.TEXT, Awaited.MEDIA, Awaited.CORRECTION)
    hint = voice.say("announcing.waits.format") if is_content else ""
    return [Run(said, "b"), Run(f"\n{hint}{voice.say('announcing.waits.leave')}")]


def cancelled(voice: Voice, dialogue: Dialogue) -> Message:
    """What is waited for no longer."""
    suffix, language = _awaited(voice, dialogue.awaits)
    return Message([[Run(voice.say(f"announcing.cancelled.{suffix}", language=language))]])


def _awaited(voice: Voice, awaits: str) -> tuple[str, str]:
    """What the key of words about something waited for ends in, and the language it is in."""
    awaited, language = Awaited(awaits.partition("/")[0]), language_in(awaits)
    if language is None:
        return ("any-text" if awaited is Awaited.TEXT else awaited.value), ""
    return awaited.value, voice.say(f"announcing.language.{language}")


def language_line(voice: Voice, content: Content, language: Language) -> str:
    """Whether there is a text in a language; who reads what where there is none."""
    name = voice.say(f"announcing.language.{language}")
    version = content.versions.get(language)
    if version is not None and version.text.strip():
        return voice.say("announcing.draft.text", language=name, excerpt=excerpt(version))
    read = next((each for each in FALLBACKS[language] if each not in content.missing), None)
    if read is None:
        return voice.say("announcing.draft.no-text", language=name)
    instead = voice.say(f"announcing.language.{read}")
    return voice.say("announcing.draft.missing", language=name, instead=instead)


def time(voice: Voice, announcement: Announcement) -> str:
    """When an announcement is to go out, and whether also at night."""
    said = voice.say("announcing.time.now")
    if announcement.send_at is not None:
        said = when.moment(voice, announcement.send_at)
    key = "announcing.time.urgent" if announcement.is_urgent else "announcing.time.in-hours"
    return voice.say(key, time=said)


def count(voice: Voice, counted: Count) -> str:
    """How many an announcement goes to."""
    said = voice.say("announcing.count", n=counted.reachable)
    if not counted.unreachable:
        return said
    return voice.say("announcing.count.unreachable", count=said, n=counted.unreachable)


def heading(voice: Voice, key: str, announcement: Announcement) -> Block:
    """What the message is about, by the number that staff know it by."""
    return [Run(voice.say(key, number=announcement.id), "b")]


def excerpt(version: Version, length: int = _EXCERPT) -> str:
    """How a text begins, in one line of at most so many characters."""
    line = " ".join(version.text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


# -- screens that take the place of the draft


def language(voice: Voice, announcement: Announcement, of: Language, waits: Block) -> Message:
    """The text in one language, and what can be done about it."""
    name = voice.say(f"announcing.language.{of}")
    version = announcement.content.versions.get(of, Version())
    blocks: list[Block] = [[Run(name, "b")]]
    rows: Rows = []
    if version.text.strip():
        blocks.append([Run(_cut(version.text))])
        rows = [
            [_button(voice, "erase", AnnounceVerb.ERASE, announcement.id, of.value)],
            [_button(voice, "buttons", AnnounceVerb.BUTTONS, announcement.id, of.value)],
        ]
    return Message([*blocks, waits], [*rows, [back(voice, announcement.id)]])


def conversion(voice: Voice, announcement: Announcement, into: Language) -> Message:
    """The text of the other script of Chinese as it would read in this one, to be approved."""
    other = other_script(into)
    assert other is not None, "asked where there is a text to convert"
    offered = converted(announcement.content.versions[other], into)
    name = voice.say(f"announcing.language.{into}")
    blocks: list[Block] = [
        [Run(voice.say("announcing.convert.offer", language=name), "b")],
        [Run(_cut(offered.text))],
        [Run(voice.say("announcing.convert.check"), "i")],
    ]
    rows: Rows = [
        [_button(voice, "convert", AnnounceVerb.CONVERT, announcement.id, into.value)],
        [_button(voice, "own", AnnounceVerb.LANGUAGE, announcement.id, f"{into}{SURE}")],
        [back(voice, announcement.id)],
    ]
    return Message(blocks, rows)


def media(voice: Voice, announcement: Announcement, waits: Block) -> Message:
    """The files, and that others may be sent."""
    blocks = [
        [
            Run(
                voice.say("announcing.media.heading", media=_media(voice, announcement.content)),
                "b",
            )
        ],
        waits,
    ]
    rows: Rows = []
    if announcement.content.media:
        rows = [[_button(voice, "no-media", AnnounceVerb.MEDIA, announcement.id, REMOVE)]]
    return Message(blocks, [*rows, [back(voice, announcement.id)]])


def which_buttons(voice: Voice, announcement: Announcement) -> Message:
    """Under which text buttons are to be put."""
    rows: Rows = [
        [
            Button(
                voice.say(f"announcing.language.{each}"),
                Action(AnnounceVerb.BUTTONS, announcement.id, each.value),
            )
        ]
        for each in Language
        if each not in announcement.content.missing
    ]
    key = "announcing.buttons.which" if rows else "announcing.buttons.no-text"
    return Message([[Run(voice.say(key))]], [*rows, [back(voice, announcement.id)]])


def buttons(voice: Voice, announcement: Announcement, of: Language, waits: Block) -> Message:
    """The buttons under one text, and how others are written."""
    version = announcement.content.versions.get(of, Version())
    name = voice.say(f"announcing.language.{of}")
    blocks: list[Block] = [[Run(voice.say("announcing.buttons.heading", language=name), "b")]]
    rows: Rows = []
    if version.buttons:
        blocks.append([Run("\n".join(map(button_line, version.buttons)))])
        remove = f"{of}{REMOVE}"
        rows = [[_button(voice, "no-buttons", AnnounceVerb.BUTTONS, announcement.id, remove)]]
    blocks += [[Run(voice.say("announcing.buttons.how"))], waits]
    return Message(blocks, [*rows, [back(voice, announcement.id)]])


def button_line(button: AnnouncementButton) -> str:
    """A button as its author writes it."""
    return f"{button.label} = {button.url or button.question}"


def audience(voice: Voice, preview: Preview, audiences: AudienceViews) -> Message:
    """Who can be chosen to hear it."""
    announcement = preview.announcement
    blocks: list[Block] = [
        [Run(voice.say("announcing.audience.heading"), "b")],
        [
            Run(
                voice.say(
                    "announcing.audience.now",
                    audience=audiences.describe(voice, announcement.audience),
                    count=count(voice, preview.count),
                )
            )
        ],
    ]
    rows: Rows = [*audiences.menu(voice, announcement.id), [back(voice, announcement.id)]]
    return Message(blocks, rows)


def audience_of(
    voice: Voice, announcement: Announcement, audiences: AudienceViews, kind: AudienceKind
) -> Message:
    """Which language, topic, group or deadline."""
    asked: Block = [Run(voice.say(f"announcing.which.{kind}"))]
    rows: Rows = list(audiences.choices(voice, announcement.id, kind))
    return Message([asked], [*rows, [back(voice, announcement.id)]])


def unit(voice: Voice, announcement: Announcement, waits: Block) -> Message:
    """That the name of a unit is to be typed."""
    asked: Block = [Run(voice.say("announcing.which.unit"))]
    return Message([asked, waits], [[back(voice, announcement.id)]])


def which_unit(
    voice: Voice, announcement: Announcement, audiences: AudienceViews, found: Sequence[Unit]
) -> Message:
    """Which of some units is to hear it."""
    asked: Block = [Run(voice.say("announcing.which.unit"))]
    rows: Rows = list(audiences.units(voice, announcement.id, found))
    return Message([asked], [*rows, [back(voice, announcement.id)]])


def times(voice: Voice, announcement: Announcement, waits: Block | None) -> Message:
    """When it may go out; `waits`: a time is to be typed."""
    blocks: list[Block] = [
        [Run(voice.say("announcing.draft.time", time=time(voice, announcement)), "b")]
    ]
    rows: Rows = []
    if waits is None:
        rows = [
            [_button(voice, "now", AnnounceVerb.TIME, announcement.id, NOW)],
            [_button(voice, "typed", AnnounceVerb.TIME, announcement.id, TYPED)],
        ]
    else:
        blocks.append(waits)
    return Message(blocks, [*rows, [back(voice, announcement.id)]])


def sure_to_discard(voice: Voice, announcement: Announcement) -> Message:
    """Whether a draft is to be thrown away."""
    return asked(voice, announcement, "discard", AnnounceVerb.DISCARD)


def sure_to_submit(voice: Voice, preview: Preview, audiences: AudienceViews) -> Message:
    """To how many it would go, when, and who lacks their language, before it goes."""
    announcement, say = preview.announcement, voice.say
    lines = [
        say(
            "announcing.draft.audience",
            audience=audiences.describe(voice, announcement.audience),
            count=count(voice, preview.count),
        ),
        say("announcing.draft.time", time=time(voice, announcement)),
    ]
    if announcement.send_at is None and preview.goes_out_at - voice.now > _A_WHILE:
        lines[-1] = say("announcing.submit.later", moment=when.moment(voice, preview.goes_out_at))
    lines += [language_line(voice, announcement.content, each) for each in preview.missing]
    key = "second" if preview.needs_second else "alone"
    blocks: list[Block] = [
        [Run(say(f"announcing.submit.{key}"), "b")],
        [Run("\n".join(lines))],
    ]
    submit = Action(AnnounceVerb.SUBMIT, announcement.id, SURE)
    sure = Button(say(f"announcing.button.submit-{key}", n=preview.count.reachable), submit)
    return Message(blocks, [[sure], [back(voice, announcement.id)]])


def asked(voice: Voice, announcement: Announcement, what: str, verb: AnnounceVerb) -> Message:
    """Whether something that cannot be undone is to be done."""
    question: Block = [Run(voice.say(f"announcing.sure.{what}", number=announcement.id))]
    sure = Button(voice.say(f"announcing.button.sure-{what}"), Action(verb, announcement.id, SURE))
    return Message([question], [[sure], [back(voice, announcement.id)]])


def discarded(voice: Voice, announcement: Announcement) -> Message:
    """That a draft is gone."""
    return Message([[Run(voice.say("announcing.discarded", number=announcement.id))]])


def back(voice: Voice, announcement_id: int) -> Button:
    """The way back to the draft, or to what became of it."""
    return _button(voice, "back", AnnounceVerb.SHOW, announcement_id)


def _cut(text: str) -> str:
    """As much of a text as fits beside what else the screen says; the preview shows all of it."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN].rstrip()}…"


def _draft_rows(voice: Voice, announcement: Announcement) -> Rows:
    id, content = announcement.id, announcement.content
    languages = [
        Button(
            voice.say(
                "announcing.button.missing"
                if each in content.missing
                else "announcing.button.there",
                language=voice.say(f"announcing.short.{each}"),
            ),
            Action(AnnounceVerb.LANGUAGE, id, each.value),
        )
        for each in Language
    ]
    urgent = "0" if announcement.is_urgent else "1"
    key = "not-urgent" if announcement.is_urgent else "urgent"
    return [
        languages,
        [
            _button(voice, "media", AnnounceVerb.MEDIA, id),
            _button(voice, "buttons", AnnounceVerb.BUTTONS, id),
        ],
        [
            _button(voice, "audience", AnnounceVerb.AUDIENCE, id),
            _button(voice, "time", AnnounceVerb.TIME, id),
        ],
        [_button(voice, key, AnnounceVerb.URGENT, id, urgent)],
        [
            _button(voice, "preview", AnnounceVerb.PREVIEW, id),
            _button(voice, "submit", AnnounceVerb.SUBMIT, id),
        ],
        [_button(voice, "discard", AnnounceVerb.DISCARD, id)],
    ]


def _button(
    voice: Voice, name: str, verb: AnnounceVerb, announcement_id: int, argument: str = ""
) -> Button:
    return Button(voice.say(f"announcing.button.{name}"), Action(verb, announcement_id, argument))


def _media(voice: Voice, content: Content) -> str:
    if not content.media:
        return voice.say("announcing.none")
    kinds = {each.kind for each in content.media}
    kind = "photo" if kinds == {MediaKind.PHOTO} else "file"
    return voice.say(f"announcing.media.{kind}", n=len(content.media))


def _buttons(voice: Voice, content: Content) -> str:
    labels = [
        button.label
        for each in Language
        if each in content.versions
        for button in content.versions[each].buttons
    ]
    if not labels:
        return voice.say("announcing.none")
    return voice.names(
        label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
        for label in labels
    )
