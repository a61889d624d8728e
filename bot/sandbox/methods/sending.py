"""Methods that put something new into a chat."""

from bot.sandbox.calls import Call, UploadedFile
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
    text, entities = _formatted(call, "text", "entities")
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
    text, entities = _formatted(call, "caption", "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def _formatted(call: Call, text_name: str, entities_name: str) -> tuple[str, list[Json]]:
    text = call.text(text_name)
    entities = call.structure(entities_name)
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


def send_document(service: BotService, call: Call) -> Json:
    """Send a file."""
    stored, file = _file(service, call, "document")
    document = {**stored, "file_name": file.name, "mime_type": file.content_type}
    return send(service, call, {"document": document, **message_caption(call)})


def send_photo(service: BotService, call: Call) -> Json:
    """Send a picture; its size in pixels is not measured."""
    stored, _file_sent = _file(service, call, "photo")
    photo = [{**stored, "width": 800, "height": 800}]
    return send(service, call, {"photo": photo, **message_caption(call)})


def _file(service: BotService, call: Call, name: str) -> tuple[Json, UploadedFile]:
    """What the Bot API says of the file of a call, uploaded now or known by its file_id."""
    reference = call.text(name)
    uploaded = call.files.get(reference.removeprefix("attach://") if reference else name)
    if uploaded is None:
        known = service.world.files.get(reference)
        if known is None:
            reason = (
                f"there is no {name} in the request"
                if not reference
                else ("wrong file identifier/HTTP URL specified")
            )
            raise bad_request(reason)
        return {"file_id": reference, "file_unique_id": f"unique-{reference}"}, known[1]
    if not uploaded.content:
        raise bad_request("file must be non-empty")
    return service.world.store(f"{name}s", uploaded), uploaded


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
    ours = ("message_id", "from", "chat", "date", "edit_date", "reply_to_message", "reply_markup")
    return {key: value for key, value in message.items() if key not in ours}


METHODS: dict[str, Method] = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "sendlocation": send_location,
    "sendvenue": send_venue,
    "sendchataction": send_chat_action,
    "forwardmessage": forward_message,
    "copymessage": copy_message,
}
