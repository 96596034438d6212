"""What is said in a group is no order: of it only that somebody spoke is stored, for the group hears where to write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.updates import SERVICE

_NOBODY = {"id": 0, "is_bot": False, "first_name": ""}
_SAID = ("message", "edited_message", "callback_query")


def without_words_of_a_group(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """The update as it is; of a group nothing but that somebody wrote, in which language, and where to answer."""
    kind = next((each for each in _SAID if isinstance(update.get(each), dict)), "")
    message = update.get(kind, {})
    message = message.get("message") if kind == "callback_query" else message
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(chat, dict) or chat.get("type", "private") == "private":
        return update
    bare = {"update_id": update["update_id"]}
    if kind != "message" or any(message.get(each) for each in SERVICE):
        return bare
    where = {"chat": _some(chat, "id", "type")} | _some(message, "message_id", "date")
    return bare | {
        "message": where | {"from": _NOBODY | _some(message.get("from"), "is_bot", "language_code")}
    }


def _some(value: object, *names: str) -> dict[str, Any]:
    return {name: value[name] for name in names if name in value} if isinstance(value, dict) else {}
