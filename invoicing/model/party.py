"""Who sells and who buys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from invoicing.model.errors import InvalidValue
from invoicing.model.identifiers import EuVatNumber, Nip
from invoicing.model.text import LONG, check_text

__all__ = ["IDENTIFIERS", "Address", "Buyer", "BuyerKind", "Identifier", "Nip", "Seller"]

_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as FA(3) holds it: a country and one or two free lines (AdresL1, AdresL2)."""

    line1: str
    line2: str | None = None
    country: str = "PL"

    def __post_init__(self) -> None:
        check_text(self.line1, "address", LONG)
        if self.line2 is not None:
            check_text(self.line2, "address", LONG)
        if not _COUNTRY.fullmatch(self.country):
            raise InvalidValue("country-code", country=self.country)


class BuyerKind(StrEnum):
    """Who buys, as far as the law tells buyers apart (law-facts 3.2, command line `--buyer`)."""

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
    NONE = "none"


_ONLY_NIP = frozenset({Identifier.NIP})
_ONLY_EU = frozenset({Identifier.EU_VAT_NUMBER})
_NOTHING = frozenset({Identifier.NONE})

IDENTIFIERS: dict[BuyerKind, frozenset[Identifier]] = {
    BuyerKind.DOMESTIC: _ONLY_NIP,
    BuyerKind.CONSUMER: _NOTHING,
    BuyerKind.EU: _ONLY_EU,
    BuyerKind.NON_EU: _NOTHING,
    BuyerKind.FOREIGN_WITH_NIP: _ONLY_NIP,
    BuyerKind.NO_NIP: _NOTHING,
    BuyerKind.EXEMPT_WITH_NIP: _ONLY_NIP,
    BuyerKind.EXEMPT_WITHOUT_NIP: _NOTHING,
    BuyerKind.EU_SMALL: _ONLY_EU | _NOTHING,
    BuyerKind.JST: _ONLY_NIP,
    BuyerKind.VAT_GROUP: _ONLY_NIP,
    BuyerKind.SUPPLY_ABROAD: frozenset(Identifier),
}
"""What each kind of buyer is identified by."""


@dataclass(frozen=True, slots=True)
class Seller:
    """Podmiot1: the company that issues."""

    nip: Nip
    name: str
    address: Address
    email: str | None = None
    phone: str | None = None

    def __post_init__(self) -> None:
        check_text(self.name, "seller-name", LONG)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Podmiot2. Exactly one of `nip`, `eu_vat_number`, neither, as the kind of buyer demands.

    `name` is empty while it is not known yet; no invoice is issued then.
    """

    kind: BuyerKind
    name: str
    address: Address | None = None
    nip: Nip | None = None
    eu_vat_number: str | None = None
    email: str | None = None

    def __post_init__(self) -> None:
        if self.name:
            check_text(self.name, "buyer-name", LONG)
        if self.nip and self.eu_vat_number:
            raise InvalidValue("buyer-two-identifiers", nip=self.nip.digits, number=self.eu_vat_number)
        if self.eu_vat_number is not None:
            EuVatNumber.parse(self.eu_vat_number)
        if _identified(self) not in IDENTIFIERS[self.kind]:
            raise InvalidValue("buyer-identifier", kind=self.kind.value)


def _identified(buyer: Buyer) -> Identifier:
    if buyer.nip:
        return Identifier.NIP
    return Identifier.EU_VAT_NUMBER if buyer.eu_vat_number else Identifier.NONE
