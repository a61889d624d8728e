"""Validation: a document becomes `Knowledge`, or is refused with every problem at once.

`read` starts from the bytes of a file, `validate` from a parsed document; `remarks` says what is
allowed and yet doubtful. All are pure. `docs/knowledge.md` explains the rules to organisers.
"""

from bot.knowledge.validation.document import read, validate
from bot.knowledge.validation.draft import KnownIds
from bot.knowledge.validation.problem import KnowledgeRefused, Problem
from bot.knowledge.validation.reading import parse, version_of
from bot.knowledge.validation.remarks import remarks

__all__ = [
    "KnowledgeRefused",
    "KnownIds",
    "Problem",
    "parse",
    "read",
    "remarks",
    "validate",
    "version_of",
]
