"""Until which day an invitation lets somebody in, as it is printed."""

from datetime import datetime, timedelta, tzinfo

from babel.dates import format_date

from bot.language import Language


def last_day(expires_at: datetime, zone: tzinfo, language: Language) -> str:
    """The last day on the whole of which it works, such as "9 June 2027".

    On the day it expires, the hour would decide: whoever reads a day believes in all of it.
    """
    day = (expires_at.astimezone(zone) - timedelta(days=1)).date()
    locale = "en_GB" if language is Language.EN else language.replace("-", "_")
    return format_date(day, "long", locale=locale)
