"""Methods that change or remove what a chat holds already."""

from datetime import timedelta

from bot.sandbox.calls import Call
from bot.sandbox.methods.keyboards import reply_markup
from bot.sandbox.methods.sending import message_caption, message_text
from bot.sandbox.service import BotService, Method
from bot.sandbox.wire import Json, bad_request
from bot.sandbox.world import Chat

#: A bot may delete what is younger.
DELETABLE_FOR = timedelta(hours=48)

_COMPARED = ("text", "entities", "caption", "caption_entities", "reply_markup")


def edit_message_text(service: BotService, call: Call) -> Json:
    """Replace a message's text and keyboard."""
    chat, message = _editable(service, call)
    content = message_text(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _replace(service, chat, message, call, content, ("text", "entities"))


def edit_message_caption(service: BotService, call: Call) -> Json:
    """Replace the text under a file, and the keyboard."""
    chat, message = _editable(service, call)
    content = message_caption(call)
    if "text" in message:
        raise bad_request("there is no caption in the message to edit")
    return _replace(service, chat, message, call, content, ("caption", "caption_entities"))


def edit_message_reply_markup(service: BotService, call: Call) -> Json:
    """Replace a message's keyboard; none given takes it away."""
    chat, message = _editable(service, call)
    return _replace(service, chat, message, call, {}, ())


def _editable(service: BotService, call: Call) -> tuple[Chat, Json]:
    if call.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = service.world.reachable(call.arguments.get("chat_id"))
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"] is not service.world.bot:
        raise bad_request("message can't be edited")
    return chat, message


def _replace(
    service: BotService,
    chat: Chat,
    message: Json,
    call: Call,
    content: Json,
    replaced: tuple[str, ...],
) -> Json:
    kept = {k: v for k, v in message.items() if k not in (*replaced, "reply_markup")}
    edited = {**kept, **content}
    if markup := reply_markup(call, only_inline=True):
        edited["reply_markup"] = markup
    if all(edited.get(key) == message.get(key) for key in _COMPARED):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly"
            " the same as a current content and reply markup of the message"
        )
    if content:  # Telegram tells nobody that only the buttons were changed
        edited["edit_date"] = service.world.date()
    service.world.amend(chat, edited)
    return edited


def delete_message(service: BotService, call: Call) -> bool:
    """Remove one message."""
    chat = service.world.reachable(call.arguments.get("chat_id"))
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if service.world.date() - message["date"] > DELETABLE_FOR.total_seconds():
        raise bad_request("message can't be deleted for everyone")
    service.world.remove(chat, message["message_id"])
    return True


def delete_messages(service: BotService, call: Call) -> bool:
    """Remove several messages; those that are gone already are passed over."""
    chat = service.world.reachable(call.arguments.get("chat_id"))
    for message_id in call.structure("message_ids") or ():
        if int(message_id) in chat.messages:
            service.world.remove(chat, int(message_id))
    return True


def pin_chat_message(service: BotService, call: Call) -> bool:
    """Accept that a message is pinned."""
    chat = service.world.reachable(call.arguments.get("chat_id"))
    if call.integer("message_id") not in chat.messages:
        raise bad_request("message to pin not found")
    service.world.publish("pinned", chat.id, message_id=call.integer("message_id"))
    return True


def unpin_chat_message(service: BotService, call: Call) -> bool:
    """Accept that a message is no longer pinned."""
    service.world.reachable(call.arguments.get("chat_id"))
    return True


METHODS: dict[str, Method] = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "pinchatmessage": pin_chat_message,
    "unpinchatmessage": unpin_chat_message,
    "unpinallchatmessages": unpin_chat_message,
}
