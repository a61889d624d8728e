"""How files are carried to a chat."""

from collections.abc import Awaitable, Callable

from bot.channels.telegram.rendering import Reply

#: Sends a file to an address: its content, its name, and what stands under it, which is cut where
#: Telegram would refuse it.
SendFile = Callable[[int, bytes, str, str], Awaitable[None]]
#: Sends a picture (PNG) to an address, with words and buttons under it.
SendPhoto = Callable[[int, bytes, Reply], Awaitable[None]]
