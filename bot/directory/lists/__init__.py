"""Lists: a table of units and contacts, as a person wrote it in Excel, becomes typed records.

`read_list` is all that the rest of the program calls. It reads no database and knows no Telegram.
"""

from bot.directory.lists.groups import Groups
from bot.directory.lists.problems import ListRefused
from bot.directory.lists.reading import read_list
from bot.directory.lists.records import ListedContact, ListedUnit, UnitList
from bot.directory.lists.tables import LARGEST_BYTES

__all__ = [
    "LARGEST_BYTES",
    "Groups",
    "ListRefused",
    "ListedContact",
    "ListedUnit",
    "UnitList",
    "read_list",
]
