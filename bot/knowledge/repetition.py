"""Repetition: a session's RRULE as starts on the clock of the edition's zone.

Of RFC 5545 this takes what a programme needs: FREQ=DAILY, WEEKLY or MONTHLY with INTERVAL, COUNT,
UNTIL, BYDAY, BYMONTHDAY (with MONTHLY), BYHOUR, BYMINUTE and WKST. With the rest of it a rule can
be written that never comes true, and dateutil would look for its first day until the year 9999.

UNTIL may be a day, which is meant to its end, an instant on the edition's clocks, or one in UTC
(with Z). dateutil itself refuses the last beside a start without a zone, and takes a day for its
midnight.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import rrule

#: The most times that one session may repeat.
MOST_TIMES = 1000

_FREQUENCIES = {"DAILY": rrule.DAILY, "WEEKLY": rrule.WEEKLY, "MONTHLY": rrule.MONTHLY}
_WEEKDAYS = {
    "MO": rrule.MO, "TU": rrule.TU, "WE": rrule.WE, "TH": rrule.TH,
    "FR": rrule.FR, "SA": rrule.SA, "SU": rrule.SU,
}  # fmt: skip
_WEEKDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBERS = {
    "INTERVAL": ("interval", 1, 366),
    "COUNT": ("count", 1, MOST_TIMES),
    "BYMONTHDAY": ("bymonthday", -31, 31),
    "BYHOUR": ("byhour", 0, 23),
    "BYMINUTE": ("byminute", 0, 59),
}


class RuleRefused(ValueError):
    """A rule that is not understood. `part` is the part of it at fault."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def starts(rule: str, first: datetime, *, until: datetime, zone: ZoneInfo) -> list[datetime]:
    """When a session starts, on the clock.

    Args:
        rule: an RRULE, with or without that word before it.
        first: its first start; naive, on the clock of `zone`.
        until: the last instant for a rule that names no end of its own; naive.
        zone: for an end that the rule names in UTC.

    Returns:
        Naive datetimes, rising; at most `MOST_TIMES` + 1, so that too many can be told.

    Raises:
        RuleRefused: the rule is not understood, is more than this takes, or `first` is not one of
            its times.
    """
    options = _options(rule, zone)
    if "count" not in options:
        options.setdefault("until", until)
    found: list[datetime] = []
    for start in rrule.rrule(dtstart=first, **options):
        found.append(start)
        if len(found) > MOST_TIMES:
            break
    if not found or found[0] != first:
        raise RuleRefused("start")
    return found


def _options(rule: str, zone: ZoneInfo) -> dict[str, Any]:
    """What dateutil is told."""
    parts = _parts(rule)
    if parts.get("FREQ") not in _FREQUENCIES:
        raise RuleRefused("FREQ")
    options: dict[str, Any] = {"freq": _FREQUENCIES[parts.pop("FREQ")]}
    for name, value in parts.items():
        try:
            options |= _option(name, value, zone)
        except (KeyError, ValueError, OverflowError):
            raise RuleRefused(name) from None
    _refuse_what_may_never_come(options)
    return options


def _option(name: str, value: str, zone: ZoneInfo) -> dict[str, Any]:
    if name == "UNTIL":
        return {"until": _until(value, zone)}
    if name == "BYDAY":
        return {"byweekday": [_weekday(day) for day in value.split(",")]}
    if name == "WKST":
        return {"wkst": _WEEKDAYS[value]}
    return _number(name, value)


def _parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for pair in rule.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = pair.partition("=")
        if not equals or not value or name in parts:
            raise RuleRefused(pair)
        parts[name] = value
    return parts


def _refuse_what_may_never_come(options: Mapping[str, Any]) -> None:
    monthly = options["freq"] == rrule.MONTHLY
    if "bymonthday" in options and (not monthly or "byweekday" in options):
        raise RuleRefused("BYMONTHDAY")
    if "count" in options and "until" in options:
        raise RuleRefused("COUNT")
    days = options.get("byweekday", ())
    # Every seventh day is always the same day of the week.
    daily = options["freq"] == rrule.DAILY and options.get("interval", 1) > 1
    if days and (daily or (not monthly and any(day.n for day in days))):
        raise RuleRefused("BYDAY")


def _number(name: str, value: str) -> dict[str, Any]:
    option, least, most = _NUMBERS[name]
    numbers = [int(number) for number in value.split(",")]
    if any(not least <= number <= most or (number == 0 and least != 0) for number in numbers):
        raise ValueError(value)
    if name.startswith("BY"):
        return {option: numbers}
    (number,) = numbers
    return {option: number}


def _weekday(written: str) -> Any:
    found = _WEEKDAY.fullmatch(written)
    if found is None:
        raise ValueError(written)
    day = _WEEKDAYS[found[2]]
    return day(int(found[1])) if found[1] else day


def _until(value: str, zone: ZoneInfo) -> datetime:
    if len(value) == 8:
        return datetime.combine(datetime.strptime(value, "%Y%m%d"), time.max)
    until = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")
    if value.endswith("Z"):
        until = until.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    return until
