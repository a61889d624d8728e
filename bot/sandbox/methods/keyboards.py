"""Keyboards: what Telegram refuses in a `reply_markup`."""

import re

from bot.sandbox.calls import Call
from bot.sandbox.wire import Json, bad_request

MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64
_BUTTON_URL = re.compile(r"(?:https?://[^\s/]+|tg://)\S*", re.IGNORECASE)
_ACTIONS = (
    "callback_data",
    "url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "copy_text",
    "callback_game",
    "pay",
)


def reply_markup(call: Call, *, only_inline: bool = False) -> Json | None:
    """The call's keyboard, checked; None where it has none.

    Args:
        call: the call.
        only_inline: an edited message can have no other kind.

    Raises:
        Refused: no JSON object, a button without an action, or data of more than 64 bytes.
    """
    markup = call.structure("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        if only_inline:
            raise bad_request("inline keyboard expected")
        return markup
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _check(button)
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": [row for row in rows if row]} if buttons else None


def _check(button: object) -> None:
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request('can\'t parse inline keyboard button: field "text" must be non-empty')
    if not any(action in button for action in _ACTIONS):
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        size = len(str(button["callback_data"]).encode())
        if not 1 <= size <= MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not _BUTTON_URL.fullmatch(str(button["url"])):
        raise bad_request(
            f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )
