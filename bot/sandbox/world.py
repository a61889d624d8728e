"""The world: the people and groups that a bot talks with, and what was said."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.sandbox.calls import UploadedFile
from bot.sandbox.files import FileKind, folder_of
from bot.sandbox.turnaround import Turnaround
from bot.sandbox.wire import Json, bad_request, forbidden, migrated

#: A day of heavy use; past it the oldest messages of a chat are forgotten.
KEPT_MESSAGES = 500
KEPT_FILES = 200
KEPT_ANSWERS = 1_000
#: The many people of a benchmark have ids from here on.
FIRST_LOAD_CHAT = 10_000_001

Listener = Callable[[Json], None]


@dataclass(slots=True)
class Chat:
    """One chat and its messages, as the Bot API writes them."""

    id: int
    kind: str  #: private, group or supergroup
    name: str
    language_code: str = "zh-hans"
    persona: str = ""  #: the role that the page shows it under; empty for one that it hides
    is_blocked: bool = False
    migrated_to: int | None = None
    member_ids: list[int] = field(default_factory=list)
    messages: dict[int, Json] = field(default_factory=dict)
    last_message_id: int = 0

    @property
    def is_private(self) -> bool:
        """Whether one person is on the other side."""
        return self.kind == "private"

    def chat_object(self) -> Json:
        """The chat as messages carry it."""
        key = "first_name" if self.is_private else "title"
        return {"id": self.id, key: self.name, "type": self.kind}

    def user_object(self) -> Json:
        """The person of a private chat."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language_code,
        }


@dataclass(slots=True)
class CallbackQuery:
    """A press of a button that the bot has not answered yet."""

    chat_id: int
    message_id: int
    pressed_at: float  #: on the monotonic clock


class World:
    """Everything that a Bot API server remembers about one bot."""

    def __init__(self, clock: Clock, bot: Json) -> None:
        self.clock = clock
        self.bot = bot
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, tuple[str, UploadedFile]] = {}  #: by file_id: path and content
        self.callback_queries: dict[str, CallbackQuery] = {}
        self.callback_answers: dict[str, Json] = {}  #: by query
        self.inline_answers: dict[str, Json | None] = {}  #: by query; None until answered
        self.commands: dict[str, list[Json]] = {}  #: by scope and language
        self.profile: dict[str, str] = {}
        self.sent: deque[Json] = deque(maxlen=20_000)  #: the bot's messages, newest last
        self.sent_count = 0
        self.turnaround = Turnaround()
        self._listeners: list[Listener] = []
        self._last_query_id = 0
        self._last_group_id = 10**10

    # -- who listens

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on; the result ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, kind: str, chat_id: int, **more: object) -> None:
        """Tell the listeners what happened."""
        if self._listeners:
            event: Json = {"event": kind, "chat_id": chat_id, **more}
            for listener in tuple(self._listeners):
                listener(event)

    # -- chats

    def add_chat(self, chat: Chat) -> Chat:
        """Make a chat known."""
        self.chats[chat.id] = chat
        self.publish("chat", chat.id)
        return chat

    def free_id(self, *, group: bool = False) -> int:
        """An id that no chat has yet."""
        used = self.chats.keys()
        if group:
            return min((i for i in used if -(10**12) < i < 0), default=-5000) - 1
        return max((i for i in used if 100_000 < i < FIRST_LOAD_CHAT), default=100_000) + 1

    def reachable(self, address: object) -> Chat:
        """The chat that the bot may write to under this address.

        Raises:
            Refused: there is none, it has moved, or the bot was blocked or removed.
        """
        chat = self.find(address)
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        if chat.is_blocked:
            if chat.is_private:
                raise forbidden("bot was blocked by the user")
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        return chat

    def find(self, address: object) -> Chat:
        """The chat with this id.

        Raises:
            Refused: there is none.
        """
        if address in (None, ""):
            raise bad_request("chat_id is empty")
        try:
            return self.chats[int(str(address))]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None

    def personas(self) -> Iterator[Chat]:
        """The chats that the page offers."""
        return (chat for chat in self.chats.values() if chat.persona)

    # -- messages

    def date(self) -> int:
        """Now, in Unix seconds."""
        return int(self.clock.now().timestamp())

    def post(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Add a message to a chat and tell the listeners."""
        chat.last_message_id += 1
        message: Json = {
            "message_id": chat.last_message_id,
            "from": sender,
            "chat": chat.chat_object(),
            "date": self.date(),
            **content,
        }
        chat.messages[chat.last_message_id] = message
        if len(chat.messages) > KEPT_MESSAGES:
            del chat.messages[next(iter(chat.messages))]
        if sender is self.bot:
            self.sent.append(message)
            self.sent_count += 1
            self.turnaround.answer(chat.id)
        self.publish("message", chat.id, message=message)
        return message

    def amend(self, chat: Chat, message: Json) -> None:
        """Put an edited message in the place of the one with its id."""
        chat.messages[message["message_id"]] = message
        self.publish("edited", chat.id, message=message)

    def remove(self, chat: Chat, message_id: int) -> None:
        """Delete a message."""
        del chat.messages[message_id]
        self.publish("deleted", chat.id, message_id=message_id)

    # -- files and queries

    def store(self, kind: FileKind, file: UploadedFile) -> Json:
        """Keep a file; what the Bot API says of it."""
        number = len(self.files) and int(next(reversed(self.files)).rsplit("-", 1)[1])
        file_id = f"sandbox-file-{number + 1}"
        suffix = file.name.rpartition(".")[2] if "." in file.name else "bin"
        self.files[file_id] = (f"{folder_of(kind)}/file_{number + 1}.{suffix}", file)
        if len(self.files) > KEPT_FILES:
            del self.files[next(iter(self.files))]
        return self.described(file_id)

    def described(self, file_id: str) -> Json:
        """What the Bot API says of a file that is kept."""
        return {
            "file_id": file_id,
            "file_unique_id": f"unique-{file_id}",
            "file_size": len(self.files[file_id][1].content),
        }

    def next_group_id(self) -> str:
        """An id for an album."""
        self._last_group_id += 1
        return str(self._last_group_id)

    def next_query_id(self) -> str:
        """An id for a callback or inline query."""
        self._last_query_id += 1
        return str(self._last_query_id)

    def keep_answer(self, query_id: str, answer: Json) -> None:
        """Remember what a pressed button was answered with."""
        self.callback_answers[query_id] = answer
        if len(self.callback_answers) > KEPT_ANSWERS:
            del self.callback_answers[next(iter(self.callback_answers))]
