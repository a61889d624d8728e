"""`make bench`: run the benchmarks, print the table, fail if a budget is missed.

The names of some benchmarks may be given: `python -m tests.bench answers start`. With `--readme`
the table also takes the place of the one in README.md.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from tests.bench.report import Row, replaced, table

BENCHMARKS = ("answers", "start", "throughput", "outbox", "broadcast", "reminders")
README = Path(__file__).parents[2] / "README.md"


def main() -> int:
    """Run them; the exit status is 1 if a budget was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--readme", action="store_true", help="write the table to README.md")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"{', '.join(sorted(unknown))}: choose from {', '.join(BENCHMARKS)}")
    rows: list[Row] = []
    for name in options.names or BENCHMARKS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows.extend(import_module(f"tests.bench.{name}").measure())
    print(table(rows))
    if options.readme:
        page = README.read_text(encoding="utf-8")
        README.write_text(replaced(page, table(rows)), encoding="utf-8")
    return 0 if all(row.is_met is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
