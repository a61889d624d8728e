"""What a method is."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.calls import Call
from bot.sandbox.service import BotService

#: Takes the call and gives its `result`: JSON, bytes that are JSON already, or an awaitable of one.
#: It raises `Refused` where Telegram says no.
Method = Callable[[BotService, Call], Any]
