"""Arithmetic of rows and rates, which KSeF does not check at all (handbook, 1.6.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from invoicing.model.money import to_grosze
from ksef.fa3.codes import Group
from ksef.fa3.rules.document import Document, Row, total
from ksef.fa3.rules.found import Findings, Found, found

_GROSZ = Decimal("0.01")
_HALF = Decimal("0.005")
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


def line_values(document: Document) -> Findings:
    """Quantity times price less discount; the discount may be meant for each piece or for the row.

    A correction may show a difference of its own making unless it shows rows before and after.
    """
    if document.is_correction and not document.shows_before:
        return
    for row in document.rows:
        for price, value in (("P_9A", "P_11"), ("P_9B", "P_11A")):
            stated, expected = row.number(value), _line_values(row, price)
            if stated is None or not expected:
                continue
            if all(abs(stated - each) > _GROSZ for each in expected):
                yield found("line-value", row.place(value), stated=stated, expected=expected[0])


def _line_values(row: Row, price: str) -> Sequence[Decimal]:
    each, count = row.number(price), row.number("P_8B")
    if each is None or count is None:
        return ()
    discount = row.number("P_10")
    if discount is None:
        return (to_grosze(count * each),)
    return to_grosze(count * each - discount), to_grosze(count * (each - discount))


def line_taxes(document: Document) -> Findings:
    """P_11Vat against the rate, and net + tax = gross in a row that states all three."""
    for row in document.rows:
        net, gross, tax = row.number("P_11"), row.number("P_11A"), row.number("P_11Vat")
        if tax is None or row.group is None:
            continue
        expected = _tax_of_net(net, row.percent) if net is not None else _tax_of_gross(gross, row.percent)
        if expected is not None and abs(tax - to_grosze(expected)) > _GROSZ:
            yield found("line-tax", row.place("P_11Vat"), stated=tax, expected=to_grosze(expected))
        if net is not None and gross is not None and abs(net + tax - gross) > _GROSZ:
            yield found("line-gross", row.place("P_11A"), stated=gross, expected=net + tax)


def totals_per_rate(document: Document) -> Findings:
    """P_13_x against the rows of its rates; gross rows against P_13_x and P_14_x together.

    A correction states differences, so it is looked at only where rows before and after are shown.
    """
    rows = document.rows
    if not rows or (document.is_correction and not document.shows_before):
        return
    if any(row.group is None or row.value is None for row in rows):
        return  # rows without a rate or a value (margin, annexes) cannot be summed per rate
    for group, members in document.groups:
        if (fault := _group_fault(document, group, members)) is not None:
            yield fault


def _group_fault(document: Document, group: Group, rows: Sequence[Row]) -> Found | None:
    net, tax = document.number(group.net), document.number(group.vat or "")
    sums = [(_sum(rows, "P_11"), net), (_sum(rows, "P_11A"), net + tax)]
    possible = [(expected, stated) for expected, stated in sums if expected is not None]
    if not possible or any(expected == stated for expected, stated in possible):
        return None
    expected, stated = possible[0]
    code = "sum-net" if sums[0][0] is not None else "sum-gross"
    if not rows:
        code = "total-without-rate"
    elif group.net not in document.fields:
        code = "rate-without-total"
    place = f"Faktura/Fa/{group.net}"
    return found(code, place, stated=stated, expected=expected, rate=group.rates[0], field=group.net)


def _sum(rows: Sequence[Row], name: str) -> Decimal | None:
    """What rows of one kind of value add up to; None when some lack it."""
    values = [row.number(name) for row in rows]
    known = [value * row.sign for value, row in zip(values, rows, strict=True) if value is not None]
    return total(known) if len(known) == len(rows) else None


def taxes_per_rate(document: Document) -> Findings:
    """P_14_x against the rate, by any way of rounding that the law knows (art. 106e ust. 1, 7-10 VATA)."""
    plain = document.kind == "VAT"
    for group, rows in document.groups:
        percents = sorted({row.percent for row in rows} or set(group.percents))
        if group.vat is None or group.vat not in document.fields or not percents:
            continue
        net, stated = document.number(group.net), document.number(group.vat)
        if plain and len(percents) == 1 and rows:
            right = _exact(rows, percents[0], net, stated)
        else:
            right = _about(document, rows, percents, net, stated)
        if not right:
            place, expected = f"Faktura/Fa/{group.vat}", to_grosze(_tax_of_net(net, percents[-1]))
            yield found("tax-amount", place, stated=stated, expected=expected, rate=group.rates[0])


def _exact(rows: Sequence[Row], percent: Decimal, net: Decimal, stated: Decimal) -> bool:
    """Of the net sum, of the gross sum, or the sum of the rows' taxes: each rounded half up, no grosz beside."""
    if stated in {to_grosze(_tax_of_net(net, percent)), to_grosze(_tax_of_gross(net + stated, percent))}:
        return True
    ways: list[tuple[str, Callable[[Decimal], Decimal]]] = [
        ("P_11", lambda value: to_grosze(_tax_of_net(value, percent))),
        ("P_11A", lambda value: to_grosze(_tax_of_gross(value, percent))),
        ("P_11Vat", lambda value: value),
    ]
    for name, tax in ways:
        values = [value for row in rows if (value := row.number(name)) is not None]
        if len(values) == len(rows) and total(map(tax, values)) == stated:
            return True
    return False


def _about(
    document: Document, rows: Sequence[Row], percents: Sequence[Decimal], net: Decimal, stated: Decimal
) -> bool:
    """Within what the roundings of everything that was added or taken away can make."""
    roundings = 1 + len(rows) + len(document.advances)
    if document.is_correction:
        roundings += 2 * max(1, len(document.originals))
    ends = sorted((_tax_of_net(net, percents[0]), _tax_of_net(net, percents[-1])))
    slack = _HALF * roundings * (1 + percents[-1] / _HUNDRED)
    return ends[0] - slack <= stated <= ends[1] + slack


def _tax_of_net(net: Decimal, percent: Decimal) -> Decimal:
    return net * percent / _HUNDRED


def _tax_of_gross(gross: Decimal | None, percent: Decimal) -> Decimal:
    return (gross or _ZERO) * percent / (_HUNDRED + percent)


def gross(document: Document) -> Findings:
    """P_15 is the sum of all net totals and all taxes; of an advance the payment, of a correction the difference."""
    names = [
        name for group, _ in document.groups for name in (group.net, group.vat) if name in document.fields
    ]
    if not names and document.kind == "UPR":
        return  # a simplified invoice may state P_15 alone
    expected, stated = total(document.number(str(name)) for name in names), document.number("P_15")
    if stated != expected:
        yield found("gross-sum", "Faktura/Fa/P_15", stated=stated, expected=expected)


def not_negative(document: Document) -> Findings:
    """What lowers a sale is a correction."""
    stated = document.number("P_15")
    if stated < 0:
        yield found("negative-total", "Faktura/Fa/P_15", stated=stated)
