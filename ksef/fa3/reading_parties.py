"""Podmiot1 and Podmiot2 as a person sees them."""

from __future__ import annotations

from collections.abc import Iterator

from invoicing.model.document import PartyView
from ksef.fa3.tree import Element, child, children, local_name, own_text, text

_IDENTITY = "DaneIdentyfikacyjne"


def read_party(party: Element | None) -> PartyView:
    """Name, identifiers, address and contacts of a party."""
    return PartyView(
        name=text(party, f"{_IDENTITY}/Nazwa"),
        identifiers=tuple(_identifiers(party)),
        address=tuple(_address(child(party, "Adres"))),
        contacts=tuple(
            own_text(each)
            for contact in children(party, "DaneKontaktowe")
            for each in contact
            if local_name(each) and own_text(each)
        ),
    )


def _identifiers(party: Element | None) -> Iterator[tuple[str, str]]:
    identity = child(party, _IDENTITY)
    prefix = text(party, "PrefiksPodatnika")  # of a seller into the EU
    said = {
        "nip": text(identity, "NIP"),
        "eu_vat_number": prefix + text(identity, "NIP")
        if prefix
        else text(identity, "KodUE") + text(identity, "NrVatUE"),
        "foreign_id": f"{text(identity, 'KodKraju')} {text(identity, 'NrID')}".strip(),
        "internal_id": text(identity, "IDWew"),
        "eori": text(party, "NrEORI"),
        "customer_number": text(party, "NrKlienta"),
    }
    yield from ((kind, value) for kind, value in said.items() if value)


def _address(address: Element | None) -> Iterator[str]:
    """Lines of the address; the country only when it is not Poland."""
    country = text(address, "KodKraju")
    lines = (text(address, "AdresL1"), text(address, "AdresL2"), "" if country == "PL" else country)
    yield from (line for line in lines if line)
