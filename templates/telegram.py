"""Telegram's rules for a text: what it counts, and how a long reply is made to fit."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from invoicing.services.messages import Json

LIMIT = 4096  # characters of a message after its entities are parsed (Bot API, sendMessage)
_STEPS = (
    (None, 600),
    (40, 300),
    (20, 160),
    (10, 100),
    (5, 60),
    (3, 40),
    (1, 30),
)  # (items of a list, characters of a value)

Draw = Callable[[Mapping[str, Json], Mapping[str, int]], str]


def plain(marked: str) -> str:
    """The text a reader sees: tags away, entities back.

    >>> plain("<b>A &amp; B</b>")
    'A & B'
    """
    return html.unescape(re.sub(r"<[^>]*>", "", marked))


def length(marked: str) -> int:
    """Characters as Telegram counts them: UTF-16 units of the parsed text.

    >>> length("<b>&lt;🧾</b>")
    3
    """
    return len(plain(marked).encode("utf-16-le")) // 2


def tidy(text: str) -> str:
    """No more than one empty line in a row, none at the ends, no blanks at line ends."""
    without_tails = re.sub(r"[ \t]+\n", "\n", text.strip())
    return re.sub(r"\n{3,}", "\n\n", without_tails)


def fitted(draw: Draw, data: Mapping[str, Json], limit: int) -> str:
    """Draw with all there is; while that is too long, with fewer items of each list and shorter values."""
    for items, characters in _STEPS:
        shown = {key: _clipped(value, items, characters) for key, value in data.items()}
        left = {
            key: max(0, len(value) - items) if items else 0
            for key, value in data.items()
            if isinstance(value, list)
        }
        text = draw(shown, left)
        if length(text) <= limit:
            break
    return text


def _clipped(value: Json, items: int | None, characters: int) -> Json:
    if isinstance(value, str):
        return value if len(value) <= characters else value[: characters - 1].rstrip() + "…"
    if isinstance(value, list):
        return [_clipped(item, items, characters) for item in value[:items]]
    if isinstance(value, dict):
        return {key: _clipped(item, items, characters) for key, item in value.items()}
    return value
