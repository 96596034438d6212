"""Rules about who stands beside seller and buyer, and in which role."""

from __future__ import annotations

from decimal import Decimal

from ksef.fa3.rules.branches import Branch
from ksef.fa3.rules.document import Document
from ksef.fa3.rules.found import Findings, found
from ksef.fa3.rules.parties import IDENTITY, NIP

_ADDITIONAL_BUYER = "4"
_UNIT, _GROUP_MEMBER = "8", "10"  # of the buyer
_WHOLE = Decimal(100)
_NUMBERS = ("NIP", "IDWew", "NrVatUE", "NrID")
_BUYER = "Faktura/Podmiot2"


def buyer_is_named(document: Document) -> Findings:
    """Name and address of the buyer; the schema lets both be left out for simplified invoices."""
    if not document.buyer.text(f"{IDENTITY}/Nazwa"):
        yield found("buyer-name-missing", f"{_BUYER}/{IDENTITY}")
    if not document.buyer.has("Adres/KodKraju"):
        yield found("buyer-address-missing", _BUYER)


def units_are_named(document: Document) -> Findings:
    """JST = 1 and GV = 1 want the unit or member as Podmiot3, or it will not see the invoice; and the reverse."""
    roles = {third.text("Rola"): third for third in document.thirds}
    for flag, role, code in (("JST", _UNIT, "unit"), ("GV", _GROUP_MEMBER, "group-member")):
        said = document.buyer.text(flag) == "1"
        if said and role not in roles:
            yield found(f"{code}-missing", f"{_BUYER}/{flag}")
        if said and not document.buyer.has(NIP):
            yield found(f"{code}-without-nip", f"{_BUYER}/{IDENTITY}")
        if not said and role in roles:
            yield found(f"{code}-unsaid", roles[role].place("Rola"))


def third_parties(document: Document) -> Findings:
    """Nobody stands twice in one role, and an additional buyer is not the buyer."""
    seen: set[tuple[str, str]] = set()
    for third in document.thirds:
        number, role = _number(third), third.text("Rola") or third.text("OpisRoli")
        if not number:
            continue
        if (number, role) in seen:
            yield found("third-party-duplicate", third.place(), number=number, role=role)
        seen.add((number, role))
        if role == _ADDITIONAL_BUYER and number == _number(document.buyer):
            yield found("buyer-repeated", third.place(), number=number)


def shares(document: Document) -> Findings:
    """Udzial is the share of an additional buyer; what is left of 100 % is the buyer's."""
    whole = Decimal(0)
    for third in document.thirds:
        share = third.number("Udzial")
        if share is None:
            continue
        if third.text("Rola") != _ADDITIONAL_BUYER:
            yield found("share-without-role", third.place("Udzial"))
        whole += share
    if whole > _WHOLE:
        yield found("shares-above-whole", "Faktura/Podmiot3", stated=whole)


def buyer_keys(document: Document) -> Findings:
    """IDNabywcy ties the buyers of a correction to those it corrects, so each is there once."""
    seen: set[str] = set()
    for party in (document.buyer, *document.thirds):
        key = party.text("IDNabywcy")
        if key and key in seen:
            yield found("buyer-key-duplicate", party.place("IDNabywcy"), key=key)
        seen.add(key)
    for before in map(Branch, document.all_inside("Podmiot2K")):
        key = before.text("IDNabywcy")
        if key and key not in seen:
            yield found("buyer-key-unknown", before.place("IDNabywcy"), key=key)


def _number(party: Branch) -> str:
    return next((said for name in _NUMBERS if (said := party.text(f"{IDENTITY}/{name}"))), "")
