"""Methods about the bot itself, and about the chats it is in."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from sandbox.telegram.arguments import Arguments
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.links import button_link
from sandbox.telegram.state import State

Json = dict[str, Any]
TEXTS = {"name": 64, "description": 512, "short_description": 120}
ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "supports_guest_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
    "has_topics_enabled": False,
    "allows_users_to_create_topics": False,
    "can_manage_bots": False,
}
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_me(state: State, _: Arguments) -> Json:
    """`getMe`; what BotFather was asked to change is in the profile."""
    return {**state.bot.as_json(), **ABILITIES, **state.profile.get(("abilities",), {})}


def get_file(state: State, arguments: Arguments) -> Json:
    """`getFile`."""
    return state.files.open_path(arguments.text("file_id"))


def set_commands(state: State, arguments: Arguments) -> bool:
    """`setMyCommands`, for a scope and a language."""
    commands = arguments.nested("commands", "Can't parse commands JSON object")
    if not isinstance(commands, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.profile["commands", *_place(state, arguments)] = [_command(one) for one in commands]
    return True


def _command(one: Any) -> Json:
    if not isinstance(one, dict) or not all(
        isinstance(one.get(name), str) for name in ("command", "description")
    ):
        raise bad_request("Can't parse BotCommand: expected an Object with command and description")
    command, description = one["command"].removeprefix("/").strip(), one["description"].strip()
    if not command:
        raise bad_request("Command must be non-empty")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > 256:
        raise bad_request("Command description length must not exceed 256")
    return {"command": command, "description": description}


def get_commands(state: State, arguments: Arguments) -> list[Json]:
    """`getMyCommands`: exactly those of the scope and language, without falling back."""
    commands: list[Json] = state.profile.get(("commands", *_place(state, arguments)), [])
    return commands


def delete_commands(state: State, arguments: Arguments) -> bool:
    """`deleteMyCommands`."""
    state.profile.pop(("commands", *_place(state, arguments)), None)
    return True


def _place(state: State, arguments: Arguments) -> tuple[str, ...]:
    scope = arguments.nested("scope", "Can't parse BotCommandScope JSON object") or {"type": "default"}
    if not isinstance(scope, dict) or not isinstance(scope.get("type"), str):
        raise bad_request("Object expected as command scope")
    if "chat_id" in scope:
        state.chats.named(str(scope["chat_id"]))
    return (scope["type"], str(scope.get("chat_id", "")), str(scope.get("user_id", "")), _language(arguments))


def _language(arguments: Arguments) -> str:
    language = arguments.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("Invalid language code specified")
    return language


def set_text(name: str, state: State, arguments: Arguments) -> bool:
    """`setMyName`, `setMyDescription`, `setMyShortDescription`."""
    text = arguments.text(name)
    if len(text) > TEXTS[name]:
        raise bad_request(f"Bot {name.replace('_', ' ')} is too long")
    state.profile[name, _language(arguments)] = text
    return True


def get_text(name: str, state: State, arguments: Arguments) -> Json:
    """`getMyName`, `getMyDescription`, `getMyShortDescription`: the language's own, else the common one."""
    default = state.bot.first_name if name == "name" else ""
    common = state.profile.get((name, ""), default)
    return {name: state.profile.get((name, _language(arguments))) or common}


def set_menu_button(state: State, arguments: Arguments) -> bool:
    """`setChatMenuButton`, for one chat or all."""
    button = arguments.nested("menu_button", "Can't parse menu button JSON object") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("MenuButton must be an Object of a known type")
    if button["type"] == "web_app":
        button = _web_app_button(button)
    state.profile["menu_button", _menu_chat(state, arguments)] = button
    return True


def _web_app_button(button: Json) -> Json:
    web_app = button.get("web_app")
    if not button.get("text") or not isinstance(web_app, dict):
        raise bad_request("MenuButtonWebApp must have a text and a web_app")
    return {
        **button,
        "web_app": {"url": button_link(str(web_app.get("url", "")), "Web App URL", secure=True)},
    }


def get_menu_button(state: State, arguments: Arguments) -> Json:
    """`getChatMenuButton`."""
    common = state.profile.get(("menu_button", ""), {"type": "default"})
    button: Json = state.profile.get(("menu_button", _menu_chat(state, arguments)), common)
    return button


def _menu_chat(state: State, arguments: Arguments) -> str:
    return str(state.chat(arguments).id) if arguments.text("chat_id") else ""


def get_chat(state: State, arguments: Arguments) -> Json:
    """`getChat`."""
    chat = state.chat(arguments)
    full = {
        **chat.head,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, chat.type == "private"),
    }
    if chat.pinned and (message := state.chats.find(chat, chat.pinned)):
        full["pinned_message"] = message.payload
    return full


def leave_chat(state: State, arguments: Arguments) -> bool:
    """`leaveChat`: groups only."""
    chat = state.chat(arguments)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    if not chat.present:
        raise ApiError(403, f"bot is not a member of the {chat.type} chat")
    chat.present = False
    return True


METHODS: dict[str, Callable[[State, Arguments], Any]] = {
    "getme": get_me,
    "getfile": get_file,
    "setmycommands": set_commands,
    "getmycommands": get_commands,
    "deletemycommands": delete_commands,
    "setmyname": partial(set_text, "name"),
    "getmyname": partial(get_text, "name"),
    "setmydescription": partial(set_text, "description"),
    "getmydescription": partial(get_text, "description"),
    "setmyshortdescription": partial(set_text, "short_description"),
    "getmyshortdescription": partial(get_text, "short_description"),
    "setchatmenubutton": set_menu_button,
    "getchatmenubutton": get_menu_button,
    "getchat": get_chat,
    "leavechat": leave_chat,
}
