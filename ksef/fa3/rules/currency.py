"""Rules about invoices in another currency."""

from __future__ import annotations

from decimal import Decimal

from invoicing.model.money import to_grosze
from ksef.fa3.codes import GROUPS
from ksef.fa3.rules.document import Document, Entry
from ksef.fa3.rules.found import Findings, found

_GROSZ = Decimal("0.01")
_NO_MONEY = frozenset(
    {"XAG", "XAU", "XPD", "XPT", "XTS", "XXX", "XDR", "XSU", "XUA", "XBA", "XBB", "XBC", "XBD"}
)
_WITHDRAWN = {
    "HRK": "2023-01-01",
    "BGN": "2026-01-01",
    "SLL": "2024-04-01",
    "ZWL": "2024-09-01",
    "CUC": "2021-01-01",
}
_TAXES = tuple(
    group.vat for group in GROUPS if group.vat and group.vat != "P_14_5"
)  # OSS has no field for PLN


def currency(document: Document) -> Findings:
    """Money that is in use; the list of the schema also has metals and currencies that are gone."""
    code = document.fields["KodWaluty"]
    gone = _WITHDRAWN.get(code)
    if code in _NO_MONEY or (gone is not None and document.fields["P_1"] >= gone):
        yield found("currency-not-in-use", "Faktura/Fa/KodWaluty", currency=code)


def tax_in_pln(document: Document) -> Findings:
    """Tax in another currency is also stated in PLN."""
    code = document.fields["KodWaluty"]
    for tax in _TAXES:
        stated = f"{tax}W" in document.fields
        if code == "PLN" and stated:
            yield found("vat-in-pln-idle", f"Faktura/Fa/{tax}W")
        if code != "PLN" and not stated and document.number(tax):
            yield found("vat-in-pln-missing", f"Faktura/Fa/{tax}", currency=code)


def exchanged(document: Document) -> Findings:
    """The tax in PLN is the tax times the rate, where all rows and payments share one rate."""
    rate = _rate(document)
    if document.fields["KodWaluty"] == "PLN" or rate is None:
        return
    slack = _GROSZ * (1 + len(document.rows)) * max(Decimal(1), rate)
    for tax in _TAXES:
        if f"{tax}W" not in document.fields:
            continue
        stated, expected = document.number(f"{tax}W"), document.number(tax) * rate
        if abs(stated - expected) > slack:
            place = f"Faktura/Fa/{tax}W"
            yield found("vat-in-pln-amount", place, stated=stated, expected=to_grosze(expected), rate=rate)


def _rate(document: Document) -> Decimal | None:
    """The one rate of the document; None when there are several or none."""
    said = [row.number("KursWaluty") for row in document.rows]
    said += [Entry.read(each).number("KursWalutyZW") for each in document.all_inside("ZaliczkaCzesciowa")]
    said += [document.number("KursWalutyZ") or None]
    rates = {rate for rate in said if rate is not None}
    return rates.pop() if len(rates) == 1 else None


def rates(document: Document) -> Findings:
    """A rate stands by the Polish tax of another currency, and is above zero; in PLN it can only be one or nought."""
    foreign = document.fields["KodWaluty"] != "PLN"
    of_all = document.number("KursWalutyZ")
    for row in document.rows:
        rate = row.number("KursWaluty")
        if rate is not None and (rate <= 0 if foreign else rate not in {0, 1}):
            yield found("exchange-rate-idle", row.place("KursWaluty"), rate=rate)
        if foreign and rate is None and not of_all and row.percent and "P_12_XII" not in row.fields:
            yield found("exchange-rate-missing", row.place(), currency=document.fields["KodWaluty"])
