"""Who sells and who buys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from invoicing.model.errors import InvalidValue
from invoicing.model.identifiers import EuVatNumber, Nip
from invoicing.model.text import LONG, SHORT, check_text

__all__ = [
    "IDENTIFIERS",
    "Address",
    "Buyer",
    "BuyerKind",
    "Contact",
    "Identifier",
    "Nip",
    "Seller",
    "TaxpayerStatus",
]

_COUNTRY = re.compile(r"[A-Z]{2}")
_GLN = 13
_PHONE = 16  # TNumerTelefonu
_KEY = 32  # IDNabywcy
_FOREIGN_ID = 50  # TNrIdentyfikacjiPodatkowej


@dataclass(frozen=True, slots=True)
class Address:
    """An address as FA(3) holds it: a country, one or two free lines (AdresL1, AdresL2), a location number."""

    line1: str
    line2: str | None = None
    country: str = "PL"
    gln: str | None = None

    def __post_init__(self) -> None:
        check_text(self.line1, "address", LONG)
        if self.line2 is not None:
            check_text(self.line2, "address", LONG)
        if not _COUNTRY.fullmatch(self.country):
            raise InvalidValue("country-code", country=self.country)
        if self.gln is not None:
            check_text(self.gln, "gln", _GLN)


@dataclass(frozen=True, slots=True)
class Contact:
    """DaneKontaktowe: an e-mail address, a telephone number of 16 characters at most, or both."""

    email: str | None = None
    phone: str | None = None

    def __post_init__(self) -> None:
        if self.email is not None and not 3 <= len(self.email) <= 255:
            raise InvalidValue("text-too-long", field="email", limit="255")
        if self.phone is not None:
            check_text(self.phone, "phone", _PHONE)


class TaxpayerStatus(StrEnum):
    """What buyers are warned of (StatusInfoPodatnika)."""

    LIQUIDATION = "1"
    RESTRUCTURING = "2"
    BANKRUPTCY = "3"
    INHERITED_ENTERPRISE = "4"


class BuyerKind(StrEnum):
    """Who buys, as far as the law tells buyers apart (the hand-over matrix, command line `--buyer`)."""

    DOMESTIC = "domestic"
    CONSUMER = "consumer"
    EU = "eu"
    NON_EU = "non_eu"
    FOREIGN_WITH_NIP = "foreign_with_nip"
    NO_NIP = "no_nip"
    EXEMPT_WITH_NIP = "exempt_with_nip"
    EXEMPT_WITHOUT_NIP = "exempt_without_nip"
    EU_SMALL = "eu_small"
    JST = "jst"
    VAT_GROUP = "vat_group"
    SUPPLY_ABROAD = "supply_abroad"


class Identifier(StrEnum):
    """By what a buyer is identified on the invoice."""

    NIP = "nip"
    EU_VAT_NUMBER = "eu_vat_number"
    FOREIGN_ID = "foreign_id"
    NONE = "none"


_ONLY_NIP = frozenset({Identifier.NIP})
_ONLY_EU = frozenset({Identifier.EU_VAT_NUMBER})
_NOTHING = frozenset({Identifier.NONE})
_FOREIGN = frozenset({Identifier.FOREIGN_ID})

IDENTIFIERS: dict[BuyerKind, frozenset[Identifier]] = {
    BuyerKind.DOMESTIC: _ONLY_NIP,
    BuyerKind.CONSUMER: _NOTHING,
    BuyerKind.EU: _ONLY_EU,
    BuyerKind.NON_EU: _FOREIGN | _NOTHING,
    BuyerKind.FOREIGN_WITH_NIP: _ONLY_NIP,
    BuyerKind.NO_NIP: _NOTHING,
    BuyerKind.EXEMPT_WITH_NIP: _ONLY_NIP,
    BuyerKind.EXEMPT_WITHOUT_NIP: _NOTHING,
    BuyerKind.EU_SMALL: _ONLY_EU | _FOREIGN | _NOTHING,
    BuyerKind.JST: _ONLY_NIP,
    BuyerKind.VAT_GROUP: _ONLY_NIP,
    BuyerKind.SUPPLY_ABROAD: frozenset(Identifier),
}
"""What each kind of buyer is identified by."""


@dataclass(frozen=True, slots=True)
class Seller:
    """Podmiot1: the company that issues.

    Attributes:
        contacts: further ones; three with `email` and `phone` at most.
    """

    nip: Nip
    name: str
    address: Address
    email: str | None = None
    phone: str | None = None
    eori: str | None = None
    correspondence_address: Address | None = None
    contacts: tuple[Contact, ...] = ()
    status: TaxpayerStatus | None = None

    def __post_init__(self) -> None:
        check_text(self.name, "seller-name", LONG)
        if self.eori is not None:
            check_text(self.eori, "eori")


@dataclass(frozen=True, slots=True)
class Buyer:
    """Podmiot2. One of `nip`, `eu_vat_number`, `foreign_id`, or none, as the kind of buyer demands.

    `name` is empty while it is not known yet; no invoice is issued then, but a simplified one.

    Attributes:
        foreign_id, foreign_country: a number of another country's register and that country (NrID, KodKraju).
        customer_number: NrKlienta, by which contracts and orders know the buyer.
        correction_key: IDNabywcy, which joins the buyer to its earlier data on a correcting invoice.
        local_government_unit: the invoice concerns a unit of a local government (JST); a third party names it.
        vat_group: it concerns a member of a VAT group (GV); a third party names it.
    """

    kind: BuyerKind
    name: str
    address: Address | None = None
    nip: Nip | None = None
    eu_vat_number: str | None = None
    email: str | None = None
    phone: str | None = None
    foreign_id: str | None = None
    foreign_country: str | None = None
    eori: str | None = None
    customer_number: str | None = None
    correction_key: str | None = None
    correspondence_address: Address | None = None
    contacts: tuple[Contact, ...] = ()
    local_government_unit: bool = False
    vat_group: bool = False

    def __post_init__(self) -> None:
        if self.name:
            check_text(self.name, "buyer-name", LONG)
        if self.nip and self.eu_vat_number:
            raise InvalidValue("buyer-two-identifiers", nip=self.nip.digits, number=self.eu_vat_number)
        if self.eu_vat_number is not None:
            EuVatNumber.parse(self.eu_vat_number)
        check_foreign_id(self.foreign_id, self.foreign_country)
        if identified(self) not in IDENTIFIERS[self.kind]:
            raise InvalidValue("buyer-identifier", kind=self.kind.value)
        for name, limit in (("eori", SHORT), ("customer_number", SHORT), ("correction_key", _KEY)):
            if (said := getattr(self, name)) is not None:
                check_text(said, name, limit)


class Identified(Protocol):
    """Who may bear one of several numbers."""

    @property
    def nip(self) -> Nip | None:
        """A Polish number."""

    @property
    def eu_vat_number(self) -> str | None:
        """A number of another country of the Union, with its prefix."""

    @property
    def foreign_id(self) -> str | None:
        """A number of any other register."""

    @property
    def foreign_country(self) -> str | None:
        """The country of that register."""


def identified(party: Identified) -> Identifier:
    """By what a party is identified.

    Raises:
        InvalidValue: buyer-two-identifiers, it has more than one number.
    """
    known = {
        Identifier.NIP: party.nip,
        Identifier.EU_VAT_NUMBER: party.eu_vat_number,
        Identifier.FOREIGN_ID: party.foreign_id,
    }
    found = [kind for kind, number in known.items() if number]
    if len(found) > 1:
        raise InvalidValue("buyer-two-identifiers", number=str(known[found[1]]))
    return found[0] if found else Identifier.NONE


def check_foreign_id(number: str | None, country: str | None) -> None:
    """Refuse a country without its number, and what FA(3) has no room for.

    Raises:
        InvalidValue: foreign-id, country-code, or a fault of the text.
    """
    if number is not None:
        check_text(number, "foreign-id", _FOREIGN_ID)
    if country is not None and number is None:
        raise InvalidValue("foreign-id", country=country)
    if country is not None and not _COUNTRY.fullmatch(country):
        raise InvalidValue("country-code", country=country)
