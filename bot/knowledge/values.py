"""Values: how the fields of records are read from the file, where pydantic would take more or less.

A day is written as a day and an instant with its hour; a list of one may be written without its
brackets. An instant without an offset is in the zone of the validation context `{"zone": tzinfo}`.
"""

import re
from datetime import date, datetime, time, tzinfo
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.knowledge.text import Text


def one_or_many(value: Any) -> Any:
    """So that a list of one may be written without its brackets."""
    return value if isinstance(value, list | tuple) else [value]


def _moment(value: Any) -> Any:
    """A day, or an instant when an hour is written; a number is neither."""
    if isinstance(value, date):
        return value
    try:
        moment = date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("moment", "a day or an instant") from None
    return _in_our_times(moment)


def _instant(value: Any) -> Any:
    """An instant; a day is too vague."""
    moment = _moment(value)
    if not isinstance(moment, datetime):
        raise PydanticCustomError("instant", "an instant")
    return moment


def _day(value: Any) -> Any:
    """A day; an hour is too much."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return _in_our_times(date.fromisoformat(value))
    except (TypeError, ValueError):
        raise PydanticCustomError("day", "a day") from None


def _in_our_times(moment: date) -> date:
    """So that days can be added and zones applied without leaving the calendar."""
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise PydanticCustomError("year", "a year that can be meant")
    return moment


def _time_of_day(value: Any) -> Any:
    """An hour and minute on the edition's clocks; pydantic would take a number for seconds."""
    try:
        at = value if isinstance(value, time) else time.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("time_of_day", "an hour and minute") from None
    if at.tzinfo is not None:
        raise PydanticCustomError("time_of_day", "an hour and minute")
    return at


def _country(value: Any) -> Any:
    """A code of ISO 3166, in form; whether it is anybody's is looked up later."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}(-[A-Za-z0-9]{1,20})?", value):
        raise PydanticCustomError("country", "a country")
    return value


def _in_zone(value: Any, info: ValidationInfo) -> Any:
    """Naive instants are in the edition's zone."""
    if isinstance(value, datetime) and value.tzinfo is None:
        zone: tzinfo | None = (info.context or {}).get("zone")
        if zone is None:
            raise PydanticCustomError("zone", "an instant needs a zone")
        return value.replace(tzinfo=zone)
    return value


#: Years outside of these are typing errors.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200

MINUTES_IN_A_YEAR = 366 * 24 * 60

#: An aware instant, or a whole day.
Moment = Annotated[datetime | date, BeforeValidator(_moment), AfterValidator(_in_zone)]
Instant = Annotated[datetime, BeforeValidator(_instant), AfterValidator(_in_zone)]
Day = Annotated[date, BeforeValidator(_day)]
Days = Annotated[tuple[Day, ...], BeforeValidator(one_or_many)]
Year = Annotated[int, Field(ge=EARLIEST_YEAR, le=LATEST_YEAR, strict=True)]
Years = Annotated[tuple[Year, ...], BeforeValidator(one_or_many)]
Country = Annotated[str, BeforeValidator(_country)]
DaysBefore = Annotated[int, Field(ge=0, le=366, strict=True)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(one_or_many)]
Strings = Annotated[tuple[str, ...], BeforeValidator(one_or_many)]
