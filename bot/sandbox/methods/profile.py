"""Methods about the bot itself, about chats and about files."""

import re

from bot.sandbox.calls import Call
from bot.sandbox.service import BotService, Method
from bot.sandbox.wire import Json, bad_request, dumps
from bot.sandbox.world import Chat, World

MAX_COMMANDS = 100
MAX_DOWNLOAD = 20 * 1024 * 1024
_COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
#: Of menus; the second kind is of one chat.
_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
#: What the set… and get… methods of the profile are about, and how long it may be.
_PROFILE = {"name": 64, "description": 512, "short_description": 120}


def get_me(service: BotService, _call: Call) -> Json:
    """The bot."""
    return {
        **service.world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": service.settings.reads_all_group_messages,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(service: BotService, call: Call) -> bool:
    """Set the menu for a scope and language; of no commands, there is none."""
    key = _key(service, call)
    commands = call.structure("commands") or []
    if not isinstance(commands, list) or len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for entry in commands:
        name, description = str(entry.get("command", "")), str(entry.get("description", ""))
        if not _COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name.removeprefix("/"), "description": description})
    if not kept:
        return delete_my_commands(service, call)
    service.world.commands[key] = kept
    service.world.publish("commands", 0)
    return True


def get_my_commands(service: BotService, call: Call) -> list[Json]:
    """The menu for a scope and language."""
    return service.world.commands.get(_key(service, call), [])


def delete_my_commands(service: BotService, call: Call) -> bool:
    """Take the menu of a scope and language away."""
    service.world.commands.pop(_key(service, call), None)
    service.world.publish("commands", 0)
    return True


def _key(service: BotService, call: Call) -> str:
    """Where the menu of a call's scope and language is kept.

    Raises:
        Refused: there is no such scope, chat or language.
    """
    scope = {"type": "default"} if (given := call.structure("scope")) is None else given
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    if (kind := scope.get("type")) in _CHAT_SCOPES:
        if scope.get("chat_id") in (None, ""):
            raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
        scope = {**scope, "chat_id": service.world.find(scope["chat_id"]).id}
    elif kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if not _LANGUAGE.fullmatch(code := call.text("language_code")):
        raise bad_request("invalid language code specified")
    return _key_of(scope, code)


def _key_of(scope: Json, language_code: str) -> str:
    whose = "".join(f":{scope[name]}" for name in ("chat_id", "user_id") if name in scope)
    return f"{scope['type']}{whose}|{language_code}"


def menu_of(world: World, chat: Chat) -> list[Json]:
    """The menu that Telegram shows in a chat: of the nearest scope, in the app's language first."""
    language = chat.language_code.partition("-")[0]
    everywhere = "all_private_chats" if chat.is_private else "all_group_chats"
    for scope in ({"type": "chat", "chat_id": chat.id}, {"type": everywhere}, {"type": "default"}):
        for code in (language, ""):
            if found := world.commands.get(_key_of(scope, code)):
                return found
    return []


def _set_profile(name: str) -> Method:
    def set_text(service: BotService, call: Call) -> bool:
        text = call.text(name)
        if len(text) > _PROFILE[name]:
            raise bad_request(f"{name} is too long")
        service.world.profile[f"{name}|{call.text('language_code')}"] = text
        service.world.publish("profile", 0)
        return True

    return set_text


def _get_profile(name: str) -> Method:
    def get_text(service: BotService, call: Call) -> Json:
        return {name: service.world.profile.get(f"{name}|{call.text('language_code')}", "")}

    return get_text


def get_chat(service: BotService, call: Call) -> Json:
    """What is known of a chat."""
    chat = service.world.reachable(call.arguments.get("chat_id"))
    return {**chat.chat_object(), "accent_color_id": 0, "max_reaction_count": 11}


def get_chat_member(service: BotService, call: Call) -> Json:
    """Whether somebody is in a group."""
    chat = service.world.reachable(call.arguments.get("chat_id"))
    user_id = call.integer("user_id")
    if user_id == service.world.bot["id"]:
        return {"status": "member", "user": service.world.bot}
    user = service.world.chats.get(user_id)
    if user is None or not user.is_private:
        raise bad_request("user not found")
    status = "member" if user_id in chat.member_ids or chat.id == user_id else "left"
    return {"status": status, "user": user.user_object()}


def get_file(service: BotService, call: Call) -> Json:
    """Where a file can be loaded from."""
    file_id = call.text("file_id")
    if file_id not in service.world.files:
        raise bad_request("invalid file_id")
    path, file = service.world.files[file_id]
    if len(file.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": f"unique-{file_id}",
        "file_size": len(file.content),
        "file_path": path,
    }


def accept(_service: BotService, _call: Call) -> bool:
    """Say yes and do nothing."""
    return True


def get_menu_button(_service: BotService, _call: Call) -> bytes:
    """The menu button, which opens the commands."""
    return dumps({"type": "commands"})


METHODS: dict[str, Method] = {
    "getme": get_me,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getfile": get_file,
    "setchatmenubutton": accept,
    "getchatmenubutton": get_menu_button,
    "setmydefaultadministratorrights": accept,
    "leavechat": accept,
    "logout": accept,
    "close": accept,
    **{f"setmy{name.replace('_', '')}": _set_profile(name) for name in _PROFILE},
    **{f"getmy{name.replace('_', '')}": _get_profile(name) for name in _PROFILE},
}
