"""Zalacznik: the issuer's own blocks of data, as they stand."""

from __future__ import annotations

from invoicing.model.document import AttachmentView, BlockView, TableView
from templates.drawing.blocks import Block, Column, facts, prose, table, title
from templates.sheet import Sheet, line, paragraph

_RIGHT = {"dec", "int"}
_LONG_WORD, _SOME_WORDS, _LEAST = 20, 24, 4  # characters


def attachment(view: AttachmentView | None, sheet: Sheet) -> list[Block]:
    """Every block under its heading."""
    if view is None:
        return []
    blocks = [block for each in view.blocks for block in _block(each)]
    return [*title(sheet.field("attachment")), *blocks]


def _block(view: BlockView) -> list[Block]:
    tables = [block for each in view.tables for block in _table(each)]
    return [
        *(title(line(view.heading)) if view.heading else []),
        *facts("", [(line(each.key), line(each.value) or "–") for each in view.metadata]),
        *prose("", [paragraph(each) for each in view.paragraphs]),
        *tables,
    ]


def _table(view: TableView) -> list[Block]:
    width = max([len(view.columns), len(view.sums), *map(len, view.rows)], default=0)
    columns = [
        Column(line(each.name), right=each.type in _RIGHT, wide=each.type == "txt") for each in view.columns
    ]
    columns += [Column("")] * (width - len(columns))
    rows = [*view.rows, *([view.sums] if view.sums else [])]
    cells = [[line(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    return [
        *facts("", [(line(each.key), line(each.value) or "–") for each in view.metadata]),
        *_whole(line(view.description), columns, cells, sums=bool(view.sums)),
    ]


def _whole(heading: str, columns: list[Column], cells: list[list[str]], *, sums: bool) -> list[Block]:
    """A table that keeps its columns, also empty ones: they are the issuer's."""
    if not columns:
        return prose(heading, [[heading]]) if heading else []
    kept = [Column(each.head or "\u00a0", each.right, each.wide) for each in columns]
    filled = cells or [["\u00a0"] * len(columns)]
    made = table(heading, kept, [[cell or "\u00a0" for cell in row] for row in filled])
    shares = [_share(each.head, [row[at] for row in filled]) for at, each in enumerate(kept)]
    return [each | {"sums": sums, "shares": shares} for each in made]


def _share(head: str, cells: list[str]) -> int:
    """How much of the width a column gets: room for its longest word, and for a text of some words."""
    words = [word for text in (head, *cells) for word in text.split()] or [""]
    longest = max(map(len, cells), default=0)
    return max(*(min(len(word), _LONG_WORD) for word in words), min(longest, _SOME_WORDS), _LEAST)
