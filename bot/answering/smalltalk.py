"""Small talk: greetings, thanks and the like, when a text is nothing else."""

from bot.answering.phrases import best_cover, weight_of
from bot.answering.reading import Reading
from bot.answering.words import Words

#: A longer text says something besides.
_MOST_UNITS = 14


def smalltalk_in(reading: Reading, words: Words) -> str | None:
    """The id of what is said, when it is nothing but courtesy."""
    units = reading.units
    if not units:
        return "greeting" if reading.folded.strip() else "help"
    if len(units) > _MOST_UNITS:
        return None
    matches = words.smalltalk.matches(units, tuple(unit.raw for unit in units))
    weighed = [(match.start, match.end, weight_of(match.end - match.start)) for match in matches]
    cover = best_cover(weighed, len(units))
    covered = {index for start, end in cover for index in range(start, end)}
    rest = [unit for index, unit in enumerate(units) if index not in covered]
    if not cover or len(rest) > 2 * len(covered):
        return None
    if not all(words.is_filler(unit.raw) for unit in rest):
        return None
    longest = max(cover, key=lambda stretch: stretch[1] - stretch[0])
    return next(m.meanings[0] for m in matches if (m.start, m.end) == longest)
