"""A table of lines, as Excel in Poland saves it: every row is a line, or the whole table is refused row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoicing.model.errors import Refused
from invoicing.model.money import to_grosze
from invoicing.model.vat import PriceKind
from invoicing.services.letters_in.cells import decimal_sign, number_in, rate_in, unit_in
from invoicing.services.letters_in.columns import Column, Layout, layout_of
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import DEFAULT_VAT, SaidLine

MOST_ROWS = 100
"""Lines of an invoice that come in a table; a person still looks at each of them on the card."""
MOST_BYTES = 200_000
_LONGEST_NAME = 256
_DELIMITERS = (";", "\t", ",", "|")
_SUMS = frozenset({"razem", "suma", "ogolem", "total", "lacznie", "разом"})
_MOST_TOLD = 10
_NUMERIC = (Column.QUANTITY, Column.PRICE, Column.WORTH)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row.

    Attributes:
        row: its number as a spreadsheet counts, from 1, the heading among them; 0 for the whole table.
        code: name, name-long, quantity, price, vat, sum, column, cells.
        value: what stands there.
    """

    row: int
    code: str
    value: str = ""


class BadTable(Refused):
    """A table that is refused whole; `problems` names its rows."""

    code = "table-rows"

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__("table-rows", count=str(len(problems)))
        self.problems, self.count = tuple(problems[:_MOST_TOLD]), len(problems)


def lines_of(content: bytes) -> tuple[SaidLine, ...]:
    """The lines of a table.

    Raises:
        BadTable: rows that are no lines; nothing of it is taken then.
        Refused: table-unreadable, table-columns, table-empty, table-large.
    """
    if len(content) > MOST_BYTES:
        raise Refused("table-large", limit=str(MOST_ROWS))
    rows = _rows(_text(content))
    layout = layout_of(rows[0][1], max(len(cells) for _, cells in rows))
    if layout is None:
        raise Refused("table-columns")
    data = [row for row in rows[1 if layout.headed else 0 :] if not _is_sum(row[1], layout)]
    if not data:
        raise Refused("table-empty")
    if len(data) > MOST_ROWS:
        raise Refused("table-large", limit=str(MOST_ROWS))
    problems = _of_columns(data, layout)
    sign = decimal_sign([cells[at] for _, cells in data for at in _at(layout, *_NUMERIC) if at < len(cells)])
    lines: list[SaidLine] = []
    for number, cells in data:
        line, wrong = _line(number, cells, layout, sign)
        problems += wrong
        if line is not None:
            lines.append(line)
    if problems:
        raise BadTable(problems)
    return tuple(lines)


def _text(content: bytes) -> str:
    """Bytes as Excel writes them: UTF-8 with its mark, UTF-16, or the code page of Polish Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for charset in ("utf-8-sig", "cp1250"):
        try:
            return content.decode(charset)
        except ValueError:
            continue
    return content.decode("cp1250", "replace")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, each with its number.

    Raises:
        Refused: table-unreadable.
    """
    text = text.replace("\0", "")
    first, _, rest = text.partition("\n")
    told, skipped = None, 0
    if fold(first).strip().startswith("sep=") and len(first.strip()) == 5:  # Excel's own word on it
        told, text, skipped = first.strip()[4], rest, 1
    best: list[tuple[int, list[str]]] = []
    for delimiter in [told] if told else _DELIMITERS:
        try:
            read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            continue
        rows = [
            (at + skipped, cells) for at, cells in enumerate(read, 1) if any(cell.strip() for cell in cells)
        ]
        if rows and (told or _is_table(rows)):
            return rows
        best = best or rows
    raise Refused("table-unreadable")


def _is_table(rows: Sequence[tuple[int, list[str]]]) -> bool:
    """Whether the sign parts most rows alike: a comma inside a price does not."""
    widths = [len(cells) for _, cells in rows]
    usual = max(set(widths), key=widths.count)
    return usual > 1 and widths.count(usual) * 3 >= len(widths) * 2


def _at(layout: Layout, *wanted: Column) -> list[int]:
    return [at for at, column in enumerate(layout.columns) if column in wanted]


def _is_sum(cells: Sequence[str], layout: Layout) -> bool:
    """The row under the table that adds it up."""
    said = fold(next((cell for cell in cells if cell.strip()), "")).strip(" :.")
    named = [cells[at].strip() for at in _at(layout, Column.NAME) if at < len(cells)]
    return said in _SUMS and (not any(named) or fold(named[0]).strip(" :.") in _SUMS)


def _of_columns(data: Sequence[tuple[int, list[str]]], layout: Layout) -> list[RowProblem]:
    """Columns nobody knows that say something: left out, a discount would be missing unnoticed."""
    said = {at for _, cells in data for at, cell in enumerate(cells) if cell.strip()}
    unknown = [RowProblem(0, "column", name) for at, name in layout.unknown.items() if at in said]
    beyond = [(row, cells) for row, cells in data if any(c.strip() for c in cells[len(layout.columns) :])]
    return unknown + [RowProblem(row, "cells", str(len(cells))) for row, cells in beyond]


def _line(
    number: int, cells: Sequence[str], layout: Layout, sign: str
) -> tuple[SaidLine | None, list[RowProblem]]:
    said = {column: cells[at].strip() for at, column in enumerate(layout.columns) if at < len(cells)}
    problems: list[RowProblem] = []

    def in_row(code: str, value: str) -> None:
        problems.append(RowProblem(number, code, " ".join(value.split())[:60]))

    name = " ".join(said.get(Column.NAME, "").split())
    if not name or len(name) > _LONGEST_NAME:
        in_row("name-long" if name else "name", name)
    counted = said.get(Column.QUANTITY, "")
    quantity = number_in(counted, sign) if counted else Decimal(1)
    if quantity is None or quantity <= 0:
        in_row("quantity", counted)
    price = number_in(said.get(Column.PRICE, ""), sign)
    if price is None or price < 0:
        in_row("price", said.get(Column.PRICE, ""))
    rate = rate_in(said[Column.VAT]) if said.get(Column.VAT) else DEFAULT_VAT
    if rate is None:
        in_row("vat", said[Column.VAT])
    if problems or quantity is None or price is None or rate is None:
        return None, problems
    if not _adds_up(said.get(Column.WORTH, ""), quantity * price, layout, sign):
        in_row("sum", said[Column.WORTH])
    guessed = {"vat"} if not said.get(Column.VAT) else set()
    guessed |= set() if layout.price_kind else {"price_kind"}
    line = SaidLine(
        name=name,
        quantity=quantity,
        unit=unit_in(said.get(Column.UNIT, "")),
        price=price,
        price_kind=layout.price_kind or PriceKind.NET,
        vat=rate,
        guessed=frozenset(guessed),
    )
    return line, problems


def _adds_up(cell: str, worth: Decimal, layout: Layout, sign: str) -> bool:
    """Whether a column of sums agrees, where it is of the same kind as the prices."""
    if not cell or layout.worth_kind != layout.price_kind:
        return True
    said = number_in(cell, sign)
    return said is not None and to_grosze(said) == to_grosze(worth)
