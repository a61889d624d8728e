"""Instants on the command line and in lists of questions."""

from datetime import datetime, tzinfo

from bot.knowledge.instants import instants_of
from bot.settings import SettingRefused


def instant_of(written: str, zone: tzinfo, *, field: str = "--now") -> datetime:
    """The instant that is written; in `zone` if it names none, at midnight if it has no hour.

    Args:
        written: by a person, as `instants_of` understands it.
        zone: of the edition.
        field: the option, or the field of a line, that a refusal names.

    Raises:
        SettingRefused: it is no instant, or may be several.
    """
    instants = instants_of(written, zone)
    if not instants:
        raise SettingRefused(field, written, fix_key="cli.option.now")
    if len(instants) > 1:
        first, second = (each.strftime("%Y-%m-%dT%H:%M") for each in instants[:2])
        raise SettingRefused(
            field, written, fix_key="cli.option.now-ambiguous", first=first, second=second
        )
    return instants[0]
