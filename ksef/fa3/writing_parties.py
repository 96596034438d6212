"""Everybody whom an invoice names: Podmiot1 to Podmiot3, who acts for the seller, and who it was before."""

from __future__ import annotations

from invoicing.model.identifiers import EuVatNumber
from invoicing.model.invoice import Invoice
from invoicing.model.party import Address, Buyer, Contact, Identified, Seller
from invoicing.model.third_party import AuthorizedEntity, ThirdParty
from invoicing.model.vat import VatRate
from ksef.fa3.numbers import quantity
from ksef.fa3.tree import Element
from ksef.fa3.xml import choose, group, put, put_if, say, say_if

_INTRA_EU = frozenset({VatRate.ZERO_INTRA_EU, VatRate.OUT_OF_SCOPE_EU_SERVICES})


def put_parties(document: Element, invoice: Invoice) -> None:
    """Podmiot1, Podmiot2, Podmiot3 and PodmiotUpowazniony."""
    _put_seller(document, invoice.seller, prefixed=_is_prefixed(invoice))
    _put_buyer(document, invoice.buyer)
    for party in invoice.third_parties:
        _put_third_party(document, party)
    if invoice.authorized_entity is not None:
        _put_authorized_entity(document, invoice.authorized_entity)


def put_seller_before(content: Element, seller: Seller, invoice: Invoice) -> None:
    """Podmiot1K: the seller as a corrected invoice named it."""
    party = group(content, "Podmiot1K")
    if _is_prefixed(invoice):
        put(party, "PrefiksPodatnika", "PL")
    _put_seller_identity(party, seller)
    _put_address(party, "Adres", seller.address)


def put_buyer_before(content: Element, buyer: Buyer) -> None:
    """Podmiot2K: a buyer as a corrected invoice named it."""
    party = group(content, "Podmiot2K")
    _put_identity(party, buyer, buyer.name)
    _put_address(party, "Adres", buyer.address)
    say_if(party, "IDNabywcy", buyer.correction_key)


def _is_prefixed(invoice: Invoice) -> bool:
    """PL stands before the seller's number on sales into the Union (art. 97 ust. 10, 136 ust. 1 pkt 3 VATA)."""
    if not invoice.buyer.eu_vat_number:
        return False
    lines = invoice.order.lines if invoice.order else invoice.lines
    return invoice.annotations.triangular or any(line.vat_rate in _INTRA_EU for line in lines)


def _put_seller(document: Element, seller: Seller, *, prefixed: bool) -> None:
    party = group(document, "Podmiot1")
    if prefixed:
        put(party, "PrefiksPodatnika", "PL")
    say_if(party, "NrEORI", seller.eori)
    _put_seller_identity(party, seller)
    _put_address(party, "Adres", seller.address)
    _put_address(party, "AdresKoresp", seller.correspondence_address)
    _put_contacts(party, seller)
    put_if(party, "StatusInfoPodatnika", seller.status)


def _put_seller_identity(party: Element, seller: Seller | AuthorizedEntity) -> None:
    identity = group(party, "DaneIdentyfikacyjne")
    put(identity, "NIP", seller.nip.digits)
    say(identity, "Nazwa", seller.name)


def _put_buyer(document: Element, buyer: Buyer) -> None:
    party = group(document, "Podmiot2")
    say_if(party, "NrEORI", buyer.eori)
    _put_identity(party, buyer, buyer.name)
    _put_address(party, "Adres", buyer.address)
    _put_address(party, "AdresKoresp", buyer.correspondence_address)
    _put_contacts(party, buyer)
    say_if(party, "NrKlienta", buyer.customer_number)
    say_if(party, "IDNabywcy", buyer.correction_key)
    choose(party, "JST", yes=buyer.local_government_unit)
    choose(party, "GV", yes=buyer.vat_group)


def _put_third_party(document: Element, third: ThirdParty) -> None:
    party = group(document, "Podmiot3")
    say_if(party, "IDNabywcy", third.correction_key)
    say_if(party, "NrEORI", third.eori)
    _put_identity(party, third, third.name, third.internal_id)
    _put_address(party, "Adres", third.address)
    _put_address(party, "AdresKoresp", third.correspondence_address)
    _put_contacts(party, third)
    if third.role is not None:
        put(party, "Rola", third.role.value)
    else:
        put(party, "RolaInna", "1")
        say_if(party, "OpisRoli", third.role_description)
    if third.share is not None:
        put(party, "Udzial", quantity(third.share))
    say_if(party, "NrKlienta", third.customer_number)


def _put_authorized_entity(document: Element, entity: AuthorizedEntity) -> None:
    party = group(document, "PodmiotUpowazniony")
    say_if(party, "NrEORI", entity.eori)
    _put_seller_identity(party, entity)
    _put_address(party, "Adres", entity.address)
    _put_address(party, "AdresKoresp", entity.correspondence_address)
    _put_contacts(party, entity, suffix="PU")
    put(party, "RolaPU", entity.role.value)


def _put_identity(party: Element, of: Identified, name: str, internal_id: str | None = None) -> None:
    """One number, or the word that there is none; a Polish NIP in its own field, or the buyer finds nothing in KSeF."""
    identity = group(party, "DaneIdentyfikacyjne")
    if of.nip is not None:
        put(identity, "NIP", of.nip.digits)
    elif internal_id:
        put(identity, "IDWew", internal_id)
    elif of.eu_vat_number:
        number = EuVatNumber.parse(of.eu_vat_number)
        put(identity, "KodUE", number.country)
        put(identity, "NrVatUE", number.number)
    elif of.foreign_id:
        put_if(identity, "KodKraju", of.foreign_country)
        say(identity, "NrID", of.foreign_id)
    else:
        put(identity, "BrakID", "1")
    say_if(identity, "Nazwa", name)


def _put_address(party: Element, name: str, address: Address | None) -> None:
    if address is None:
        return
    node = group(party, name)
    put(node, "KodKraju", address.country)
    say(node, "AdresL1", address.line1)
    say_if(node, "AdresL2", address.line2)
    say_if(node, "GLN", address.gln)


def _put_contacts(
    party: Element, of: Seller | Buyer | ThirdParty | AuthorizedEntity, *, suffix: str = ""
) -> None:
    for contact in (Contact(of.email, of.phone), *of.contacts):
        if contact.email or contact.phone:
            node = group(party, "DaneKontaktowe")
            say_if(node, f"Email{suffix}", contact.email)
            say_if(node, f"Telefon{suffix}", contact.phone)
