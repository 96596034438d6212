"""Rules about who sells and who buys."""

from __future__ import annotations

from collections.abc import Iterator

from invoicing.model.errors import InvalidNip
from invoicing.model.party import Nip
from ksef.fa3.problems import Problem, error, warning
from ksef.fa3.rules.document import Document
from ksef.fa3.tree import Element, child, children, own_text, place, text

_PARTIES = ("Podmiot1", "Podmiot2", "Podmiot3", "PodmiotUpowazniony")
_IDENTITY = "DaneIdentyfikacyjne"


def nip_checksums(document: Document) -> Iterator[Problem]:
    """KSeF refuses wrong check digits in production (documentation, "Weryfikacja faktury")."""
    for party in (party for name in _PARTIES for party in children(document.root, name)):
        for nip in children(party, f"{_IDENTITY}/NIP"):
            yield from _checked(nip, own_text(nip))
        for unit in children(party, f"{_IDENTITY}/IDWew"):
            yield from _checked(unit, own_text(unit)[:10])


def _checked(element: Element, digits: str) -> Iterator[Problem]:
    try:
        Nip.parse(digits)
    except InvalidNip as fault:
        yield error(fault.reason, place(element), nip=digits)


def buyer_is_named(document: Document) -> Iterator[Problem]:
    """Name and address of the buyer (art. 106e ust. 1 pkt 3 VATA); the schema lets both be left out."""
    buyer = child(document.root, "Podmiot2")
    if not text(buyer, f"{_IDENTITY}/Nazwa"):
        yield warning("buyer-name-missing", f"Faktura/Podmiot2/{_IDENTITY}")
    if child(buyer, "Adres") is None:
        yield warning("buyer-address-missing", "Faktura/Podmiot2")


def buyer_nip_in_its_field(document: Document) -> Iterator[Problem]:
    """A Polish NIP in another field hides the invoice from the buyer in KSeF (handbook, 5.2)."""
    identity = child(document.root, f"Podmiot2/{_IDENTITY}")
    number = text(identity, "NrVatUE") or text(identity, "NrID")
    polish = "PL" in {text(identity, "KodUE"), text(identity, "KodKraju")} or number.startswith("PL")
    if not number or not polish:
        return
    try:
        Nip.parse(number)
    except InvalidNip:
        return
    yield warning("buyer-nip-misplaced", f"Faktura/Podmiot2/{_IDENTITY}", nip=number)


def units_are_named(document: Document) -> Iterator[Problem]:
    """JST = 1 and GV = 1 want the unit or member as Podmiot3, or it will not see the invoice."""
    buyer = child(document.root, "Podmiot2")
    roles = {text(third, "Rola") for third in children(document.root, "Podmiot3")}
    if text(buyer, "JST") == "1" and "8" not in roles:
        yield warning("unit-missing", "Faktura/Podmiot2/JST")
    if text(buyer, "GV") == "1" and "10" not in roles:
        yield warning("group-member-missing", "Faktura/Podmiot2/GV")
