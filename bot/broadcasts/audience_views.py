"""Audiences in words, and as buttons: who hears an announcement. Pure."""

from collections.abc import Mapping, Sequence

from bot.answering.compose.voice import Voice
from bot.broadcasts.actions import AnnounceVerb, audience_argument, is_chosen
from bot.broadcasts.records import Audience, AudienceKind
from bot.delivery.message import Action, Button
from bot.directory.records import Unit
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline, Organisation
from bot.knowledge.text import Text
from bot.language import Language

#: More buttons than these push the text off a phone.
_MOST_CHOICES = 40
_LONGEST_LABEL = 40
#: Which kinds go beside each other.
_MENU = (
    (AudienceKind.EVERYONE, AudienceKind.CHANNELS),
    (AudienceKind.LANGUAGE, AudienceKind.TOPIC),
    (AudienceKind.UNITS, AudienceKind.GROUP),
    (AudienceKind.NOT_FILED, AudienceKind.UNIT),
    (AudienceKind.STAFF,),
)


class AudienceViews:
    """What there is to choose from, and what it is called.

    Args:
        knowledge: names topics, groups and deadlines.
        units: every unit that takes part.
    """

    def __init__(self, knowledge: Knowledge, units: Sequence[Unit]) -> None:
        self._knowledge = knowledge
        self._groups = sorted({group for unit in units for group in unit.groups})
        self._units = {str(each.id): each for each in units}

    def describe(self, voice: Voice, audience: Audience) -> str:
        """Who hears an announcement, in a few words."""
        key = f"announcing.audience.{audience.kind}"
        if not audience.argument:
            return voice.say(key)
        return voice.say(key, name=self._name(voice, audience))

    def menu(self, voice: Voice, announcement_id: int) -> list[list[Button]]:
        """The kinds that there is anybody or anything of."""
        return [
            [
                _button(voice.say(f"announcing.choose.{kind}"), announcement_id, Audience(kind))
                for kind in row
                if self._is_offered(kind)
            ]
            for row in _MENU
            if any(map(self._is_offered, row))
        ]

    def choices(self, voice: Voice, announcement_id: int, kind: AudienceKind) -> list[list[Button]]:
        """Which language, topic, group or deadline; of units nothing: one types their names."""
        return [
            [_button(self._name(voice, each), announcement_id, each)]
            for each in self._of_kind(kind)[:_MOST_CHOICES]
        ]

    def units(
        self, voice: Voice, announcement_id: int, found: Sequence[Unit]
    ) -> list[list[Button]]:
        """Which of some units."""
        return [
            [
                _button(
                    voice.read(each.name),
                    announcement_id,
                    Audience(AudienceKind.UNIT, str(each.id)),
                )
            ]
            for each in found
        ]

    def chosen(self, kind: AudienceKind, argument: str) -> Audience | None:
        """The audience that a button means; None: what it named is gone."""
        if kind is AudienceKind.UNIT:
            named = argument[1:]
            return Audience(kind, named) if named in self._units else None
        return next((each for each in self._of_kind(kind) if is_chosen(each, argument)), None)

    def _of_kind(self, kind: AudienceKind) -> list[Audience]:
        arguments: Mapping[AudienceKind, Sequence[str]] = {
            AudienceKind.LANGUAGE: [each.value for each in Language],
            AudienceKind.TOPIC: list(self._topics()),
            AudienceKind.GROUP: self._groups,
            AudienceKind.NOT_FILED: [each.id for each in self._knowledge.all(Deadline)],
        }
        return [Audience(kind, argument) for argument in arguments.get(kind, ())]

    def _is_offered(self, kind: AudienceKind) -> bool:
        match kind:
            case AudienceKind.UNITS | AudienceKind.UNIT:
                return bool(self._units)
            case AudienceKind.NOT_FILED:
                return bool(self._units) and bool(self._of_kind(kind))
            case AudienceKind.TOPIC | AudienceKind.GROUP:
                return bool(self._of_kind(kind))
        return True

    def _name(self, voice: Voice, audience: Audience) -> str:
        """What the audience names, by its title; its id where it is gone."""
        argument = audience.argument
        title: Text | None = None
        match audience.kind:
            case AudienceKind.LANGUAGE:
                return voice.say(f"announcing.language.{argument}")
            case AudienceKind.TOPIC:
                title = self._topics().get(argument)
            case AudienceKind.GROUP:
                group = self._knowledge.find(Organisation, argument)
                title = group.title if group is not None else None
            case AudienceKind.NOT_FILED:
                deadline = self._knowledge.find(Deadline, argument)
                title = deadline.title if deadline is not None else None
            case AudienceKind.UNIT:
                unit = self._units.get(argument)
                title = unit.name if unit is not None else None
        return voice.read(title) if title is not None else argument

    def _topics(self) -> Mapping[str, Text]:
        return self._knowledge.edition.topics


def _button(label: str, announcement_id: int, audience: Audience) -> Button:
    if len(label) > _LONGEST_LABEL:
        label = f"{label[: _LONGEST_LABEL - 1].rstrip()}…"
    action = Action(AnnounceVerb.AUDIENCE, announcement_id, audience_argument(audience))
    return Button(label, action)
