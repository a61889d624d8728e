"""A sandbox as a process of its own: `python -m bot.sandbox --port 8765`."""

import argparse
import asyncio
import gc
import signal
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.clock import SettableClock
from bot.sandbox.faults import FloodRules
from bot.sandbox.server import TOKEN, Sandbox


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a sandbox until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765, help="0 for a free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--latency-ms", type=float, default=0, help="of every call")
    parser.add_argument("--flood", action="store_true", help="enforce Telegram's sending limits")
    parser.add_argument("--at", help="what time it is, as in 2026-08-23T10:00+08:00")
    parser.add_argument("--zone", default="", help="IANA zone of the times on the page")
    # A benchmark makes objects by the thousand, and hardly any garbage in cycles.
    gc.set_threshold(10_000)
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(_run(parser.parse_args(arguments)))


def _new_loop() -> asyncio.AbstractEventLoop:
    """The fastest loop there is, so that a benchmark measures the bot and not this."""
    try:
        import uvloop
    except ImportError:  # not on Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def _run(options: argparse.Namespace) -> None:
    at = datetime.fromisoformat(options.at) if options.at else datetime.now(UTC)
    sandbox = Sandbox(
        clock=SettableClock(at),
        host=options.host,
        port=options.port,
        token=options.token,
        zone=options.zone,
    )
    sandbox.faults.latency = options.latency_ms / 1000
    sandbox.faults.flood = FloodRules() if options.flood else None
    ended = asyncio.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, ended.set)
    async with sandbox:
        # The first lines of the output are read by whoever started it.
        print(f"page {sandbox.page_url}", flush=True)
        print(f"base_url {sandbox.base_url}", flush=True)
        print(f"token {sandbox.token}", flush=True)
        await ended.wait()


if __name__ == "__main__":
    main()
