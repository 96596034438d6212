"""Rules about what the law wants said beside the amounts (Adnotacje), and what kind of sale it belongs to."""

from __future__ import annotations

from decimal import Decimal

from ksef.fa3.rules.document import Document
from ksef.fa3.rules.found import Findings, found
from ksef.fa3.rules.parties import IDENTITY, NIP

_NOTES = "Faktura/Fa/Adnotacje"
_BUYER = f"Faktura/Podmiot2/{IDENTITY}"
_EU_NUMBER = f"{IDENTITY}/NrVatUE"
_SPLIT_PAYMENT_ABOVE = Decimal(15_000)  # PLN gross
_BUYER_SETTLES = frozenset({"oo", "np II"})
_SELLER_SETTLES = frozenset({"23", "22", "8", "7", "5", "4", "3", "zw"})
_INTO_THE_UNION = frozenset({"0 WDT", "np II"})
_CASH = "1"


def exemption(document: Document) -> Findings:
    """An exempt sale names the provision that exempts it; another does not."""
    ordered = any(row.fields.get("P_12Z") == "zw" for row in document.order)
    exempt = "zw" in document.rates or document.number("P_13_7") != 0 or ordered
    named = document.notes.text("Zwolnienie/P_19") == "1"
    if exempt and not named:
        yield found("exemption-missing", f"{_NOTES}/Zwolnienie")
    if named and not exempt:
        yield found("exemption-idle", f"{_NOTES}/Zwolnienie/P_19")


def exemption_basis(document: Document) -> Findings:
    """A provision has a number."""
    for name in ("P_19A", "P_19B", "P_19C"):
        said = document.notes.text(f"Zwolnienie/{name}")
        if said and not any(each.isdigit() for each in said):
            yield found("exemption-basis-odd", f"{_NOTES}/Zwolnienie/{name}", value=said)


def reverse_charge(document: Document) -> Findings:
    """The words "odwrotne obciążenie" where the buyer settles, and only there."""
    said = document.notes.text("P_18") == "1"
    settled = sorted(document.rates & _BUYER_SETTLES)
    if settled and not said:
        yield found("reverse-charge-missing", f"{_NOTES}/P_18", rate=settled[0])
    if said and document.rates and document.rates <= _SELLER_SETTLES:
        yield found("reverse-charge-idle", f"{_NOTES}/P_18")
    if settled and document.buyer.text(f"{IDENTITY}/BrakID"):
        yield found("reverse-charge-buyer", _BUYER, rate=settled[0])


def split_payment(document: Document) -> Findings:
    """Goods of annex 15 above 15 000 zł are paid by split payment, so by transfer."""
    marked = any(row.fields.get("P_12_Zal_15") == "1" for row in document.rows)
    said = document.notes.text("P_18A") == "1"
    if marked and not said and _in_pln(document) > _SPLIT_PAYMENT_ABOVE:
        yield found("split-payment-missing", f"{_NOTES}/P_18A")
    if said and document.payment.text("FormaPlatnosci") == _CASH:
        yield found("split-payment-cash", "Faktura/Fa/Platnosc/FormaPlatnosci")


def _in_pln(document: Document) -> Decimal:
    if document.fields["KodWaluty"] == "PLN":
        return document.number("P_15")
    rates = [rate for row in document.rows if (rate := row.number("KursWaluty")) is not None]
    return document.number("P_15") * min(rates, default=Decimal(0))


def margin(document: Document) -> Findings:
    """Sales by margin are summed in P_13_11 and named (art. 106e ust. 2-3 VATA)."""
    said = document.notes.text("PMarzy/P_PMarzy") == "1"
    summed = document.number("P_13_11") != 0
    if summed and not said:
        yield found("margin-unsaid", f"{_NOTES}/PMarzy")
    if said and not summed:
        yield found("margin-idle", f"{_NOTES}/PMarzy/P_PMarzy")


def into_the_union(document: Document) -> Findings:
    """Sales to businesses of the Union want both VAT numbers; new means of transport may go to anybody."""
    rates = document.rates & _INTO_THE_UNION
    new_vehicle = document.notes.text("NoweSrodkiTransportu/P_22") == "1"
    if "0 WDT" in rates and not new_vehicle and not document.buyer.has(_EU_NUMBER):
        yield found("eu-vat-number-missing", _BUYER)
    if rates and document.buyer.has(_EU_NUMBER) and not document.seller.has("PrefiksPodatnika"):
        yield found("seller-prefix-missing", "Faktura/Podmiot1", rate=min(rates))
    if "np II" in rates and document.buyer.text(f"{IDENTITY}/KodUE") == "XI":
        yield found("northern-ireland-services", f"{_BUYER}/KodUE")


def triangular(document: Document) -> Findings:
    """The second of three in a chain: P_23, the mark TT_D and a buyer known in the Union go together."""
    said = document.notes.text("P_23") == "1"
    for row in document.rows:
        if row.fields.get("Procedura") == "TT_D" and not said:
            yield found("triangular-unsaid", row.place("Procedura"))
    if said and not document.buyer.has(_EU_NUMBER):
        yield found("triangular-buyer", _BUYER)


def one_stop_shop(document: Document) -> Findings:
    """The special procedure (OSS) is for buyers who settle no tax."""
    business = document.buyer.has(NIP) or document.buyer.has(_EU_NUMBER)
    if business and any("P_12_XII" in row.fields for row in document.rows):
        yield found("oss-buyer", _BUYER)
