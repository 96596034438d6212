"""Rows of an invoice (FaWiersz) and of an order (ZamowienieWiersz), also as they were before a correction."""

from __future__ import annotations

from itertools import zip_longest

from invoicing.model.advance import Order
from invoicing.model.content import Content
from invoicing.model.invoice import Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import ItemCodes, Line
from invoicing.model.vat import PriceKind, RateTotal, VatRate
from ksef.fa3.numbers import money, price, quantity
from ksef.fa3.tree import Element
from ksef.fa3.xml import flag_if, group, put, put_if, say, say_if

_CODES = {"Indeks": "item_code", "GTIN": "gtin", "PKWiU": "pkwiu", "CN": "cn", "PKOB": "pkob"}
_NOT_IN_P_12 = frozenset({VatRate.OSS, VatRate.MARGIN})

Pair = tuple[int, Line | None, Line | None]


def put_lines(content: Element, invoice: Invoice) -> None:
    """Every row; of a correction the rows that it changes, before and after, under their number."""
    after = invoice.content
    before = invoice.correction.before if invoice.correction else None
    if before is None:
        for ordinal, line in enumerate(invoice.lines, start=1):
            _put_line(content, ordinal, line, after)
        return
    for ordinal, old, new in _pairs(before, after, invoice):
        if old is not None:
            _put_line(content, ordinal, old, before, is_before=True)
        if new is not None:
            _put_line(content, ordinal, new, after)


def put_order(content: Element, invoice: Invoice) -> None:
    """Zamowienie; of a correction that changes amounts both states of every row, to confirm what stays as well."""
    before = invoice.correction.before if invoice.correction else None
    order, old = invoice.order, before.order if before else None
    if order is None or before == invoice.content:
        return
    node = group(content, "Zamowienie")
    put(node, "WartoscZamowienia", money(order.totals.gross))
    states = zip_longest(old.lines if old else (), order.lines)
    for ordinal, (was, line) in enumerate(states, start=1):
        if was is not None and old is not None:
            _put_order_line(node, ordinal, was, old, is_before=True)
        if line is not None:
            _put_order_line(node, ordinal, line, order)


def _pairs(before: Content, after: Content, invoice: Invoice) -> list[Pair]:
    """Rows of both states by their number; rows alike only where nothing else shows what has changed."""
    everything: list[Pair] = [
        (ordinal, old, new)
        for ordinal, (old, new) in enumerate(zip_longest(before.lines, after.lines), start=1)
    ]
    if (before.price_kind, before.exchange_rate) != (after.price_kind, after.exchange_rate):
        return everything
    changed = [pair for pair in everything if pair[1] != pair[2]]
    assured = invoice.correction is not None and invoice.correction.of is InvoiceKind.SETTLEMENT
    return everything if assured and not changed and before != after else changed


def _put_line(content: Element, ordinal: int, line: Line, state: Content, *, is_before: bool = False) -> None:
    net = state.price_kind is PriceKind.NET
    row = group(content, "FaWiersz")
    put(row, "NrWierszaFa", str(ordinal))
    _put_name(row, line)
    say_if(row, "P_8A", line.unit)
    put(row, "P_8B", quantity(line.quantity))
    put(row, "P_9A" if net else "P_9B", price(line.unit_price))
    if line.discount:
        put(row, "P_10", price(line.discount))
    put(row, "P_11" if net else "P_11A", money(line.value))
    _put_rate(row, line)
    _put_marks(row, line)
    if state.exchange_rate is not None:
        put(row, "KursWaluty", quantity(state.exchange_rate.rate))
    flag_if(row, "StanPrzed", yes=is_before)


def _put_name(row: Element, line: Line) -> None:
    codes = line.codes
    if codes is not None:
        say_if(row, "UU_ID", codes.unique_id)
    if line.supply_date is not None:
        put(row, "P_6A", line.supply_date.isoformat())
    say(row, "P_7", line.name)
    if codes is not None:
        _put_codes(row, codes)


def _put_codes(row: Element, codes: ItemCodes, suffix: str = "") -> None:
    for name, field in _CODES.items():
        say_if(row, name + suffix, getattr(codes, field))


def _put_rate(row: Element, line: Line) -> None:
    if line.vat_rate not in _NOT_IN_P_12:
        put(row, "P_12", line.vat_rate.value)
    if line.oss_rate is not None:
        put(row, "P_12_XII", quantity(line.oss_rate))


def _put_marks(row: Element, line: Line) -> None:
    if line.annex_15:
        put(row, "P_12_Zal_15", "1")
    if line.excise is not None:
        put(row, "KwotaAkcyzy", money(line.excise))
    put_if(row, "GTU", line.gtu)
    put_if(row, "Procedura", line.procedure)


def _put_order_line(
    node: Element, ordinal: int, line: Line, order: Order, *, is_before: bool = False
) -> None:
    worth = RateTotal.of(line.vat_rate, line.value, order.price_kind, line.percent)
    row, codes = group(node, "ZamowienieWiersz"), line.codes or ItemCodes()
    put(row, "NrWierszaZam", str(ordinal))
    say_if(row, "UU_IDZ", codes.unique_id)
    say(row, "P_7Z", line.name)
    _put_codes(row, codes, "Z")
    say_if(row, "P_8AZ", line.unit)
    put(row, "P_8BZ", quantity(line.quantity))
    if order.price_kind is PriceKind.NET and not line.discount:  # an order has no field for either
        put(row, "P_9AZ", price(line.unit_price))
    put(row, "P_11NettoZ", money(worth.net))
    if worth.vat:
        put(row, "P_11VatZ", money(worth.vat))
    _put_order_marks(row, line)
    flag_if(row, "StanPrzedZ", yes=is_before)


def _put_order_marks(row: Element, line: Line) -> None:
    if line.vat_rate not in _NOT_IN_P_12:
        put(row, "P_12Z", line.vat_rate.value)
    if line.oss_rate is not None:
        put(row, "P_12Z_XII", quantity(line.oss_rate))
    flag_if(row, "P_12Z_Zal_15", yes=line.annex_15)
    put_if(row, "GTUZ", line.gtu)
    put_if(row, "ProceduraZ", line.procedure)
    if line.excise is not None:
        put(row, "KwotaAkcyzyZ", money(line.excise))
