"""The table of an exported month, as spreadsheets open it in Poland: UTF-8 with a mark, semicolons, decimal commas."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from invoicing.services.exporting.records import Row, Table
from invoicing.services.finding.records import Direction
from templates.environment import module, spoken

_BYTE_ORDER_MARK = "\ufeff"
_NUMBER = re.compile(r"-?\d+(,\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")
"""How a cell begins that a spreadsheet would run."""
COLUMNS = (
    "direction", "number", "issue_date", "supply_date", "party", "party_id", "net", "vat", "gross", "currency",
    "due_date", "paid_on", "status", "mode", "ksef_number", "xml", "pdf", "note",
)  # fmt: skip
_NAMED = ("status", "mode", "note")


def month_table(trial: str | None = None) -> Table:
    """How the table is written; with a `trial` (see `Marks`) its name and each line say so: lines get copied."""
    return Table(partial(_name, trial), _folder, _head, partial(_line, trial))


def _name(trial: str | None, month: date, language: str) -> str:
    return f"{_words(language)['name']}-{month:%Y-%m}{f'-{trial}' if trial else ''}.csv"


def _folder(direction: Direction, language: str) -> str:
    folder: str = _words(language, "folders")[direction]
    return folder


def _head(language: str) -> str:
    titles = _words(language)["columns"]
    return _BYTE_ORDER_MARK + _written([titles[column] for column in COLUMNS])


def _line(trial: str | None, row: Row, language: str) -> str:
    values, kinds = _words(language)["values"], _words(language, "kinds")
    named = {name: values.get(getattr(row, name), getattr(row, name)) for name in _NAMED}
    if trial:
        marked = _words(language)["trial"].format(trial)
        named["note"] = f"{marked}; {named['note']}" if named["note"] else marked
    named["direction"] = kinds[row.direction]
    return _written([_cell(named.get(column, getattr(row, column))) for column in COLUMNS])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    text = re.sub(r"[\r\n\t]+", " ", str(value)).strip()
    guarded = text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if guarded else text


def _written(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _words(language: str, name: str = "table") -> Any:
    """A table of the templates, in a language; what it holds is known only there."""
    chosen = spoken(language)
    return vars(module("words/month_table.j2", chosen))[name][chosen]
