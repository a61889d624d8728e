"""Numerals: the small numbers that people say in dates, in digits and in words."""

#: A number up to 99, in digits or in Chinese (after folding).
CHINESE_NUMBER = r"(?:[0-9]{1,2}|[零〇一二两三四五六七八九十廿卅]{1,4})"
#: A year in Chinese, or in four digits.
CHINESE_YEAR = (
    r"(?:[0-9]{4}|[零〇一二三四五六七八九]{4}|[二两]千(?:零?[一二三四五六七八九十]{1,3})?)"
)
#: Not in the middle of a longer number, of a word or of an ordinal; the six of 周六 ends there.
NUMBER_STARTS = (
    r"(?<![0-9零〇两七八九十百千廿卅第几a-z〔#])(?<![^周期拜][一二三四五六])(?<!^[一二三四五六])"
    r"(?<![0-9][.,])"
)

_DIGITS = "零一二三四五六七八九"


def _spellings() -> dict[str, int]:
    """Every way to write 0 to 99 in Chinese."""
    spelled = {"〇": 0, "两": 2}
    for number in range(100):
        tens, ones = divmod(number, 10)
        spelled[_DIGITS[tens] + _DIGITS[ones]] = number  # 零五, 一五
        if number < 10:
            spelled[_DIGITS[ones]] = spelled["〇" + _DIGITS[ones]] = number
            continue
        tail = _DIGITS[ones] if ones else ""
        spelled[_DIGITS[tens] + "十" + tail] = number
        if tens in (1, 2, 3):
            spelled[("十", "廿", "卅")[tens - 1] + tail] = number
            spelled[("十", "廿", "卅")[tens - 1] + "十" + tail] = number
    return spelled


_CHINESE = _spellings()


def chinese_number(text: str) -> int | None:
    """The value of a numeral up to 99: 23, 二十三, 廿三, 零五, 一五; None if it is not one."""
    return int(text) if text.isdecimal() else _CHINESE.get(text)


def chinese_year(text: str) -> int | None:
    """The year of 2020, 二〇二〇, 两千零四, 20 or 零八; None if it is not one."""
    if text[1:2] == "千":
        rest = chinese_number(text[2:]) if text[2:] else 0
        return None if rest is None else 2000 + rest
    digits = "".join(str(_CHINESE.get(char, char)) for char in text)
    if not digits.isdecimal():
        return None
    return full_year(int(digits)) if len(digits) == 2 else int(digits)


def full_year(year: int) -> int:
    """The year meant by two digits; a longer one stays."""
    if year > 99:
        return year
    return year + (2000 if year < 70 else 1900)


_ENGLISH_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_ENGLISH_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ENGLISH = {word: n for n, word in enumerate(_ENGLISH_CARDINALS.split())}
_ENGLISH |= {word: n for n, word in enumerate(_ENGLISH_ORDINALS.split())}
_ENGLISH |= {"thirty": 30, "thirtieth": 30, "a": 1, "an": 1, "a couple of": 2}

#: first to ninth
UNIT_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TEEN = "(?:thir|four|fif|six|seven|eigh|nine)teen"
#: one to twelve
ENGLISH_HOUR = f"(?:{_UNITS}|ten|eleven|twelve)"
#: first to thirty-first
ENGLISH_ORDINAL = (
    f"(?:(?:twenty|thirty)[ -](?:{UNIT_ORDINALS})|{UNIT_ORDINALS}|tenth|eleventh|twelfth|{_TEEN}th"
    "|twentieth|thirtieth)"
)
#: one to thirty-nine
ENGLISH_CARDINAL = f"(?:(?:twenty|thirty)[ -](?:{_UNITS})|{_TEEN}|{ENGLISH_HOUR}|twenty|thirty)"


def english_number(text: str) -> int | None:
    """The value of 23, 23rd, twenty-three or twenty-third; None if it is not a number."""
    digits = text.rstrip("stndrh ")
    if digits.isdecimal():
        return int(digits)
    if text in _ENGLISH:
        return _ENGLISH[text]
    values = [_ENGLISH.get(word) for word in text.replace("-", " ").split()]
    if not values or None in values:
        return None
    return sum(value for value in values if value is not None)
