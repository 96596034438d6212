"""Everybody whom a document names."""

from __future__ import annotations

from invoicing.model.document import (
    AddressView,
    AuthorizedEntityView,
    BuyerView,
    ContactView,
    PartyView,
    SellerView,
    ThirdPartyView,
)
from ksef.fa3.reading_parts import Part

_ADDRESS = {"country": "KodKraju", "line_1": "AdresL1", "line_2": "AdresL2", "gln": "GLN"}
_IDENTITY = {
    "name": "Nazwa",
    "nip": "NIP",
    "eu_prefix": "KodUE",
    "eu_vat_number": "NrVatUE",
    "foreign_country": "KodKraju",
    "foreign_id": "NrID",
    "internal_id": "IDWew",
    "no_id": "BrakID",
}
_PARTY = {"eori": "NrEORI", "customer_number": "NrKlienta", "correction_key": "IDNabywcy"}
_PREFIX = {"eu_prefix": "PrefiksPodatnika"}
_THIRD_PARTY = {
    "role": "Rola",
    "other_role": "RolaInna",
    "role_description": "OpisRoli",
    "share": "Udzial",
}
_CONTACT = {"email": "Email", "phone": "Telefon"}
_CONTACT_OF_AUTHORIZED = {"email": "EmailPU", "phone": "TelefonPU"}


def read_seller(part: Part) -> SellerView:
    """Podmiot1."""
    return SellerView(
        address=read_address(part.part("Adres")),
        correspondence_address=read_address(part.part("AdresKoresp")),
        contacts=_contacts(part),
        **_said(part),
        **part.fields({"status": "StatusInfoPodatnika"}),
    )


def read_buyer(part: Part) -> BuyerView:
    """Podmiot2."""
    return BuyerView(
        address=read_address(part.part("Adres")),
        correspondence_address=read_address(part.part("AdresKoresp")),
        contacts=_contacts(part),
        **_said(part),
        **part.fields({"local_government_unit": "JST", "vat_group": "GV"}),
    )


def read_third_party(part: Part) -> ThirdPartyView:
    """Podmiot3."""
    return ThirdPartyView(
        address=read_address(part.part("Adres")),
        correspondence_address=read_address(part.part("AdresKoresp")),
        contacts=_contacts(part),
        **_said(part),
        **part.fields(_THIRD_PARTY),
    )


def read_authorized_entity(part: Part) -> AuthorizedEntityView | None:
    """PodmiotUpowazniony."""
    if not part:
        return None
    return AuthorizedEntityView(
        address=read_address(part.part("Adres")),
        correspondence_address=read_address(part.part("AdresKoresp")),
        contacts=_contacts(part, _CONTACT_OF_AUTHORIZED),
        **_said(part),
        **part.fields({"role": "RolaPU"}),
    )


def read_party(part: Part, address: str = "Adres") -> PartyView | None:
    """Podmiot1K, Podmiot2K, or a carrier, whose address has another name."""
    if not part:
        return None
    return PartyView(
        address=read_address(part.part(address)),
        correspondence_address=None,  # the schema has none here, and no contacts
        contacts=(),
        **_said(part),
    )


def read_address(part: Part) -> AddressView | None:
    """Any TAdres."""
    return AddressView(**part.fields(_ADDRESS)) if part else None


def _said(part: Part) -> dict[str, str]:
    return part.fields(_PREFIX) | part.part("DaneIdentyfikacyjne").fields(_IDENTITY) | part.fields(_PARTY)


def _contacts(part: Part, names: dict[str, str] = _CONTACT) -> tuple[ContactView, ...]:
    return tuple(ContactView(**each.fields(names)) for each in part.parts("DaneKontaktowe"))
