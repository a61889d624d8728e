"""What the database holds of an obligation, before the knowledge is asked about its deadline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.directory.records import Unit
from bot.filings.records import Filer


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFiling:
    """That an item was filed, and stands."""

    id: int
    filed_at: datetime
    filed_by: Filer


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObligation:
    """A row of a unit that takes part, with the filings that stand."""

    id: int
    unit: Unit
    deadline: str
    extended_until_at: datetime | None
    filed_at: datetime | None
    waived_at: datetime | None
    reacted_at: datetime | None
    filings: Mapping[str, StoredFiling]  #: by item; "" for a deadline without items
