"""Storage: the file that holds the knowledge, kept whole whatever happens to whoever writes it."""

from bot.knowledge.storage.errors import KnowledgeNotWritten, NoSuchRecord, NoSuchVersion
from bot.knowledge.storage.store import KnowledgeStore
from bot.knowledge.storage.versions import KeptVersion

__all__ = [
    "KeptVersion",
    "KnowledgeNotWritten",
    "KnowledgeStore",
    "NoSuchRecord",
    "NoSuchVersion",
]
