"""The report of an announcement as a table, for whoever files it. Pure."""

from collections.abc import Sequence

from bot.broadcasts.records import Report
from bot.directory.sheets import Table
from bot.locales import Texts

#: In characters.
REPORT_WIDTHS = (18, 26, 16, 60)
_COUNTED = ("sent", "failed", "unreachable", "uncertain", "withdrawn", "left")


def report_table(report: Report, texts: Texts) -> Table:
    """A header, the numbers, and a row for each recipient who was not surely reached.

    The numbers of the outcomes add up to the total.

    Args:
        report: of an announcement.
        texts: in the reader's language. Reasons keep the words of Telegram.
    """
    progress = report.progress
    header = ("outcome", "recipient", "count", "reason")
    rows: list[Sequence[str]] = [[texts(f"broadcasts.report.{name}") for name in header]]
    rows += [
        [texts(f"broadcasts.outcome.{name}"), "", str(getattr(progress, name)), ""]
        for name in _COUNTED
    ]
    rows.append([texts("broadcasts.report.total"), "", str(progress.total), ""])
    rows += [
        [
            texts(f"broadcasts.outcome.{each.outcome}"),
            each.name or str(each.address),
            "",
            each.reason,
        ]
        for each in report.undelivered
    ]
    return rows
