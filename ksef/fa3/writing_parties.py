"""Podmiot1 and Podmiot2 of FA(3)."""

from __future__ import annotations

from invoicing.model.identifiers import EuVatNumber
from invoicing.model.invoice import Invoice
from invoicing.model.party import Address, Buyer
from invoicing.model.vat import VatRate
from ksef.fa3.xml import Node

_INTRA_EU = {VatRate.ZERO_INTRA_EU, VatRate.OUT_OF_SCOPE_EU_SERVICES}


def put_seller(document: Node, invoice: Invoice) -> None:
    """Podmiot1; its prefix PL stands only on sales into the EU (art. 97 ust. 10 VATA)."""
    seller = invoice.seller
    party = document.put("Podmiot1")
    if invoice.buyer.eu_vat_number and any(line.vat_rate in _INTRA_EU for line in invoice.lines):
        party.put("PrefiksPodatnika", "PL")
    identity = party.put("DaneIdentyfikacyjne")
    identity.put("NIP", seller.nip.digits)
    identity.put("Nazwa", seller.name)
    _put_address(party, seller.address)
    _put_contact(party, seller.email, seller.phone)


def put_buyer(document: Node, buyer: Buyer) -> None:
    """Podmiot2; units of local governments and members of VAT groups are not named yet, so JST and GV say no."""
    party = document.put("Podmiot2")
    identity = party.put("DaneIdentyfikacyjne")
    _put_identifier(identity, buyer)
    identity.put_if("Nazwa", buyer.name)
    if buyer.address is not None:
        _put_address(party, buyer.address)
    _put_contact(party, buyer.email, None)
    party.put_choice("JST", yes=False)
    party.put_choice("GV", yes=False)


def _put_identifier(identity: Node, buyer: Buyer) -> None:
    """A Polish NIP must stand in NIP, or the buyer will not find the invoice in KSeF."""
    if buyer.nip is not None:
        identity.put("NIP", buyer.nip.digits)
    elif buyer.eu_vat_number:
        number = EuVatNumber.parse(buyer.eu_vat_number)
        identity.put("KodUE", number.country)
        identity.put("NrVatUE", number.number)
    else:
        identity.put("BrakID", "1")


def _put_address(party: Node, address: Address) -> None:
    node = party.put("Adres")
    node.put("KodKraju", address.country)
    node.put("AdresL1", address.line1)
    node.put_if("AdresL2", address.line2)


def _put_contact(party: Node, email: str | None, phone: str | None) -> None:
    if email or phone:
        contact = party.put("DaneKontaktowe")
        contact.put_if("Email", email)
        contact.put_if("Telefon", phone)
