"""What no database takes: the character NUL (PostgreSQL's text has none) and halves of surrogate pairs (UTF-8 has none)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_NEVER = re.compile("[\x00\ud800-\udfff]")
_INSTEAD = "\ufffd"
"""What stands for a character that cannot be shown (Unicode, REPLACEMENT CHARACTER)."""


def storable(values: Any) -> Any:
    """Values of a statement, of one row or of several, as either database takes them; nearly always just as they were.

    >>> storable({"name": "Ola", "count": 1}), storable({"name": "O" + chr(0) + "la"})
    ({'name': 'Ola', 'count': 1}, {'name': 'O\ufffdla'})
    """
    if isinstance(values, Mapping):
        bad = [name for name, value in values.items() if isinstance(value, str) and _is_bad(value)]
        return {**values, **{name: _NEVER.sub(_INSTEAD, values[name]) for name in bad}} if bad else values
    if isinstance(values, Sequence):
        return [storable(each) for each in values]
    return values


def _is_bad(text: str) -> bool:
    return "\x00" in text or not (text.isascii() or _NEVER.search(text) is None)
