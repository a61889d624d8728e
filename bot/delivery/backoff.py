"""Backoff: how long to wait before trying again."""

import random


def backoff(failures: int, *, first: float = 0.5, most: float = 30.0) -> float:
    """Seconds to wait after this many failures in a row.

    Doubling, and at random between half and the whole, so that what failed together does not try
    again together.
    """
    whole = min(most, first * 2.0 ** min(max(failures - 1, 0), 16))
    return whole * random.uniform(0.5, 1.0)
