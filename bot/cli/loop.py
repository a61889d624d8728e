"""The event loop of the commands that go on running."""

import asyncio
from collections.abc import Coroutine
from typing import Any


def run_until_done(work: Coroutine[Any, Any, None]) -> None:
    """Run it on the fastest loop there is."""
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(work)


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # not on Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
