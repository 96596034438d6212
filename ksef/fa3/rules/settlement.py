"""Arithmetic of orders, advances and what is left to pay."""

from __future__ import annotations

from decimal import Decimal

from invoicing.model.money import to_grosze
from ksef.fa3.codes import GROUP_OF, Group
from ksef.fa3.rules.document import Document, Entry, total
from ksef.fa3.rules.found import Findings, found

_GROSZ = Decimal("0.01")
_HUNDRED = Decimal(100)
_ZERO = Decimal(0)
_LIMITS = {"PLN": Decimal(450), "EUR": Decimal(100)}  # art. 106e ust. 5 pkt 3 VATA
_ORDER = "Faktura/Fa/Zamowienie"


def advance_has_its_order(document: Document) -> Findings:
    """An advance says what was ordered."""
    if not document.order:
        yield found("order-missing", "Faktura/Fa")


def order_lines(document: Document) -> Findings:
    """Rows of an order: quantity times price, and the tax of the value."""
    for row in document.order:
        net, price, count = row.number("P_11NettoZ"), row.number("P_9AZ"), row.number("P_8BZ")
        if None not in {net, price, count} and abs(_of(net) - to_grosze(_of(price) * _of(count))) > _GROSZ:
            expected = to_grosze(_of(price) * _of(count))
            yield found("order-line-value", row.place("P_11NettoZ"), stated=net, expected=expected)
        tax, percent = row.number("P_11VatZ"), row.number("P_12Z")
        if None not in {net, tax, percent} and abs(_of(tax) - _of(net) * _of(percent) / _HUNDRED) > _GROSZ:
            expected = to_grosze(_of(net) * _of(percent) / _HUNDRED)
            yield found("order-line-tax", row.place("P_11VatZ"), stated=tax, expected=expected)


def order_value(document: Document) -> Findings:
    """WartoscZamowienia is the sum of its rows with their tax, after the correction if there is one."""
    stated = document.inside("Zamowienie").number("WartoscZamowienia")
    rows = [row for row in document.order if "StanPrzedZ" not in row.fields]
    if stated is None or not rows or any("P_11NettoZ" not in row.fields for row in rows):
        return
    expected = total(_of(row.number("P_11NettoZ")) + _of(row.number("P_11VatZ")) for row in rows)
    if abs(stated - expected) > _GROSZ * len(rows):
        yield found("order-value", f"{_ORDER}/WartoscZamowienia", stated=stated, expected=expected)


def advance_within_order(document: Document) -> Findings:
    """Nobody pays in advance more than was ordered, and only for rates that were."""
    value, paid = document.inside("Zamowienie").number("WartoscZamowienia"), document.number("P_15")
    if value is not None and paid > value:
        yield found("advance-above-order", "Faktura/Fa/P_15", stated=paid, limit=value)
    ordered = {group.net for row in document.order if (group := _group(row)) is not None}
    known = all(_group(row) is not None for row in document.order)
    for group, rows in document.groups if known and ordered else ():
        if group.net not in ordered and not rows and document.number(group.net):
            place = f"Faktura/Fa/{group.net}"
            yield found("total-without-rate", place, rate=group.rates[0], field=group.net)


def advance_payments(document: Document) -> Findings:
    """ZaliczkaCzesciowa: the parts of an advance make P_15; of a settlement they are at most P_15."""
    parts = [Entry.read(each) for each in document.all_inside("ZaliczkaCzesciowa")]
    paid, stated = total(_of(part.number("P_15Z")) for part in parts), document.number("P_15")
    if parts and (paid > stated if document.kind == "ROZ" else paid != stated):
        yield found("advance-parts", "Faktura/Fa/P_15", stated=stated, expected=paid)


def settlement_names_its_advances(document: Document) -> Findings:
    """The invoice that ends an order names the invoices of its advances."""
    if not document.advances:
        yield found("advance-missing", "Faktura/Fa")


def settlement_within_order(document: Document) -> Findings:
    """What is left to pay is no more than the rows, which show the whole order."""
    rows = document.rows
    if not rows or any(row.group is None or row.value is None for row in rows):
        return
    whole = total(_of(row.value) * (1 if row.is_gross else 1 + row.percent / _HUNDRED) for row in rows)
    if document.number("P_15") > whole + _GROSZ * len(rows):
        stated, limit = document.number("P_15"), to_grosze(whole)
        yield found("settlement-above-order", "Faktura/Fa/P_15", stated=stated, limit=limit)


def simplified(document: Document) -> Findings:
    """A simplified invoice is of 450 zł or 100 euro at most, names the buyer's NIP, and lets the tax be computed."""
    limit = _LIMITS.get(document.fields["KodWaluty"])
    if limit is not None and document.number("P_15") > limit:
        stated, currency = document.number("P_15"), document.fields["KodWaluty"]
        yield found("simplified-limit", "Faktura/Fa/P_15", stated=stated, limit=limit, currency=currency)
    if not document.buyer.has("DaneIdentyfikacyjne/NIP"):
        yield found("simplified-buyer", "Faktura/Podmiot2/DaneIdentyfikacyjne")
    if not document.groups:
        yield found("simplified-rate", "Faktura/Fa")


def charges(document: Document) -> Findings:
    """Rozliczenie: sums of charges and deductions, and what they make of P_15."""
    branch = document.settlement
    if not branch:
        return
    made = document.number("P_15")
    for one, whole, sign in (("Obciazenia", "SumaObciazen", 1), ("Odliczenia", "SumaOdliczen", -1)):
        summed, stated = total(branch.numbers(f"{one}/Kwota")), branch.number(whole)
        if stated is not None and branch.has(f"{one}/Kwota") and stated != summed:
            yield found("settlement-sum", branch.place(whole), stated=stated, expected=summed)
        made += sign * (summed if branch.has(f"{one}/Kwota") else _of(stated))
    for name, expected in (("DoZaplaty", made), ("DoRozliczenia", -made)):
        stated = branch.number(name)
        if stated is not None and stated != expected:
            yield found("to-pay", branch.place(name), stated=stated, expected=expected)


def _of(number: Decimal | None) -> Decimal:
    return _ZERO if number is None else number


def _group(row: Entry) -> Group | None:
    return GROUP_OF.get("oss" if "P_12Z_XII" in row.fields else row.fields.get("P_12Z", ""))
