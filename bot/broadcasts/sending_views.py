"""What staff are shown of an announcement once it is written: approval, progress, report. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.answering.compose import when
from bot.answering.compose.voice import Voice
from bot.broadcasts.actions import SURE, AnnounceVerb
from bot.broadcasts.audience_views import AudienceViews
from bot.broadcasts.records import (
    Announcement,
    AnnouncementState,
    Preview,
    Progress,
    Report,
    Undelivered,
)
from bot.broadcasts.views import Rows, count, excerpt, heading, language_line, time
from bot.delivery.message import Action, Block, Button, Message, Run
from bot.directory.roles import Permission
from bot.language import FALLBACKS, Language

_BAR_LENGTH = 10
_MINUTE = timedelta(minutes=1)
#: More lines than these are read in the table.
_MOST_LINES = 10
#: How much of a text a button shows beside its number and state.
_ON_BUTTON = 16
#: What is told of only where there are any.
_OUTCOMES = ("failed", "unreachable", "uncertain", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks at an announcement.

    Attributes:
        voice: their words.
        may: what they may do.
        is_author: whether they have written it.
        is_live: whether the message that they look at is kept up to date.
    """

    voice: Voice
    may: frozenset[Permission]
    is_author: bool
    is_live: bool = True


def progress(viewer: Viewer, preview: Preview, gone: Progress, audiences: AudienceViews) -> Message:
    """How far an announcement has come, and what can be done about it.

    Args:
        viewer: who looks at it.
        preview: what it is, and what it waits for.
        gone: the numbers.
        audiences: names who hears it.
    """
    voice, announcement = viewer.voice, preview.announcement
    say, state = voice.say, announcement.state
    name = audiences.describe(voice, announcement.audience)
    told = say("announcing.audience.told", audience=name)
    if announcement.started_at is None:
        counted = count(voice, preview.count)
        told = say("announcing.draft.audience", audience=name, count=counted)
    lines = [
        say(f"announcing.state.{state}", moment=when.moment(voice, preview.goes_out_at)),
        said(announcement, voice.language),
        told,
    ]
    blocks: list[Block] = [heading(voice, "announcing.heading", announcement)]
    blocks.append([Run("\n".join(filter(None, lines)))])
    if announcement.started_at is not None:
        blocks.append([Run("\n".join(_numbers(voice, gone)))])
    if state is AnnouncementState.SUBMITTED:
        blocks.append([Run(say("announcing.submitted.wait"), "i")])
    return Message(blocks, _rows(viewer, announcement, gone))


def _numbers(voice: Voice, gone: Progress) -> list[str]:
    """The numbers, which add up to their total."""
    say = voice.say
    done = gone.total - gone.left
    lines = []
    if gone.left or not gone.is_enqueued:
        share = done / gone.total if gone.total else 0.0
        filled = int(share * _BAR_LENGTH)
        bar = "●" * filled + "○" * (_BAR_LENGTH - filled)
        lines.append(say("announcing.progress.bar", bar=bar, percent=int(share * 100)))
    lines.append(say("announcing.progress.sent", n=gone.sent))
    lines += [
        say(f"announcing.progress.{each}", n=number)
        for each in _OUTCOMES
        if (number := getattr(gone, each))
    ]
    if gone.left:
        lines.append(say("announcing.progress.left", n=gone.left))
    lines.append(say("announcing.progress.total", n=gone.total))
    if gone.held_until_at is not None:
        moment = when.moment(voice, gone.held_until_at)
        lines.append(say("announcing.progress.held", moment=moment))
    elif gone.time_left is not None and gone.left:
        lines.append(_time_left(voice, gone.time_left))
    return lines


def _time_left(voice: Voice, left: timedelta) -> str:
    if left < _MINUTE:
        return voice.say("announcing.progress.soon")
    return voice.say("announcing.progress.minutes", n=-(-left // _MINUTE))


def said(announcement: Announcement, language: Language, length: int = 40) -> str:
    """How an announcement begins, in a language or the nearest; empty for one without words."""
    for each in FALLBACKS[language]:
        version = announcement.content.versions.get(each)
        if version is not None and version.text.strip():
            return excerpt(version, length)
    return ""


def _rows(viewer: Viewer, announcement: Announcement, gone: Progress) -> Rows:
    """What this viewer may do about it in its state."""
    controls = Permission.CONTROL in viewer.may
    has_begun = announcement.started_at is not None
    stops: list[str] = []
    rows: list[list[str]] = []
    match announcement.state:
        case AnnouncementState.SUBMITTED if viewer.is_author:
            stops = ["recall"]
        case AnnouncementState.SUBMITTED if Permission.APPROVE in viewer.may:
            rows = [["preview"], ["approve", "send-back"]]
        case AnnouncementState.SCHEDULED:
            stops = ["recall"] if viewer.is_author and not has_begun else []
            stops += ["cancel"] if controls else []
        case AnnouncementState.SENDING:
            stops = ["pause", "cancel"] if controls else []
        case AnnouncementState.PAUSED:
            stops = ["resume", "cancel"] if controls else []
        case _ if has_begun and controls:
            pins = ["pin"] if announcement.audience.kind.has_groups else []
            rows = [["edit", "delete"], pins]
    rows.append(stops)
    if gone.uncertain and controls:
        rows.append(["uncertain"])
    rows.append((["report"] if has_begun else []) + ([] if viewer.is_live else ["refresh"]))
    return [
        [_button(viewer.voice, name, announcement.id, gone) for name in row] for row in rows if row
    ]


_VERBS = {
    "preview": AnnounceVerb.PREVIEW,
    "approve": AnnounceVerb.APPROVE,
    "send-back": AnnounceVerb.SEND_BACK,
    "recall": AnnounceVerb.RECALL,
    "cancel": AnnounceVerb.CANCEL,
    "pause": AnnounceVerb.PAUSE,
    "resume": AnnounceVerb.RESUME,
    "report": AnnounceVerb.REPORT,
    "uncertain": AnnounceVerb.UNCERTAIN,
    "edit": AnnounceVerb.EDIT,
    "delete": AnnounceVerb.DELETE,
    "pin": AnnounceVerb.PIN,
    "refresh": AnnounceVerb.SHOW,
    "back": AnnounceVerb.SHOW,
    "open": AnnounceVerb.OPEN,
}


def _button(voice: Voice, name: str, announcement_id: int, gone: Progress | None = None) -> Button:
    if name == "uncertain" and gone is not None:
        label = voice.say("announcing.button.uncertain", n=gone.uncertain)
    else:
        label = voice.say(f"announcing.button.{name}")
    return Button(label, Action(_VERBS[name], announcement_id))


def opening(voice: Voice, announcement_id: int) -> Button:
    """The way to an announcement, in a message of its own."""
    return _button(voice, "open", announcement_id)


# -- approval


def review(voice: Voice, preview: Preview, audiences: AudienceViews, author: str) -> Message:
    """To somebody who may approve it: what is said, to whom, when, and what they can do."""
    announcement, say = preview.announcement, voice.say
    lines = [
        say(
            "announcing.draft.audience",
            audience=audiences.describe(voice, announcement.audience),
            count=count(voice, preview.count),
        ),
        say("announcing.draft.time", time=time(voice, announcement)),
        *(language_line(voice, announcement.content, each) for each in preview.missing),
    ]
    texts = [
        [Run(say(f"announcing.language.{each}"), "b"), Run("\n" + version.text)]
        for each in Language
        if (version := announcement.content.versions.get(each)) and version.text.strip()
    ]
    asked = say("announcing.review.asked", name=author, number=announcement.id)
    names = [["preview"], ["approve", "send-back"]]
    rows = [[_button(voice, name, announcement.id) for name in row] for row in names]
    return Message([[Run(asked, "b")], [Run("\n".join(lines))], *texts], rows)


def approved(voice: Voice, announcement: Announcement, by: str) -> Message:
    """To its author: that somebody has approved it."""
    told = voice.say("announcing.note.approved", name=by, number=announcement.id)
    return Message([[Run(told)]], [[opening(voice, announcement.id)]])


def sent_back(voice: Voice, announcement: Announcement, by: str, reason: str) -> Message:
    """To its author: that somebody has not approved it, and why."""
    told = voice.say("announcing.note.sent-back", name=by, number=announcement.id)
    return Message([[Run(told, "b")], [Run(reason)]], [[opening(voice, announcement.id)]])


# -- afterwards


def uncertain(voice: Voice, announcement: Announcement, found: Sequence[Undelivered]) -> Message:
    """What may have arrived and may not: staff decide whether it is sent again."""
    listed = [each for each in found if each.outcome == "uncertain"]
    lines = [recipient(voice, each) for each in listed[:_MOST_LINES]]
    if len(listed) > _MOST_LINES:
        lines.append(voice.say("announcing.more", n=len(listed) - _MOST_LINES))
    blocks: list[Block] = [
        [Run(voice.say("announcing.uncertain.heading", n=len(listed)), "b")],
        [Run("\n".join(lines))],
        [Run(voice.say("announcing.uncertain.ask"))],
    ]
    again = Action(AnnounceVerb.UNCERTAIN, announcement.id, SURE)
    leave = Action(AnnounceVerb.LEAVE, announcement.id)
    rows: Rows = [
        [
            Button(voice.say("announcing.button.again"), again),
            Button(voice.say("announcing.button.leave"), leave),
        ],
        [_button(voice, "back", announcement.id)],
    ]
    return Message([block for block in blocks if block[0].text], rows)


def recipient(voice: Voice, each: Undelivered) -> str:
    """One recipient: their name where staff gave them one, else the number of their chat."""
    return voice.say("announcing.recipient", name=each.name or str(each.address))


def report_caption(voice: Voice, report: Report) -> str:
    """What stands under the table: the numbers, and why some were not reached."""
    announcement = report.announcement
    lines = [voice.say("announcing.report.caption", number=announcement.id)]
    lines += _numbers(voice, report.progress)
    lines += [
        voice.say(
            "announcing.report.reason",
            outcome=voice.say(f"broadcasts.outcome.{outcome}"),
            reason=reason,
            n=number,
        )
        for outcome, reason, number in report.reasons[:_MOST_LINES]
        if reason != outcome
    ]
    return "\n".join(lines)


def which_text(voice: Voice, announcement: Announcement) -> Message:
    """The text of which language is to be put right where it has arrived."""
    rows: Rows = [
        [
            Button(
                voice.say(f"announcing.language.{each}"),
                Action(AnnounceVerb.EDIT, announcement.id, each.value),
            )
        ]
        for each in Language
        if each not in announcement.content.missing
    ]
    asked: Block = [Run(voice.say("announcing.edit.which"))]
    return Message([asked], [*rows, [_button(voice, "back", announcement.id)]])


def listing(voice: Voice, announcements: Sequence[Announcement]) -> Message:
    """What there is, the newest first, each with a button that opens it."""
    new = Button(voice.say("announcing.button.new"), Action(AnnounceVerb.NEW, 0))
    if not announcements:
        return Message([[Run(voice.say("announcing.list.none"))]], [[new]])
    rows: Rows = [
        [
            Button(
                voice.say(
                    "announcing.list.line",
                    number=each.id,
                    state=voice.say(f"announcing.short-state.{each.state}"),
                    text=said(each, voice.language, _ON_BUTTON),
                ).strip(),
                Action(AnnounceVerb.OPEN, each.id),
            )
        ]
        for each in announcements
    ]
    return Message([[Run(voice.say("announcing.list.heading"), "b")]], [*rows, [new]])
