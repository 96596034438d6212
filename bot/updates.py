"""A Telegram update becomes what a person did."""

from __future__ import annotations

import json
import logging
from typing import Any

from aiogram.types import CallbackQuery, Message, Update
from pydantic import ValidationError

from bot.withholding import WITHHELD
from invoicing.services.messages import Channel, Choice, Incoming, IncomingFile, Sender
from invoicing.services.records import Received

log = logging.getLogger(__name__)

_MEDIA = (
    "sticker", "photo", "voice", "video", "video_note", "audio", "animation", "document", "contact", "location",
    "poll", "dice",
)  # fmt: skip
SERVICE = (
    "pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed",
    "new_chat_title", "new_chat_photo", "delete_chat_photo", "left_chat_member", "boost_added", "connected_website",
    "proximity_alert_triggered", "video_chat_started", "video_chat_ended", "video_chat_scheduled",
)  # fmt: skip
"""What Telegram writes about a chat; nobody said anything."""
_WHO = ("id", "is_bot", "first_name", "language_code")
_LANGUAGES = {"pl", "en", "uk"}


def to_incoming(received: Received) -> Incoming | None:
    """Read a stored update; None for kinds nobody answers (membership changes, foreign bots), and for what is none."""
    try:
        return _read(received, Update.model_validate_json(received.raw))
    except ValidationError:
        return _of_newer_shape(received)


def _of_newer_shape(received: Received) -> Incoming | None:
    """What the library cannot read: whoever sent it hears so, and no word of it counts, for it may be forwarded.

    A tap on such a message is a tap: what its button does, the books decide.
    """
    raw: dict[str, Any] = json.loads(received.raw)
    known: dict[str, Any]
    message, tap = raw.get("message"), raw.get("callback_query")
    try:
        if isinstance(tap, dict):
            bare = _bare(tap, ("id", "data", "chat_instance")) | {"from": _bare(tap.get("from"), _WHO)}
            known = {"callback_query": bare | {"message": _bare_message(tap.get("message"))}}
        else:
            known = {"message": _bare_message(message)}
        return _read(received, Update.model_validate({"update_id": 0} | known))
    except ValidationError:
        log.warning("an update that nobody can be asked about", extra={"received": received.key})
        return None


def _bare_message(message: Any) -> dict[str, Any] | None:
    """Who wrote where and when, and nothing of what."""
    if not isinstance(message, dict):
        return None
    bare = _bare(message, ("message_id", "date"))
    sender = {"from": _bare(message["from"], _WHO)} if "from" in message else {}
    return bare | {"chat": _bare(message.get("chat"), ("id", "type"))} | sender


def _bare(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value[name] for name in names if name in value} if isinstance(value, dict) else {}


def _read(received: Received, update: Update) -> Incoming | None:
    if update.message is not None and update.message.from_user is not None:
        withheld = (update.model_extra or {}).get(WITHHELD)
        return _from_message(received, update.message, withheld)
    if update.edited_message is not None:
        return _from_edit(received, update.edited_message)
    if update.callback_query is not None:
        return _from_tap(received, update.callback_query)
    return None


def _from_message(received: Received, message: Message, withheld: str | None) -> Incoming | None:
    person = message.from_user
    if person is None or person.is_bot or any(getattr(message, kind, None) for kind in SERVICE):
        return None
    text = message.text or message.caption or ""
    media = next((kind for kind in _MEDIA if getattr(message, kind, None) is not None), None)
    return Incoming(
        key=received.key,
        sender=_sender(person.id, person.full_name, person.language_code),
        chat=str(message.chat.id),
        text=text,
        received_at=message.date,
        start=_start_parameter(text),
        media=media or (None if text else "other"),
        document=_document(message),
        private=message.chat.type == "private",
        forwarded=message.forward_origin is not None,
        message=str(message.message_id),
        withheld=withheld,
    )


def _from_edit(received: Received, message: Message) -> Incoming | None:
    """A text that was changed after it was sent: what it was counts, and its writer hears so; groups do not."""
    person = message.from_user
    if person is None or person.is_bot or message.chat.type != "private" or not message.text:
        return None  # a location that moves is an edit too
    return Incoming(
        key=received.key,
        sender=_sender(person.id, person.full_name, person.language_code),
        chat=str(message.chat.id),
        text="",
        received_at=received.received_at,
        media="edited",
    )


def _document(message: Message) -> IncomingFile | None:
    file = message.document
    return IncomingFile(file.file_id, file.file_name or "", file.file_size or 0) if file else None


def _from_tap(received: Received, tap: CallbackQuery) -> Incoming | None:
    if tap.message is None or tap.from_user.is_bot:
        return None
    return Incoming(
        key=received.key,
        sender=_sender(tap.from_user.id, tap.from_user.full_name, tap.from_user.language_code),
        chat=str(tap.message.chat.id),
        text="",
        received_at=received.received_at,
        choice=Choice.decode(tap.data or ""),
        tapped_message=str(tap.message.message_id),
        callback=tap.id,
        private=tap.message.chat.type == "private",
    )


def _sender(user_id: int, name: str, language: str | None) -> Sender:
    code = (language or "pl").split("-")[0].lower()
    return Sender(Channel.TELEGRAM, str(user_id), name, code if code in _LANGUAGES else "pl")


def _start_parameter(text: str) -> str | None:
    """What a deep link says; Telegram writes "/start@bot" where several bots are."""
    command, _, parameter = text.partition(" ")
    is_start = command.partition("@")[0] == "/start"
    return parameter.strip() or None if is_start else None
