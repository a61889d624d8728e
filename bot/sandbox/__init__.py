"""A Bot API on this machine, and a chat page in the browser, to try everything with no token.

In a program or a test::

    async with Sandbox(clock=SettableClock(at)) as sandbox:  # port 0: a free one
        # the bot: ApplicationBuilder().token(sandbox.token).base_url(sandbox.base_url)
        person = sandbox.add_person("Li", language_code="zh-hans")
        sandbox.send(person, "/start")
        message = await sandbox.reply(person)
        sandbox.press(person, message["message_id"], "some-callback-data")

To try it in the browser, `await sandbox.start()` and open `sandbox.page_url`. Who one can be there
is listed in `personas.PERSONAS`, under ids that a configuration may name (as its administrators,
say); `Sandbox(zone=..., suggestions=...)` gives the page the edition's zone and questions to try.
`sandbox.listen()` tells, among other things, that somebody has set the clock. As a process of its
own, for end-to-end tests and benchmarks: `python -m bot.sandbox --port 8765`; what a test does with
the methods of `Sandbox` is then done over HTTP under `/sandbox/` (see `control`).

What goes wrong on the way to Telegram is set in `sandbox.faults`: latency, flood limits, broken and
missing answers. Blocked people and moved groups are `sandbox.block()` and `sandbox.migrate()`.
"""

from bot.sandbox.faults import Fault, Faults, FloodRules
from bot.sandbox.personas import PERSONAS, Persona
from bot.sandbox.server import TOKEN, Sandbox
from bot.sandbox.service import Settings

__all__ = [
    "PERSONAS",
    "TOKEN",
    "Fault",
    "Faults",
    "FloodRules",
    "Persona",
    "Sandbox",
    "Settings",
]
