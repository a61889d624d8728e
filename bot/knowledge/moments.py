"""Moments: a day or an instant as the instants at which it begins and is over."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.knowledge.records import Record


def on_clock(naive: datetime, zone: ZoneInfo) -> datetime:
    """What the clock of a zone means by this; aware, in the zone.

    An hour that daylight saving leaves out is counted on from before the gap, as RFC 5545 says:
    02:30 becomes 03:30. Of an hour that comes twice it is the first, but for `naive.fold`.
    """
    return naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def begin_of(moment: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day; an instant itself; aware, in the zone."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).astimezone(zone)
    return on_clock(datetime.combine(moment, time.min), zone)


def end_of(moment: date, zone: ZoneInfo) -> datetime:
    """The first instant after a day; an instant itself; aware, in the zone."""
    if isinstance(moment, datetime):
        return begin_of(moment, zone)
    return begin_of(moment + timedelta(days=1), zone)


def is_current(record: Record, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a record holds at an instant, by its `valid_from` and `valid_until`.

    Args:
        record: any record.
        now: aware.
        zone: the edition's; a day is valid from its first to its last instant there.
    """
    if record.valid_from is not None and now < begin_of(record.valid_from, zone):
        return False
    return record.valid_until is None or now < end_of(record.valid_until, zone)
