"""`make bench`: run the benchmarks, print the table, fail if a budget is missed.

The names of some benchmarks may be given: `python -m tests.bench answers start`.
"""

import sys
from importlib import import_module

from tests.bench.report import Row, table

BENCHMARKS = ("answers", "start", "throughput")


def main(names: list[str]) -> int:
    """Run them; the exit status is 1 if a budget was missed."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"{', '.join(sorted(unknown))}: choose from {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    for name in names or BENCHMARKS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows.extend(import_module(f"tests.bench.{name}").measure())
    print(table(rows))
    return 0 if all(row.is_met is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
