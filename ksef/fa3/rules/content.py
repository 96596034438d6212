"""Rules about what is sold and what the law wants said beside it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ksef.fa3.codes import GROUPS
from ksef.fa3.problems import Problem, error, warning
from ksef.fa3.rules.document import Document
from ksef.fa3.tree import child, text

_NOTES = "Faktura/Fa/Adnotacje"
_SPLIT_PAYMENT_ABOVE = Decimal(15_000)  # PLN gross, art. 106e ust. 1 pkt 18a VATA


def has_lines(document: Document) -> Iterator[Problem]:
    """What was sold (art. 106e ust. 1 pkt 7 VATA); the schema asks for no row at all."""
    if not document.rows:
        yield warning("lines-missing", "Faktura/Fa")


def ordinals_are_unique(document: Document) -> Iterator[Problem]:
    """NrWierszaFa numbers the rows."""
    seen: set[str] = set()
    for row in document.rows:
        ordinal = row.fields.get("NrWierszaFa", "")
        if ordinal in seen:
            yield warning("duplicate-row", row.place("NrWierszaFa"), ordinal=ordinal)
        seen.add(ordinal)


def exemption_has_its_basis(document: Document) -> Iterator[Problem]:
    """An exempt sale names the provision that exempts it (art. 106e ust. 1 pkt 19 VATA)."""
    exempt = "zw" in document.rates() or document.number("P_13_7") != 0
    named = document.annotation("Zwolnienie/P_19") == "1"
    if exempt and not named:
        yield error("exemption-missing", f"{_NOTES}/Zwolnienie")
    if named and not exempt:
        yield warning("exemption-idle", f"{_NOTES}/Zwolnienie/P_19")


def reverse_charge_is_said(document: Document) -> Iterator[Problem]:
    """The words "odwrotne obciążenie" (art. 106e ust. 1 pkt 18 VATA)."""
    if "oo" in document.rates() and document.annotation("P_18") != "1":
        yield warning("reverse-charge-missing", f"{_NOTES}/P_18")


def split_payment_is_said(document: Document) -> Iterator[Problem]:
    """Goods of annex 15 on an invoice above 15 000 zł (art. 106e ust. 1 pkt 18a VATA)."""
    marked = any(row.fields.get("P_12_Zal_15") == "1" for row in document.rows)
    above = document.fields.get("KodWaluty") == "PLN" and document.number("P_15") > _SPLIT_PAYMENT_ABOVE
    if marked and above and document.annotation("P_18A") != "1":
        yield warning("split-payment-missing", f"{_NOTES}/P_18A")


def foreign_currency_shows_vat_in_pln(document: Document) -> Iterator[Problem]:
    """Tax in another currency is also stated in PLN (art. 106e ust. 11 VATA)."""
    foreign = document.fields.get("KodWaluty") != "PLN"
    for group in GROUPS:
        if group.vat is None or group.vat == "P_14_5":  # OSS has no field for PLN
            continue
        in_pln = f"{group.vat}W" in document.fields
        if foreign and document.number(group.vat) != 0 and not in_pln:
            yield warning(
                "vat-in-pln-missing",
                f"Faktura/Fa/{group.vat}",
                currency=document.fields.get("KodWaluty", ""),
            )
        if in_pln and not foreign:
            yield warning("vat-in-pln-idle", f"Faktura/Fa/{group.vat}W")


def intra_eu_supply_has_its_buyer(document: Document) -> Iterator[Problem]:
    """Rate 0 WDT is for buyers with a VAT number of another member state (art. 42 VATA)."""
    if "0 WDT" in document.rates() and child(document.root, "Podmiot2/DaneIdentyfikacyjne/NrVatUE") is None:
        yield warning("eu-vat-number-missing", "Faktura/Podmiot2/DaneIdentyfikacyjne")


def correction_names_its_original(document: Document) -> Iterator[Problem]:
    """A correcting invoice names what it corrects (art. 106j ust. 2 VATA)."""
    if not text(document.content, "DaneFaKorygowanej/NrFaKorygowanej"):
        yield error("corrected-invoice-missing", "Faktura/Fa")
