"""The other side of the chat: what people do, and the updates that it makes."""

import random
import time
from collections.abc import Sequence

from bot.sandbox.calls import UploadedFile
from bot.sandbox.entities import find_entities
from bot.sandbox.files import FileKind, attached, kind_sent_by_phones
from bot.sandbox.updates import Updates
from bot.sandbox.wire import Json
from bot.sandbox.world import CallbackQuery, Chat, World

KEPT_QUERIES = 10_000
#: Apps send no larger ones.
ALBUM_SIZE = 10


class People:
    """Writes, presses and blocks on behalf of the people in the world."""

    def __init__(self, world: World, updates: Updates, reads_all_group_messages: bool) -> None:
        self._world = world
        self._updates = updates
        self._reads_all = reads_all_group_messages
        self._chat_instance = str(random.getrandbits(62))

    def add_person(
        self,
        name: str,
        *,
        language_code: str = "zh-hans",
        chat_id: int | None = None,
        persona: str = "",
    ) -> int:
        """Somebody with a private chat with the bot; the id of both."""
        chat_id = chat_id or self._world.free_id()
        chat = Chat(chat_id, "private", name, language_code=language_code, persona=persona)
        return self._world.add_chat(chat).id

    def add_group(self, title: str, member_ids: list[int], *, is_supergroup: bool = False) -> int:
        """A group that the bot is taken into; its id. Its first member is who adds the bot."""
        if not member_ids:
            raise ValueError("member_ids is empty: a group needs somebody who adds the bot")
        chat_id = self._world.free_id(group=True) - (10**12 if is_supergroup else 0)
        kind = "supergroup" if is_supergroup else "group"
        chat = self._world.add_chat(Chat(chat_id, kind, title, member_ids=list(member_ids)))
        self._member_changed(chat, member_ids[0], "left", "member")
        return chat_id

    def send(
        self, chat_id: int, text: str, *, sender_id: int | None = None, reply_to: int | None = None
    ) -> Json:
        """Write a text; the message, whose update is queued.

        Args:
            chat_id: a private chat or a group.
            text: what is written; commands and links in it are found as Telegram finds them.
            sender_id: who in a group writes; its first member if not given.
            reply_to: the message that is answered.
        """
        content: Json = {"text": text}
        if entities := find_entities(text):
            content["entities"] = entities
        chat = self._world.chats[chat_id]
        if reply_to is not None:
            content["reply_to_message"] = chat.messages[reply_to]
        return self._post(chat, sender_id, content)

    def send_file(
        self, chat_id: int, file: UploadedFile, *, caption: str = "", sender_id: int | None = None
    ) -> Json:
        """Send a document; the message, whose update is queued."""
        (message,) = self._send(chat_id, [(FileKind.DOCUMENT, file)], caption, sender_id)
        return message

    def send_files(
        self,
        chat_id: int,
        files: Sequence[UploadedFile],
        *,
        caption: str = "",
        sender_id: int | None = None,
    ) -> list[Json]:
        """Send what somebody picks at once, as Telegram's apps do; the messages.

        Pictures and videos are sent as such, and become albums of up to ten; so do other files,
        after them. The caption stands under the first.
        """
        kinds = [(kind_sent_by_phones(file), file) for file in files]
        seen = [each for each in kinds if each[0] is not FileKind.DOCUMENT]
        others = [each for each in kinds if each[0] is FileKind.DOCUMENT]
        sent: list[Json] = []
        for together in (seen, others):
            for start in range(0, len(together), ALBUM_SIZE):
                album = together[start : start + ALBUM_SIZE]
                sent += self._send(chat_id, album, "" if sent else caption, sender_id)
        return sent

    def _send(
        self,
        chat_id: int,
        album: Sequence[tuple[FileKind, UploadedFile]],
        caption: str,
        sender_id: int | None,
    ) -> list[Json]:
        group = {"media_group_id": self._world.next_group_id()} if len(album) > 1 else {}
        chat = self._world.chats[chat_id]
        sent: list[Json] = []
        for kind, file in album:
            content = {**attached(kind, self._world.store(kind, file), file), **group}
            if caption and not sent:
                content["caption"] = caption
                if entities := find_entities(caption):
                    content["caption_entities"] = entities
            sent.append(self._post(chat, sender_id, content))
        return sent

    def edit(self, chat_id: int, message_id: int, text: str) -> Json:
        """Change a text written before; the message, whose update is queued."""
        chat = self._world.chats[chat_id]
        message = {**chat.messages[message_id], "text": text, "edit_date": self._world.date()}
        self._world.amend(chat, message)
        self._updates.push("edited_message", message, lane=chat.id)
        return message

    def press(
        self, chat_id: int, message_id: int, callback_data: str, *, sender_id: int | None = None
    ) -> str:
        """Press the button with this data; the query's id.

        Raises:
            KeyError: the message, or the button, is not there.
        """
        chat = self._world.chats[chat_id]
        message = chat.messages[message_id]
        rows = message.get("reply_markup", {}).get("inline_keyboard", ())
        if not any(b.get("callback_data") == callback_data for row in rows for b in row):
            raise KeyError(f"message {message_id} has no button with data {callback_data!r}")
        return self._press(chat, message, callback_data, sender_id)

    def press_stale(self, chat_id: int, message: Json, callback_data: str) -> str:
        """Press a button of a message that may be gone or changed; the query's id."""
        return self._press(self._world.chats[chat_id], message, callback_data, None)

    def _press(self, chat: Chat, message: Json, callback_data: str, sender_id: int | None) -> str:
        query_id = self._world.next_query_id()
        queries = self._world.callback_queries
        queries[query_id] = CallbackQuery(chat.id, message["message_id"], time.monotonic())
        if len(queries) > KEPT_QUERIES:
            del queries[next(iter(queries))]
        content = {
            "id": query_id,
            "from": self._sender(chat, sender_id),
            "message": message,
            "chat_instance": self._chat_instance,
            "data": callback_data,
        }
        self._updates.push("callback_query", content, lane=chat.id)
        return query_id

    def inline(self, user_id: int, query: str, *, offset: str = "") -> str:
        """Type after the bot's name in some chat; the query's id."""
        query_id = self._world.next_query_id()
        self._world.inline_answers[query_id] = None
        if len(self._world.inline_answers) > KEPT_QUERIES:
            del self._world.inline_answers[next(iter(self._world.inline_answers))]
        user = self._world.chats[user_id].user_object()
        content = {"id": query_id, "from": user, "query": query, "offset": offset}
        self._updates.push("inline_query", content, lane=user_id)
        return query_id

    def block(self, chat_id: int) -> None:
        """Block the bot, or remove it from a group: calls are refused, the bot is told."""
        self._set_blocked(self._world.chats[chat_id], True)

    def unblock(self, chat_id: int) -> None:
        """Let the bot in again."""
        self._set_blocked(self._world.chats[chat_id], False)

    def _set_blocked(self, chat: Chat, is_blocked: bool) -> None:
        if chat.is_blocked is is_blocked:
            return
        chat.is_blocked = is_blocked
        old, new = ("member", "kicked") if is_blocked else ("kicked", "member")
        actor = chat.id if chat.is_private else chat.member_ids[0]
        self._member_changed(chat, actor, old, new)
        self._world.publish("chat", chat.id)

    def migrate(self, chat_id: int) -> int:
        """Make a group a supergroup; its new id, under which alone it can be reached."""
        old = self._world.chats[chat_id]
        new_id = self._world.free_id(group=True) - 10**12
        new = Chat(new_id, "supergroup", old.name, member_ids=list(old.member_ids))
        self._world.add_chat(new)
        old.migrated_to = new_id
        self._post(old, None, {"migrate_to_chat_id": new_id})
        self._post(new, None, {"migrate_from_chat_id": chat_id})
        return new_id

    def _sender(self, chat: Chat, sender_id: int | None) -> Json:
        if chat.is_private:
            return chat.user_object()
        return self._world.chats[sender_id or chat.member_ids[0]].user_object()

    def _post(self, chat: Chat, sender_id: int | None, content: Json) -> Json:
        message = self._world.post(chat, self._sender(chat, sender_id), content)
        if chat.is_private or self._reads_all or self._concerns_bot(content):
            self._updates.push("message", message, lane=chat.id)
            self._world.turnaround.ask(chat.id)
        return message

    def _concerns_bot(self, content: Json) -> bool:
        """Whether privacy mode lets the bot have a message of a group."""
        if "text" not in content:
            return True  # what a service message says is for everybody
        reply = content.get("reply_to_message")
        if reply is not None and reply["from"] is self._world.bot:
            return True
        return any(e["type"] == "bot_command" for e in content.get("entities", ()))

    def _member_changed(self, chat: Chat, actor_id: int, old: str, new: str) -> None:
        def member(status: str) -> Json:
            entry: Json = {"user": self._world.bot, "status": status}
            return {**entry, "until_date": 0} if status == "kicked" else entry

        content = {
            "chat": chat.chat_object(),
            "from": self._world.chats[actor_id].user_object(),
            "date": self._world.date(),
            "old_chat_member": member(old),
            "new_chat_member": member(new),
        }
        self._updates.push("my_chat_member", content, lane=chat.id)
