"""Audiences: what the database is asked, to know who hears an announcement."""

from collections.abc import Callable

from bot.broadcasts.errors import AudienceUnknown
from bot.broadcasts.records import Audience, AudienceKind, Recipient
from bot.broadcasts.repository import Asked, BroadcastReads
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline
from bot.language import Language


class Audiences:
    """Who hears an announcement, and in which language.

    Args:
        knowledge: gives the knowledge as it is now.
        language_of: the language for an IETF tag, or the default given.
        default: the language for somebody of whom nothing is known.
    """

    def __init__(
        self,
        knowledge: Callable[[], Knowledge],
        *,
        language_of: Callable[[str | None, Language], Language],
        default: Language,
    ) -> None:
        self._knowledge = knowledge
        self._language_of = language_of
        self._default = default

    def check(self, audience: Audience) -> None:
        """Refuse an audience that cannot be; one that nobody belongs to is one.

        Raises:
            AudienceUnknown: it names what there is not.
        """
        argument = audience.argument
        match audience.kind:
            case AudienceKind.LANGUAGE:
                is_known = argument in set(Language)
            case AudienceKind.UNIT:
                is_known = argument.isdecimal()
            case AudienceKind.NOT_FILED:
                is_known = self._knowledge().find(Deadline, argument) is not None
            case AudienceKind.GROUP | AudienceKind.TOPIC:
                is_known = bool(argument)
            case _:
                is_known = True
        if not is_known:
            raise AudienceUnknown(argument)

    async def asked(self, broadcasts: BroadcastReads, audience: Audience) -> Asked:
        """An audience as the database is asked for it.

        Raises:
            AudienceUnknown: its deadline is gone from the knowledge.
        """
        match audience.kind:
            case AudienceKind.LANGUAGE:
                wanted = Language(audience.argument)
                tags = [
                    tag
                    for tag in await broadcasts.app_languages()
                    if self._language_of(tag, self._default) is wanted
                ]
                return Asked(audience=audience, app_languages=tags)
            case AudienceKind.NOT_FILED:
                return self._not_filed(audience)
        return Asked(audience=audience)

    def still_asked(self, audience: Audience) -> Asked:
        """An audience as it is asked whether somebody still belongs to it, just before sending.

        Who has chosen another language meanwhile gets it in that one.

        Raises:
            AudienceUnknown: as in `asked`.
        """
        match audience.kind:
            case AudienceKind.LANGUAGE:
                return Asked(audience=Audience(AudienceKind.EVERYONE))
            case AudienceKind.NOT_FILED:
                return self._not_filed(audience)
        return Asked(audience=audience)

    def language(self, recipient: Recipient) -> Language:
        """In which language a recipient is written to."""
        return recipient.language or self._language_of(recipient.app_language, self._default)

    def _not_filed(self, audience: Audience) -> Asked:
        deadline = self._knowledge().find(Deadline, audience.argument)
        if deadline is None:
            raise AudienceUnknown(audience.argument)
        items = [item.id for item in deadline.items]
        return Asked(audience=audience, groups=deadline.units, items=items)
