"""Arithmetic, which KSeF does not check at all (handbook, 1.6.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from invoicing.model.money import to_grosze
from ksef.fa3.codes import Group
from ksef.fa3.problems import Problem, warning
from ksef.fa3.rules.document import Document, Row

_GROSZ = Decimal("0.01")
_ZERO = Decimal(0)


def line_values(document: Document) -> Iterator[Problem]:
    """Quantity times price less discount; the discount may be meant for each piece or for the row."""
    for row in document.rows:
        name = "P_11A" if row.is_gross else "P_11"
        price, count, stated = row.number("P_9B" if row.is_gross else "P_9A"), row.number("P_8B"), row.value
        if price is None or count is None or stated is None:
            continue
        discount = row.number("P_10") or _ZERO
        expected = to_grosze(count * price - discount)
        if min(abs(stated - expected), abs(stated - to_grosze(count * (price - discount)))) > _GROSZ:
            yield warning("line-value", row.place(name), stated=str(stated), expected=str(expected))


def totals_per_rate(document: Document) -> Iterator[Problem]:
    """P_13_x against the rows of its rates; gross rows against P_13_x and P_14_x together."""
    if not document.rows or any(row.group is None or row.value is None for row in document.rows):
        return  # rows without a rate or a value (margin, annexes) cannot be summed per rate
    for group, rows in document.groups():
        if len({row.is_gross for row in rows}) > 1:
            continue
        gross = bool(rows) and rows[0].is_gross and group.vat is not None
        expected = sum((row.value or _ZERO for row in rows), _ZERO)
        stated = document.number(group.net)
        if gross and group.vat is not None:
            stated += document.number(group.vat)
        if stated != expected:
            code = "sum-gross" if gross else "sum-net"
            yield warning(
                code,
                f"Faktura/Fa/{group.net}",
                stated=str(stated),
                expected=str(expected),
                rate=group.rates[0],
            )


def tax_per_rate(document: Document) -> Iterator[Problem]:
    """P_14_x against the rate; tax may also be the sum of the rows' taxes (art. 106e ust. 10 VATA)."""
    for group, rows in document.groups():
        if group.vat is None or not group.percents:
            continue
        net, stated = document.number(group.net), document.number(group.vat)
        expected = _expected_tax(rows, group, net)
        if abs(stated - expected) > _GROSZ * max(1, len(rows)):
            yield warning(
                "tax-amount",
                f"Faktura/Fa/{group.vat}",
                stated=str(stated),
                expected=str(expected),
                rate=group.rates[0],
            )


def _expected_tax(rows: Sequence[Row], group: Group, net: Decimal) -> Decimal:
    percents = {row.percent for row in rows}
    if len(percents) <= 1:
        return to_grosze(net * (percents.pop() if percents else group.percents[0]) / 100)
    return to_grosze(sum((_row_tax(row) for row in rows), _ZERO))


def _row_tax(row: Row) -> Decimal:
    value = row.value or _ZERO
    return value * row.percent / (100 + row.percent if row.is_gross else Decimal(100))


def gross(document: Document) -> Iterator[Problem]:
    """P_15 is the sum of all net totals and all taxes."""
    names = [name for group, _ in document.groups() for name in (group.net, group.vat) if name]
    expected = sum((document.number(name) for name in names), _ZERO)
    stated = document.number("P_15")
    if stated != expected:
        yield warning("gross-sum", "Faktura/Fa/P_15", stated=str(stated), expected=str(expected))
