"""The text of a call: parse mode or ready entities, limits, trimming."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.arguments import Arguments
from sandbox.telegram.entities import Entity, add_found, trim, utf16_length
from sandbox.telegram.errors import bad_request
from sandbox.telegram.html_mode import parse_html
from sandbox.telegram.limits import CAPTION_CHARACTERS, RAW_TEXT_BYTES, TEXT_CHARACTERS
from sandbox.telegram.links import checked_link
from sandbox.telegram.markdown_mode import parse_markdown, parse_markdown_v2

PARSERS = {"html": parse_html, "markdownv2": parse_markdown_v2, "markdown": parse_markdown}
READY_TYPES = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
    "code", "pre", "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
DETAILS = {"pre": "language", "custom_emoji": "custom_emoji_id"}


def message_text(arguments: Arguments) -> tuple[str, list[Entity]]:
    """Return the text of a message with its entities.

    Raises:
        ApiError: 400 when it is empty, too long, or its markup is broken.
    """
    raw = arguments.text("text")
    if not raw:
        raise bad_request("Message text is empty")
    text, entities = formatted(
        raw, arguments.text("parse_mode"), arguments.nested("entities", "Can't parse entities")
    )
    if not text:
        raise bad_request("Text must be non-empty")
    if len(text) > TEXT_CHARACTERS:
        raise bad_request("Message is too long")
    return text, entities


def caption_text(arguments: Arguments) -> tuple[str, list[Entity]]:
    """Return the caption with its entities; it may be empty.

    Raises:
        ApiError: 400 when it is too long or its markup is broken.
    """
    ready = arguments.nested("caption_entities", "Can't parse caption entities")
    text, entities = formatted(arguments.text("caption"), arguments.text("parse_mode"), ready)
    if len(text) > CAPTION_CHARACTERS:
        raise bad_request("Message caption is too long")
    return text, entities


def formatted(raw: str, parse_mode: str, ready: Any) -> tuple[str, list[Entity]]:
    """Parse, trim and complete a text.

    Raises:
        ApiError: 400 for an unknown parse mode, broken markup or wrong entities.
    """
    if len(raw.encode("utf-8", "surrogatepass")) > RAW_TEXT_BYTES:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    entities: list[Entity]
    if mode in {"", "none"}:
        text, entities = raw, _ready_entities(raw, ready)
    elif mode in PARSERS:
        text, entities = PARSERS[mode](raw.replace("\r", ""))
    else:
        raise bad_request("Unsupported parse_mode")
    text, entities = trim(text, entities)
    return text, add_found(text, entities)


def _ready_entities(text: str, ready: Any) -> list[Entity]:
    if ready is None:
        return []
    if not isinstance(ready, list) or not all(isinstance(one, dict) for one in ready):
        raise bad_request("Can't parse entities: expected an Array of MessageEntity")
    entities = [entity for one in ready if (entity := _ready_entity(one)) is not None]
    if any(entity["offset"] + entity["length"] > utf16_length(text) for entity in entities):
        raise bad_request("ENTITY_BOUNDS_INVALID")
    return entities


def _ready_entity(one: Entity) -> Entity | None:
    kind, offset, length = one.get("type"), one.get("offset"), one.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0:
        raise bad_request("Can't parse MessageEntity: offset and length must be of type Number")
    # Links, commands and the like are found anew, whatever the caller says of them.
    if kind not in READY_TYPES or length <= 0:
        return None
    entity: Entity = {"offset": offset, "length": length, "type": kind}
    if kind == "text_link":
        link = checked_link(str(one.get("url", "")))
        return None if link is None else {**entity, "url": link}
    if kind == "text_mention":
        return {**entity, "user_id": (one.get("user") or {}).get("id", 0)}
    detail = DETAILS.get(kind)
    return {**entity, detail: one[detail]} if detail and one.get(detail) else entity
