"""Text with entities: offsets in UTF-16 units, trimming, and what the server finds by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Entity = dict[str, Any]

FOUND = re.compile(
    r"(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<url>\bhttps?://[^\s<>\"]+[\w/#=&%-]|\b(?:[\w-]+\.)+(?:pl|com|org|net|eu|gov|info|io)\b(?:/[^\s<>\"]*[\w/#=&%-])?)"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/<>])"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)
HIDES_FOUND = {"code", "pre", "text_link", "text_mention", "custom_emoji"}


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, the measure of all entity offsets.

    >>> utf16_length("ż"), utf16_length("🔦")
    (1, 2)
    """
    return len(text) + sum(character > "\uffff" for character in text)


def index_of_unit(text: str) -> Callable[[int], int]:
    """Return a function from UTF-16 offsets to positions in the Python string."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return lambda unit: min(unit, len(text))
    positions: list[int] = []
    for position, character in enumerate(text):
        positions.extend([position] * (2 if character > "\uffff" else 1))
    return lambda unit: positions[unit] if unit < len(positions) else len(text)


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut blanks at both ends as the server does: at the front only those before the first entity."""
    kept_text = text.rstrip()
    end = utf16_length(kept_text)
    kept = []
    for entity in entities:
        length = min(entity["length"], end - entity["offset"])
        if length > 0:
            kept.append({**entity, "length": length})
    front = len(kept_text) - len(kept_text.lstrip(" \n"))
    front = min([front, *(entity["offset"] for entity in kept)])
    if front:
        kept = [{**entity, "offset": entity["offset"] - front} for entity in kept]
    return kept_text[front:], sort_entities(kept)


def sort_entities(entities: list[Entity]) -> list[Entity]:
    """Order entities from left to right, the outer before the inner."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def add_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Add links, addresses, commands and tags that nobody marked, outside code and links."""
    if not any(sign in text for sign in "/@#."):
        return entities
    hidden = [
        range(entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in HIDES_FOUND
    ]
    added = []
    for match in FOUND.finditer(text):
        offset, length = utf16_length(text[: match.start()]), utf16_length(match.group())
        if not any(offset < area.stop and area.start < offset + length for area in hidden):
            added.append({"offset": offset, "length": length, "type": str(match.lastgroup)})
    return sort_entities(entities + added) if added else entities
