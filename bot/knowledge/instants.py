"""Instants as a person writes them: ISO 8601, or a date in words, in English or Chinese."""

from collections.abc import Iterator
from datetime import datetime, timezone, tzinfo

from bot.knowledge.values import EARLIEST_YEAR, LATEST_YEAR

#: In which a date is written; with none fixed, dateparser guesses among two hundred.
_LANGUAGES = ("en", "zh")
#: 7/8 is a day of July to some and of August to others.
_DATE_ORDERS = ("YMD", "DMY", "MDY")
#: The zones that mean one thing everywhere; CST is China's time, Chicago's and Havana's.
_PLAIN_ZONES = frozenset({"Z", "UTC", "GMT"})


def instants_of(written: str, zone: tzinfo) -> list[datetime]:
    """Every instant that is meant, perhaps; none where one of them is of no year that is known.

    `2020-07-24T09:00`, `24 July 2020 9:00`, `July 24, 2020 9am +08:00` and `2020年7月24日 9:00` are
    understood. What depends on the day on which it is read, such as "tomorrow", is none.

    Args:
        written: by a person.
        zone: of the edition; for what names no zone. What has no hour is at midnight.

    Returns:
        Aware, rising; one where it is clear.
    """
    try:
        instants = [datetime.fromisoformat(written.strip())]
    except ValueError:
        instants = list(dict.fromkeys(_in_words(written)))
    aware = [each if each.tzinfo else each.replace(tzinfo=zone) for each in instants]
    if not all(EARLIEST_YEAR <= each.year <= LATEST_YEAR for each in aware):
        return []
    return sorted(aware)


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
