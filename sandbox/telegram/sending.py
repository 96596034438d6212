"""Methods that put new messages into chats."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from sandbox.telegram.arguments import Arguments
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import StoredFile
from sandbox.telegram.formatting import caption_text, message_text
from sandbox.telegram.markup import Markup, read_markup
from sandbox.telegram.state import State, text_fields

Json = dict[str, Any]
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
MEDIA = {"document", "photo"}
COPIED = (
    "text", "entities", "caption", "caption_entities", "document", "photo", "voice", "sticker",
)  # fmt: skip


def send_message(state: State, arguments: Arguments) -> Json:
    """`sendMessage`."""
    text, entities = message_text(arguments)
    return _send(state, arguments, "text", text_fields(text, state.with_people(entities)))


def send_document(state: State, arguments: Arguments) -> Json:
    """`sendDocument`."""
    return _send_file(state, arguments, "document")


def send_photo(state: State, arguments: Arguments) -> Json:
    """`sendPhoto`."""
    return _send_file(state, arguments, "photo")


def _send_file(state: State, arguments: Arguments, kind: str) -> Json:
    text, entities = caption_text(arguments)
    stored = state.files.take(kind, arguments.text(kind), arguments, kind)
    return _send(state, arguments, kind, media_fields(state, stored, text, entities))


def media_fields(state: State, stored: StoredFile, text: str, entities: list[Json]) -> Json:
    """Return the fields of a Message with a file and its caption."""
    return {**stored.fields(), **text_fields(text, state.with_people(entities), caption=True)}


def _send(state: State, arguments: Arguments, kind: str, body: Json) -> Json:
    markup = read_markup(arguments)
    chat, head = _address(state, arguments)
    state.flood.pass_or_refuse(chat.id)
    return state.bot_posts(chat, kind, {**head, **body}, markup).payload


def _address(state: State, arguments: Arguments) -> tuple[Chat, Json]:
    """Find where a message goes and what it answers."""
    chat = state.chat(arguments)
    chat.refuse_if_closed()
    head: Json = {"has_protected_content": True} if arguments.flag("protect_content") else {}
    reply = arguments.nested("reply_parameters", "Can't parse reply parameters JSON object") or {}
    if not isinstance(reply, dict):
        raise bad_request("Object expected as reply parameters")
    target_id = reply.get("message_id") or arguments.integer("reply_to_message_id")
    if not target_id:
        return chat, head
    target = state.chats.find(chat, int(target_id))
    if target is not None:
        bare = {name: value for name, value in target.payload.items() if name != "reply_to_message"}
        return chat, {**head, "reply_to_message": bare}
    if reply.get("allow_sending_without_reply") or arguments.flag("allow_sending_without_reply"):
        return chat, head
    raise bad_request("message to be replied not found")


def send_media_group(state: State, arguments: Arguments) -> list[Json]:
    """`sendMediaGroup`: 2 to 10 documents, or as many photos."""
    media = arguments.nested("media", "Can't parse media JSON object")
    if not isinstance(media, list) or not 2 <= len(media) <= 10:
        raise bad_request("Media group must include 2-10 items")
    items = [read_media(state, arguments, one) for one in media]
    if len({kind for kind, _ in items}) > 1 and any(kind == "document" for kind, _ in items):
        raise bad_request("Document can't be mixed with other media types")
    chat, head = _address(state, arguments)
    state.flood.pass_or_refuse(chat.id, len(items))
    head["media_group_id"] = str(secrets.randbits(53))
    return [state.bot_posts(chat, kind, {**head, **body}, Markup()).payload for kind, body in items]


def read_media(state: State, arguments: Arguments, media: Any) -> tuple[str, Json]:
    """Read one InputMedia: its kind and the fields it gives a message.

    Raises:
        ApiError: 400 when it cannot be read or its file is missing.
    """
    if not isinstance(media, dict):
        raise bad_request("Can't parse InputMedia: expected an Object")
    kind = str(media.get("type", ""))
    if kind not in MEDIA:
        raise bad_request(f"Can't parse InputMedia: type \"{kind}\" can't be used here")
    own = Arguments(media, arguments.files)
    stored = state.files.take(kind, own.text("media"), own, "")
    text, entities = caption_text(own)
    return kind, media_fields(state, stored, text, entities)


def copy_message(state: State, arguments: Arguments) -> Json:
    """`copyMessage`: answers with the new identifier only."""
    source = _source(state, arguments, "copy")
    body = {name: source.payload[name] for name in COPIED if name in source.payload}
    if "caption" in arguments.values and source.kind != "text":
        text, entities = caption_text(arguments)
        body = {name: value for name, value in body.items() if not name.startswith("caption")}
        body |= text_fields(text, state.with_people(entities), caption=True)
    return {"message_id": _send(state, arguments, source.kind, body)["message_id"]}


def forward_message(state: State, arguments: Arguments) -> Json:
    """`forwardMessage`."""
    source = _source(state, arguments, "forward")
    body = {name: source.payload[name] for name in COPIED if name in source.payload}
    origin = {"type": "user", "sender_user": source.payload["from"], "date": source.payload["date"]}
    return _send(state, arguments, source.kind, {**body, "forward_origin": origin})


def _source(state: State, arguments: Arguments, verb: str) -> Any:
    place = Arguments({"chat_id": arguments.text("from_chat_id"), "message_id": arguments.text("message_id")})
    return state.message(place, verb)


def send_chat_action(state: State, arguments: Arguments) -> bool:
    """`sendChatAction`."""
    action = arguments.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = state.chat(arguments)
    chat.refuse_if_closed()
    chat.action = action
    state.world.events.add("telegram", what="action", chat=chat.id, action=action)
    return True


METHODS: dict[str, Callable[[State, Arguments], Any]] = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "sendmediagroup": send_media_group,
    "copymessage": copy_message,
    "forwardmessage": forward_message,
    "sendchataction": send_chat_action,
}
