"""The audit as a table, for whoever has to look into what was done. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from bot.directory.records import AuditLine
from bot.directory.sheets import Table
from bot.locales import Texts

#: In characters; what was and what is are the longest.
AUDIT_WIDTHS = (20, 18, 24, 22, 50, 50)
_COLUMNS = ("at", "actor", "action", "subject", "before", "after")


def audit_table(lines: Sequence[AuditLine], *, zone: tzinfo, texts: Texts) -> Table:
    """A header, and a row for each line: when, who, what, to what, what was, what is.

    Args:
        lines: in any order, which stays.
        zone: of the edition, on whose clocks it is told.
        texts: in the reader's language. What was done keeps its name, by which it can be sought.
    """
    header = [texts(f"members.audit.{column}") for column in _COLUMNS]
    return [header] + [
        [
            line.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
            line.actor or texts("members.audit.operator"),
            line.action,
            line.subject,
            _written(line.before),
            _written(line.after),
        ]
        for line in lines
    ]


def _written(values: Mapping[str, Any] | None) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True)
