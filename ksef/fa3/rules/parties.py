"""Rules about the numbers by which seller, buyer and others are known."""

from __future__ import annotations

import re

from invoicing.model.errors import InvalidNip, InvalidValue
from invoicing.model.identifiers import EU_VAT_SHAPES, EuVatNumber, Nip, Regon
from ksef.fa3.rules.branches import Branch
from ksef.fa3.rules.document import Document
from ksef.fa3.rules.found import Findings, found
from ksef.fa3.tree import own_text, place

IDENTITY = "DaneIdentyfikacyjne"
NIP = f"{IDENTITY}/NIP"
_IN_TERMS = ("Transport/Przewoznik", "PodmiotPosredniczacy")


def nips(document: Document) -> Findings:
    """KSeF refuses wrong check digits in production, also inside IDWew."""
    others = (document.part("PodmiotUpowazniony"),)
    for party in (document.seller, document.buyer, *document.thirds, *others):
        for nip in party.all(NIP):
            if not is_nip(digits := own_text(nip)):
                yield found("nip-checksum", place(nip), nip=digits)
        for unit in party.all(f"{IDENTITY}/IDWew"):
            if not is_nip(digits := own_text(unit)[:10]):
                yield found("nip-checksum", place(unit), nip=digits)


def other_nips(document: Document) -> Findings:
    """Numbers that KSeF does not look at: carriers, agents, and parties as they were before a correction."""
    terms = document.inside("WarunkiTransakcji")
    holders = [(terms, f"{role}/{NIP}") for role in _IN_TERMS]
    for name in ("Podmiot1K", "Podmiot2K"):
        holders += [(Branch(each), NIP) for each in document.all_inside(name)]
    for branch, path in holders:
        for nip in branch.all(path):
            if not is_nip(digits := own_text(nip)):
                yield found("other-nip-checksum", place(nip), nip=digits)


def eu_vat_numbers(document: Document) -> Findings:
    """The shape that each country gives its numbers; the prefix stands in KodUE and not in the number."""
    for party in (document.buyer, *document.thirds):
        country, number = party.text(f"{IDENTITY}/KodUE"), party.text(f"{IDENTITY}/NrVatUE")
        shape = EU_VAT_SHAPES.get(country)
        if shape is None or re.fullmatch(shape, number):
            continue
        prefixes = (country, "GR") if country == "EL" else (country,)
        code = "eu-vat-prefix" if number.startswith(prefixes) else "eu-vat-format"
        yield found(code, party.place(f"{IDENTITY}/NrVatUE"), number=number, country=country)


def misplaced_numbers(document: Document) -> Findings:
    """A Polish NIP in another field hides the invoice from the buyer; a VAT number of the Union has its own field."""
    buyer = document.buyer
    if buyer.has(NIP):
        return
    number = buyer.text(f"{IDENTITY}/NrVatUE") or buyer.text(f"{IDENTITY}/NrID")
    country = buyer.text(f"{IDENTITY}/KodUE") or buyer.text(f"{IDENTITY}/KodKraju")
    if not number:
        return
    country = country or buyer.text("Adres/KodKraju")
    if (country == "PL" or number.startswith("PL")) and is_nip(number):
        yield found("buyer-nip-misplaced", f"Faktura/Podmiot2/{IDENTITY}", nip=number)
    elif buyer.has(f"{IDENTITY}/NrID") and _is_eu_vat_number(number):
        yield found("eu-vat-misplaced", buyer.place(f"{IDENTITY}/NrID"), number=number)


def same_parties(document: Document) -> Findings:
    """Nobody sells to himself."""
    nip = document.buyer.text(NIP)
    if nip and nip == document.seller.text(NIP):
        yield found("same-parties", document.buyer.place(NIP), nip=nip)


def registers(document: Document) -> Findings:
    """REGON in the footer; a number of one digit repeated is a placeholder, not a slip."""
    footer = document.part("Stopka")
    for regon in footer.all("Rejestry/REGON"):
        digits = own_text(regon)
        if len(set(digits)) > 1 and not _is_regon(digits):
            yield found("register-regon", place(regon), regon=digits)


def is_nip(said: str) -> bool:
    """Whether it is a NIP with a right check digit."""
    try:
        Nip.parse(said)
    except InvalidNip:
        return False
    return True


def _is_regon(said: str) -> bool:
    try:
        Regon.parse(said)
    except InvalidValue:
        return False
    return True


def _is_eu_vat_number(said: str) -> bool:
    try:
        EuVatNumber.parse(said)
    except InvalidValue:
        return False
    return True
