"""Methods about the bot itself, about chats and about files."""

import re

from bot.sandbox.calls import Call
from bot.sandbox.service import BotService, Method
from bot.sandbox.wire import Json, bad_request, dumps

MAX_COMMANDS = 100
_COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
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
    """Set the menu for a scope and language."""
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
    service.world.commands[_scope(call)] = kept
    service.world.publish("commands", 0)
    return True


def get_my_commands(service: BotService, call: Call) -> list[Json]:
    """The menu for a scope and language."""
    return service.world.commands.get(_scope(call), [])


def delete_my_commands(service: BotService, call: Call) -> bool:
    """Take the menu of a scope and language away."""
    service.world.commands.pop(_scope(call), None)
    service.world.publish("commands", 0)
    return True


def _scope(call: Call) -> str:
    scope = call.structure("scope") or {"type": "default"}
    return command_key(scope, call.text("language_code"))


def command_key(scope: Json, language_code: str) -> str:
    """The key under which `World.commands` keeps a menu."""
    chat = f":{scope['chat_id']}" if "chat_id" in scope else ""
    return f"{scope.get('type', 'default')}{chat}|{language_code}"


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
