"""Rows of an invoice and of an order: seven columns for everybody, and under the name whatever else a row says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from invoicing.model.document import DocumentView, LineView, OrderView
from templates.drawing.blocks import Block, title
from templates.sheet import DECIMAL, Sheet, line

_YES = "1"
_PLAIN = ("unique_id", "item_code", "gtin", "pkwiu", "cn", "pkob")
_MONEY = ("discount", "excise")


def rows(view: DocumentView, sheet: Sheet) -> list[Block]:
    """FaWiersz, with the sum carried from page to page."""
    return _table(view.lines, view.price_kind, sheet)


def order(view: OrderView | None, sheet: Sheet) -> list[Block]:
    """Zamowienie: its rows and its worth."""
    if view is None:
        return []
    worth = f"{sheet.field('order')}: {sheet.number(view.gross)}" if view.gross else sheet.field("order")
    return [*title(worth), *_table(view.lines, "net", sheet)]


def _table(lines: Sequence[LineView], price_kind: str, sheet: Sheet) -> list[Block]:
    if not lines:
        return []
    keys = ("ordinal", "name", "quantity", "unit", f"price_{price_kind}", f"value_{price_kind}", "rate")
    carried = Decimal(0)
    set_rows = []
    for each in lines:
        carried += _signed(each)
        set_rows.append(_row(each, price_kind, sheet) | {"carried": sheet.number(str(carried))})
    return [
        {
            "type": "rows",
            "head": [sheet.words(key).replace(" / ", "\n") for key in keys],
            "rows": set_rows,
            "carried": [sheet.field("carried_over"), sheet.field("brought_forward")],
        }
    ]


def _signed(row: LineView) -> Decimal:
    """What a row adds to the sum; a row as it was before a correction takes its value away."""
    if not DECIMAL.fullmatch(row.value):
        return Decimal(0)
    return -Decimal(row.value) if row.before_correction == _YES else Decimal(row.value)


def _row(row: LineView, price_kind: str, sheet: Sheet) -> Block:
    gross = price_kind == "gross"
    price, value = (row.unit_gross_price, row.gross) if gross else (row.unit_net_price, row.net)
    cells = [
        line(row.ordinal),
        line(row.name),
        sheet.number(row.quantity, 0),
        line(row.unit),
        sheet.number(price),
        sheet.number(value),
        sheet.rate(row.rate),
    ]
    return {
        "cells": cells,
        "before": sheet.field("before_correction") if row.before_correction == _YES else "",
        "details": [line(each) for each in _details(row, gross=gross, sheet=sheet)],
    }


def _details(row: LineView, *, gross: bool, sheet: Sheet) -> Iterator[str]:
    """What the columns have no room for, each with its name."""
    if row.supply_date:
        yield f"{sheet.words('supply_date')} {sheet.day(row.supply_date)}"
    for name in _PLAIN:
        if value := getattr(row, name):
            yield f"{sheet.field(name)} {value}"
    other = ("unit_net_price", "net") if gross else ("unit_gross_price", "gross")
    for name in (*other, "vat", *_MONEY):
        if value := getattr(row, name):
            yield f"{sheet.field(f'row_{name}')} {sheet.number(value)}"
    yield from _marks(row, sheet)


def _marks(row: LineView, sheet: Sheet) -> Iterator[str]:
    if row.vat_rate and row.oss_rate:
        yield f"{sheet.field('oss_rate')} {sheet.number(row.oss_rate, 0)}%"
    if row.annex_15 == _YES:
        yield sheet.field("annex_15")
    if row.gtu:
        yield row.gtu
    if row.procedure:
        yield f"{sheet.field('procedure')} {row.procedure}"
    if row.exchange_rate:
        yield f"{sheet.field('exchange_rate')} {sheet.number(row.exchange_rate, 4)}"
