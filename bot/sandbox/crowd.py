"""A crowd: many people at once who do what the bot asks of them, so that there is an audience."""

from bot.sandbox.people import People
from bot.sandbox.wire import Json
from bot.sandbox.world import World

_TICKS = ("✓", "✔", "✅", "☑")


class Crowd:
    """Comes to write one thing, and presses the first button that the bot answers with.

    Not if that is ticked: whoever has what they came for leaves it as it is.

    Args:
        world: where they live.
        people: writes and presses for them.
    """

    def __init__(self, world: World, people: People) -> None:
        self._world = world
        self._people = people
        self._waiting: set[int] = set()
        self._came = 0
        world.listen(self._notice)

    def come(self, count: int, text: str) -> None:
        """So many new people write a text."""
        for _ in range(count):
            self._came += 1
            chat_id = self._people.add_person(f"P{self._came}")
            self._waiting.add(chat_id)
            self._people.send(chat_id, text)

    def _notice(self, event: Json) -> None:
        """Press once, and then only read."""
        message = event.get("message")
        if event["chat_id"] not in self._waiting or not isinstance(message, dict):
            return
        if not message["from"]["is_bot"]:
            return
        self._waiting.discard(event["chat_id"])
        rows = message.get("reply_markup", {}).get("inline_keyboard", ())
        first: Json = next((button for row in rows for button in row), {})
        if (data := first.get("callback_data")) and not first["text"].startswith(_TICKS):
            self._people.press(event["chat_id"], message["message_id"], data)
