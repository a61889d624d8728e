"""The event loop of the commands that go on running."""

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any

#: New objects between two looks for garbage. An update makes some two hundred, few in cycles; with
#: Python's own 700, looking took a sixth of the time of an answer and a tenth of that of the start.
GARBAGE_THRESHOLD = 10_000


def run_until_done(work: Coroutine[Any, Any, None]) -> None:
    """Run it on the fastest loop there is."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(work)


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # not on Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
