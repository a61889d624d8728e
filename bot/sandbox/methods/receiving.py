"""Methods by which a bot receives updates."""

from urllib.parse import urlsplit

from bot.sandbox.calls import Call
from bot.sandbox.service import BotService, Method
from bot.sandbox.updates import MAX_BATCH
from bot.sandbox.webhook import DEFAULT_CONNECTIONS, MAX_CONNECTIONS, Address
from bot.sandbox.wire import Json, bad_request, conflict

_SECRET_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


async def get_updates(service: BotService, call: Call) -> bytes:
    """Wait for updates and confirm those below `offset`."""
    if service.webhook.address is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first"
        )
    service.updates.allow(call.structure("allowed_updates"))
    return await service.polls.poll(
        offset=call.integer("offset"),
        limit=min(MAX_BATCH, max(1, call.integer("limit", MAX_BATCH))),
        timeout=max(0, call.integer("timeout")),
    )


async def set_webhook(service: BotService, call: Call) -> bool:
    """Have updates posted to an address; an empty one takes the webhook away."""
    url = call.text("url")
    if not url:
        return await delete_webhook(service, call)
    # Telegram demands https; here the bot is on the same machine.
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise bad_request("bad webhook: invalid URL")
    secret_token = call.text("secret_token")
    if len(secret_token) > 256 or not _SECRET_CHARACTERS.issuperset(secret_token):
        raise bad_request("secret token contains unallowed characters")
    service.updates.allow(call.structure("allowed_updates"))
    service.polls.end(conflict("terminated by setWebhook request"))
    if call.is_set("drop_pending_updates"):
        service.updates.drop_all()
    connections = call.integer("max_connections", DEFAULT_CONNECTIONS)
    address = Address(url, secret_token, min(MAX_CONNECTIONS, max(1, connections)))
    await service.webhook.point_at(address)
    return True


async def delete_webhook(service: BotService, call: Call) -> bool:
    """Go back to getUpdates."""
    if call.is_set("drop_pending_updates"):
        service.updates.drop_all()
    await service.webhook.point_at(None)
    return True


def get_webhook_info(service: BotService, _call: Call) -> Json:
    """How delivery stands."""
    webhook = service.webhook
    state: Json = {
        "url": webhook.address.url if webhook.address else "",
        "has_custom_certificate": False,
        "pending_update_count": len(service.updates.pending),
        "allowed_updates": sorted(service.updates.allowed),
    }
    if webhook.address is not None:
        state["max_connections"] = webhook.address.max_connections
    if webhook.last_error is not None:
        state["last_error_date"], state["last_error_message"] = webhook.last_error
    return state


METHODS: dict[str, Method] = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
