"""Instants as a person writes them: ISO 8601, or a date in words, in English or Chinese."""

from collections.abc import Iterator
from datetime import datetime, timezone, tzinfo

from bot.knowledge.records import EARLIEST_YEAR, LATEST_YEAR
from bot.settings import SettingRefused

#: In which a date is written; with none fixed, dateparser guesses among two hundred.
_LANGUAGES = ("en", "zh")
#: 7/8 is a day of July to some and of August to others.
_DATE_ORDERS = ("YMD", "DMY", "MDY")
#: The zones that mean one thing everywhere; CST is China's time, Chicago's and Havana's.
_PLAIN_ZONES = frozenset({"Z", "UTC", "GMT"})


def instant_of(written: str, zone: tzinfo, *, field: str = "--now") -> datetime:
    """The instant that is written; in `zone` if it names none, at midnight if it has no hour.

    `2020-07-24T09:00`, `24 July 2020 9:00`, `July 24, 2020 9am +08:00` and `2020年7月24日 9:00` are
    understood. What depends on the day on which it is read, such as "tomorrow", is none.

    Args:
        written: by a person.
        zone: of the edition.
        field: the option, or the field of a line, that a refusal names.

    Raises:
        SettingRefused: it is no instant, or may be several.
    """
    try:
        instants = [datetime.fromisoformat(written.strip())]
    except ValueError:
        instants = list(dict.fromkeys(_in_words(written)))
    aware = [each if each.tzinfo else each.replace(tzinfo=zone) for each in instants]
    if not aware or not all(EARLIEST_YEAR <= each.year <= LATEST_YEAR for each in aware):
        raise SettingRefused(field, written, fix_key="cli.option.now")
    if len(aware) > 1:
        first, second = (each.strftime("%Y-%m-%dT%H:%M") for each in sorted(aware)[:2])
        raise SettingRefused(
            field, written, fix_key="cli.option.now-ambiguous", first=first, second=second
        )
    return aware[0]


def _in_words(written: str) -> Iterator[datetime]:
    """What the words may mean, by each order in which the parts of a date are written."""
    # Here, because the import takes 0.4 s, which no start without such a date should cost.
    from dateparser import DateDataParser

    for order in _DATE_ORDERS:
        parser = DateDataParser(
            languages=list(_LANGUAGES),
            settings={
                "PARSERS": ["absolute-time"],
                "STRICT_PARSING": True,
                "DATE_ORDER": order,
                "PREFER_LOCALE_DATE_ORDER": False,
            },
        )
        instant: datetime | None = parser.get_date_data(written).date_obj
        if instant is None:
            continue
        offset, name = instant.utcoffset(), instant.tzname() or ""
        if offset is None:
            yield instant
        elif name in _PLAIN_ZONES or name.startswith("UTC"):
            yield instant.replace(tzinfo=timezone(offset))
