"""Seller, buyer and everybody else whom a document names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AddressView:
    """An address (TAdres): country code, two free lines, global location number."""

    country: str = ""
    line_1: str = ""
    line_2: str = ""
    gln: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands on an envelope; the country only when it is not Poland."""
        country = "" if self.country == "PL" else self.country
        return tuple(filter(None, (self.line_1, self.line_2, country)))


@dataclass(frozen=True, slots=True)
class ContactView:
    """DaneKontaktowe: an e-mail address, a telephone number, or both."""

    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PartyView:
    """What any party may say of itself.

    Attributes:
        eu_prefix: KodUE of a buyer, PrefiksPodatnika of a seller (art. 97 ust. 10 VATA).
        eu_vat_number: NrVatUE, without its prefix.
        foreign_country, foreign_id: the number in another country's register and that country (KodKraju, NrID).
        internal_id: IDWew, a NIP with five digits of a unit behind it.
        no_id: BrakID, "1" where the party has no number or the invoice need not show it.
        correction_key: IDNabywcy, which joins a buyer to its earlier data on a correcting invoice.
        customer_number: NrKlienta, by which contracts and orders know the party.
    """

    name: str = ""
    nip: str = ""
    eu_prefix: str = ""
    eu_vat_number: str = ""
    foreign_country: str = ""
    foreign_id: str = ""
    internal_id: str = ""
    no_id: str = ""
    eori: str = ""
    customer_number: str = ""
    correction_key: str = ""
    address: AddressView | None = None
    correspondence_address: AddressView | None = None
    contacts: tuple[ContactView, ...] = ()

    @property
    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """Its numbers as (kind, value), as they are written out: prefix and number in one."""
        said = {
            "nip": self.nip,
            "eu_vat_number": self.eu_prefix and self.eu_prefix + (self.eu_vat_number or self.nip),
            "foreign_id": " ".join(filter(None, (self.foreign_country, self.foreign_id))),
            "internal_id": self.internal_id,
            "eori": self.eori,
            "customer_number": self.customer_number,
        }
        return tuple((kind, value) for kind, value in said.items() if value)


@dataclass(frozen=True, slots=True)
class SellerView(PartyView):
    """Podmiot1; `status` is 1 liquidation, 2 restructuring, 3 bankruptcy, 4 inherited enterprise."""

    status: str = ""


@dataclass(frozen=True, slots=True)
class BuyerView(PartyView):
    """Podmiot2; flags for a unit of a local government (JST) and for a member of a VAT group (GV)."""

    local_government_unit: str = ""
    vat_group: str = ""


@dataclass(frozen=True, slots=True)
class ThirdPartyView(PartyView):
    """Podmiot3.

    Attributes:
        role: Rola, "1" (factor) to "11" (employee).
        other_role, role_description: "1" and words where none of these fits.
        share: percent of the purchase that an additional buyer takes.
    """

    role: str = ""
    other_role: str = ""
    role_description: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class AuthorizedEntityView(PartyView):
    """PodmiotUpowazniony; `role` is 1 enforcement authority, 2 bailiff, 3 tax representative."""

    role: str = ""
