"""A message as the sandbox's page and stories see it."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.chats import Message
from sandbox.telegram.rendering import to_html

Json = dict[str, Any]
FILE_NAMES = {"photo": "photo.png", "voice": "voice.ogg", "sticker": "sticker.webp"}


def view(message: Message) -> Json:
    """Return the message in the shape of the control API.

    Beyond the contract: `seq` (place in the order of changes), `html` (safe, line breaks kept as they are),
    `kind`, `date` (Unix seconds), `reaction`, `keyboard`, `deleted` (then nothing else is left in it).
    """
    payload = {} if message.deleted else message.payload
    text = payload.get("text") or payload.get("caption") or ""
    entities = payload.get("entities") or payload.get("caption_entities") or []
    rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
    return {
        "message_id": message.message_id,
        "seq": message.seq,
        "from": "bot" if message.by_bot else "user",
        "kind": message.kind,
        "date": message.payload["date"],
        "text": text,
        "html": to_html(text, entities),
        "buttons": [[_button(one) for one in row] for row in rows],
        "document": _document(message) if payload else None,
        "edited": "edit_date" in payload,
        "reaction": message.reaction,
        "keyboard": message.keyboard,
        "deleted": message.deleted,
    }


def _button(button: Json) -> Json:
    seen: Json = {"text": button["text"]}
    if "url" in button:
        seen["url"] = button["url"]
    if "web_app" in button:
        seen["url"] = seen["web_app"] = button["web_app"]["url"]
    if "copy_text" in button:
        seen["copy"] = button["copy_text"]["text"]
    if "style" in button:
        seen["style"] = button["style"]
    if "disabled" in button:
        seen["disabled"] = True
    return seen


def _document(message: Message) -> Json | None:
    payload = message.payload
    carried = next(
        (payload[kind] for kind in ("document", "photo", "voice", "sticker") if kind in payload), None
    )
    if carried is None:
        return None
    if isinstance(carried, list):
        carried = carried[-1]
    return {
        "name": carried.get("file_name") or FILE_NAMES.get(message.kind, "file"),
        "size": carried["file_size"],
        "url": f"/api/chats/{message.chat.id}/files/{carried['file_id']}",
    }
