"""Updates of the Bot API, and what may be odd about them: fields that are gone, new, of another type, or full of signs."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.sayings import GOOD, STRANGE

OLA = {"id": 1001, "is_bot": False, "first_name": "Ola", "language_code": "pl"}
CHAT = {"id": 1001, "type": "private", "first_name": "Ola"}
MESSAGE: dict[str, Any] = {"message_id": 7, "date": 1795165200, "chat": CHAT, "from": OLA}
FILE = {
    "file_id": "AgAD",
    "file_unique_id": "x1",
    "file_name": "a.csv",
    "file_size": 12,
    "mime_type": "text/csv",
}
PHOTO = {"file_id": "p", "file_unique_id": "p1", "width": 1, "height": 1}
ENTITY = {"type": "bold", "offset": 0, "length": 3}
BUTTON = {"text": "Wystaw", "callback_data": "issue:AAAAAAAAAAAAAAAAAAAAAAAAAE:1", "style": "success"}
ORIGINS = (
    {"type": "user", "date": 1795165200, "sender_user": OLA},
    {"type": "hidden_user", "date": 1795165200, "sender_user_name": "x"},
    {"type": "a-newer-kind", "date": 1795165200},
)
BODIES: tuple[dict[str, Any], ...] = (
    {"message": MESSAGE | {"text": GOOD}},
    {"message": MESSAGE | {"text": "/start abc", "entities": [ENTITY | {"type": "bot_command"}]}},
    {"message": MESSAGE | {"text": GOOD, "entities": [ENTITY, ENTITY | {"type": "a-newer-kind"}]}},
    {"message": MESSAGE | {"caption": GOOD, "document": FILE}},
    {"message": MESSAGE | {"photo": [PHOTO], "caption": "x"}},
    {"message": MESSAGE | {"voice": PHOTO | {"duration": 1}}},
    {"message": MESSAGE | {"text": GOOD, "reply_to_message": MESSAGE | {"text": "x", "reply_markup": {"inline_keyboard": [[BUTTON]]}}}},
    *({"message": MESSAGE | {"text": GOOD, "forward_origin": origin}} for origin in ORIGINS),
    {"message": MESSAGE | {"media_group_id": "7", "photo": [PHOTO], "caption": GOOD}},
    {"message": MESSAGE | {"media_group_id": "7", "document": FILE, "caption": "\u202eniczs"}},
    {"message": MESSAGE | {"is_automatic_forward": True, "forward_origin": ORIGINS[0], "document": FILE, "caption": GOOD}},
    {"message": MESSAGE | {"via_bot": OLA | {"id": 5, "is_bot": True}, "text": GOOD}},
    {"message": MESSAGE | {"quote": {"text": GOOD, "position": 0}, "text": "TAK", "reply_to_message": MESSAGE | {"text": GOOD}}},
    {"message": MESSAGE | {"contact": {"phone_number": "1", "first_name": "\u202e"}}},
    {"message": MESSAGE | {"web_app_data": {"data": "x", "button_text": "x"}}},
    {"message": MESSAGE | {"location": {"latitude": 1e308, "longitude": -0.0}}},
    {"message": MESSAGE | {"new_chat_members": [OLA], "group_chat_created": True}},
    {"message": MESSAGE | {"migrate_to_chat_id": -100123}},
    {"message": MESSAGE | {"sticker": PHOTO | {"type": "regular", "is_animated": False, "is_video": False}}},
    {"edited_message": MESSAGE | {"edit_date": 1795165300, "caption": GOOD, "document": FILE}},
    {"channel_post": MESSAGE | {"chat": {"id": -1001, "type": "channel", "title": "x"}, "text": GOOD}},
    {"business_message": MESSAGE | {"business_connection_id": "1", "text": GOOD}},
    {"inline_query": {"id": "1", "from": OLA, "query": GOOD, "offset": ""}},
    {"chat_join_request": {"chat": CHAT, "from": OLA, "user_chat_id": 1001, "date": 1}},
    {"message": MESSAGE | {"poll": {"id": "1", "question": "?", "options": []}}},
    {"message": MESSAGE | {"a_newer_kind_of_media": {"file_id": "x"}}},
    {"message": MESSAGE | {"chat": CHAT | {"type": "a-newer-kind"}, "text": GOOD}},
    {"message": MESSAGE | {"pinned_message": MESSAGE | {"date": 0}}},
    {"message": MESSAGE | {"gift": {"gift": {"id": "1"}}}},
    {"edited_message": MESSAGE | {"edit_date": 1795165300, "text": GOOD}},
    {"callback_query": {"id": "4", "from": OLA, "chat_instance": "1", "data": BUTTON["callback_data"], "message": MESSAGE | {"text": "x"}}},
    {"callback_query": {"id": "4", "from": OLA, "chat_instance": "1", "data": "x", "message": MESSAGE | {"date": 0}}},
    {"callback_query": {"id": "4", "from": OLA, "chat_instance": "1", "game_short_name": "x", "inline_message_id": "1"}},
    {"my_chat_member": {"chat": CHAT, "from": OLA, "date": 1, "old_chat_member": {}, "new_chat_member": {}}},
    {"message_reaction": {"chat": CHAT, "message_id": 7, "date": 1, "old_reaction": [], "new_reaction": [{"type": "a-newer-kind"}]}},
    {"a_newer_kind": {"chat": CHAT}},
    {},
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 10**30, 1.5, "", "x", "1001", [], {}, [None], {"id": None}, "a" * 5000, "\ud800", [[[]]],
)  # fmt: skip


@st.composite
def bodies(draw) -> dict[str, Any]:
    """What an update is about."""
    body = copy.deepcopy(draw(st.sampled_from(BODIES)))
    for _ in range(draw(st.integers(0, 3))):
        _break(draw, body)
    return body


def _break(draw, body: dict[str, Any]) -> None:
    places = list(_places(body))
    if not places:
        return
    holder, key = draw(st.sampled_from(places))
    match draw(st.sampled_from(["gone", "odd", "new", "signs"])):
        case "gone" if isinstance(holder, dict):
            del holder[key]
        case "new" if isinstance(holder, dict):
            holder["a_newer_field"] = copy.deepcopy(draw(st.sampled_from(ODD)))
        case "signs" if isinstance(holder[key], str):
            at = draw(st.integers(0, len(holder[key])))
            holder[key] = holder[key][:at] + draw(st.sampled_from(STRANGE)) + holder[key][at:]
        case _:
            holder[key] = copy.deepcopy(draw(st.sampled_from(ODD)))


def _places(value: Any):
    """Every place of a tree, as what holds it and under what name."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield value, key
        yield from _places(each)
