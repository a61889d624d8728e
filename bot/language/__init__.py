"""Languages and scripts: which one a text is in, and Chinese from one script into the other."""

from bot.language.conversion import (
    has_traditional,
    over_traditional,
    to_simplified,
    to_traditional,
)
from bot.language.detection import FALLBACKS, Language, detect, has_han

__all__ = [
    "FALLBACKS",
    "Language",
    "detect",
    "has_han",
    "has_traditional",
    "over_traditional",
    "to_simplified",
    "to_traditional",
]
