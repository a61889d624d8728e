"""Methods that put something new into a chat."""

from bot.sandbox.calls import Call
from bot.sandbox.entities import format_text, trim, utf16_length
from bot.sandbox.methods.keyboards import reply_markup
from bot.sandbox.service import BotService, Method
from bot.sandbox.wire import Json, bad_request
from bot.sandbox.world import Chat

MAX_TEXT = 4096
MAX_CAPTION = 1024
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def message_text(call: Call) -> Json:
    """The `text` and `entities` of a message, checked.

    Raises:
        Refused: it is empty, too long, or its markup is wrong.
    """
    text, entities = _formatted(call.arguments, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def message_caption(call: Call) -> Json:
    """The `caption` and `caption_entities` of a message, checked; nothing where it has none.

    Raises:
        Refused: it is too long, or its markup is wrong.
    """
    return caption_of(call.arguments)


def caption_of(arguments: Json) -> Json:
    """The same of arguments that may be those of one file of an album."""
    text, entities = _formatted(arguments, "caption", "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def _formatted(arguments: Json, text_name: str, entities_name: str) -> tuple[str, list[Json]]:
    call = Call("", arguments)
    text, entities = call.text(text_name), call.structure(entities_name)
    if entities and not call.text("parse_mode"):
        return trim(text, entities)
    return format_text(text, call.text("parse_mode"))


def send(service: BotService, call: Call, content: Json) -> Json:
    """Post a message from the bot, with the keyboard and the reply that the call asks for.

    Raises:
        Refused: the chat is not to be reached, the keyboard is wrong, or there are too many.
    """
    chat = service.world.reachable(call.arguments.get("chat_id"))
    markup = reply_markup(call)
    content = {**_reply(chat, call), **content}
    if markup:
        content["reply_markup"] = markup
    service.faults.admit(chat.id)
    message = service.world.post(chat, service.world.bot, content)
    if markup and "inline_keyboard" not in markup:
        # Telegram shows the keyboard and does not repeat it to the bot.
        return {key: value for key, value in message.items() if key != "reply_markup"}
    return message


def send_several(service: BotService, call: Call, contents: list[Json]) -> list[Json]:
    """Post messages from the bot that belong together, all of them or none.

    Raises:
        Refused: the chat is not to be reached, or there are too many.
    """
    chat = service.world.reachable(call.arguments.get("chat_id"))
    reply = _reply(chat, call)
    group = {"media_group_id": service.world.next_group_id()} if len(contents) > 1 else {}
    service.faults.admit(chat.id)
    bot = service.world.bot
    return [service.world.post(chat, bot, {**reply, **group, **each}) for each in contents]


def _reply(chat: Chat, call: Call) -> Json:
    parameters = call.structure("reply_parameters") or {}
    message_id = parameters.get("message_id") or call.integer("reply_to_message_id")
    if not message_id:
        return {}
    original = chat.messages.get(int(message_id))
    if original is None:
        if parameters.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in original.items() if k != "reply_to_message"}}


def send_message(service: BotService, call: Call) -> Json:
    """Send a text."""
    return send(service, call, message_text(call))


def send_location(service: BotService, call: Call) -> Json:
    """Send a point on the map."""
    return send(service, call, {"location": _location(call)})


def send_venue(service: BotService, call: Call) -> Json:
    """Send a point on the map with its name and address."""
    location, title, address = _location(call), call.text("title"), call.text("address")
    if not title:
        raise bad_request("title must be non-empty")
    if not address:
        raise bad_request("address must be non-empty")
    venue = {"location": location, "title": title, "address": address}
    return send(service, call, {"venue": venue, "location": location})


def _location(call: Call) -> Json:
    return {"latitude": call.number("latitude"), "longitude": call.number("longitude")}


def send_chat_action(service: BotService, call: Call) -> bool:
    """Show that the bot is writing."""
    chat = service.world.reachable(call.arguments.get("chat_id"))
    action = call.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    service.world.publish("action", chat.id, action=action)
    return True


def forward_message(service: BotService, call: Call) -> Json:
    """Send a message again, with where it came from."""
    original = _original(service, call, "message to forward not found")
    origin = {
        "type": "user",
        "sender_user": original["from"],
        "date": original["date"],
    }
    return send(service, call, {"forward_origin": origin, **_content(original)})


def copy_message(service: BotService, call: Call) -> Json:
    """Send a message again as if it were new."""
    content = _content(_original(service, call, "message to copy not found"))
    return {"message_id": send(service, call, content)["message_id"]}


def _original(service: BotService, call: Call, missing: str) -> Json:
    chat = service.world.reachable(call.arguments.get("from_chat_id"))
    try:
        return chat.messages[call.integer("message_id")]
    except KeyError:
        raise bad_request(missing) from None


def _content(message: Json) -> Json:
    ours = (
        "message_id",
        "from",
        "chat",
        "date",
        "edit_date",
        "media_group_id",
        "reply_to_message",
        "reply_markup",
    )
    return {key: value for key, value in message.items() if key not in ours}


METHODS: dict[str, Method] = {
    "sendmessage": send_message,
    "sendlocation": send_location,
    "sendvenue": send_venue,
    "sendchataction": send_chat_action,
    "forwardmessage": forward_message,
    "copymessage": copy_message,
}
