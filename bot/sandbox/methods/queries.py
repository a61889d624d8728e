"""Methods that answer a pressed button or an inline query."""

import time

from bot.sandbox.calls import Call
from bot.sandbox.service import BotService, Method
from bot.sandbox.wire import Refused, bad_request

MAX_TOAST = 200
MAX_INLINE_RESULTS = 50


def answer_callback_query(service: BotService, call: Call) -> bool:
    """End the progress on a pressed button, with a few words or none; once."""
    query_id, text = call.text("callback_query_id"), call.text("text")
    if len(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    query = service.world.callback_queries.pop(query_id, None)
    if query is None or time.monotonic() - query.pressed_at > service.settings.query_lifetime:
        raise _too_old()
    answer = {"text": text, "show_alert": call.is_set("show_alert"), "url": call.text("url")}
    service.world.keep_answer(query_id, answer)
    service.world.publish(
        "callback_answer",
        query.chat_id,
        query_id=query_id,
        message_id=query.message_id,
        **answer,
    )
    return True


def answer_inline_query(service: BotService, call: Call) -> bool:
    """Offer results to somebody who types after the bot's name."""
    query_id = call.text("inline_query_id")
    results = call.structure("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results JSON object")
    if len(results) > MAX_INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if any(not 1 <= len(result_id.encode()) <= 64 for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    answers = service.world.inline_answers
    if query_id not in answers or answers[query_id] is not None:
        raise _too_old()
    answers[query_id] = {
        "results": results,
        "next_offset": call.text("next_offset"),
        "cache_time": call.integer("cache_time", 300),
        "is_personal": call.is_set("is_personal"),
        "button": call.structure("button"),
    }
    service.world.publish("inline_answer", 0, query_id=query_id)
    return True


def _too_old() -> Refused:
    return bad_request("query is too old and response timeout expired or query ID is invalid")


METHODS: dict[str, Method] = {
    "answercallbackquery": answer_callback_query,
    "answerinlinequery": answer_inline_query,
}
