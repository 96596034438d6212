"""What a page is made of: plain data that the sheet of typst sets without deciding anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
Rows = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, whether it stands at the right, and whether it takes the room that is left."""

    head: str
    right: bool = False
    wide: bool = False


def facts(heading: str, rows: Rows) -> list[Block]:
    """Words and values in two columns; nothing when no value is there."""
    said = [[words, value] for words, value in rows if value]
    return [{"type": "facts", "heading": heading, "rows": said}] if said else []


def table(heading: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> list[Block]:
    """A table without the columns in which nothing stands; nothing when it has no rows."""
    cells = [list(row) for row in rows]
    used = [at for at in range(len(columns)) if any(row[at] for row in cells)]
    if not used:
        return []
    kept = [columns[at] for at in used]
    return [
        {
            "type": "table",
            "heading": heading,
            "head": [each.head for each in kept],
            "right": [each.right for each in kept],
            "wide": [each.wide for each in kept],
            "rows": [[row[at] for at in used] for row in cells],
        }
    ]


def prose(heading: str, paragraphs: Iterable[Sequence[str]]) -> list[Block]:
    """Paragraphs, each a list of lines."""
    said = [list(each) for each in paragraphs if any(each)]
    return [{"type": "prose", "heading": heading, "paragraphs": said}] if said else []


def cards(found: Iterable[Block]) -> list[Block]:
    """Cards of parties, two beside each other."""
    said = list(found)
    return [{"type": "cards", "cards": said}] if said else []


def title(words: str) -> list[Block]:
    """A heading above several blocks."""
    return [{"type": "title", "heading": words}]
