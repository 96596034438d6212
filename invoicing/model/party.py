"""Who sells and who buys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from invoicing.model.errors import InvalidNip

_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Nip:
    """A Polish tax identification number that passed its check digit.

    >>> Nip.parse("PL 526-025-02-74")
    Nip(digits='5260250274')
    """

    digits: str

    @classmethod
    def parse(cls, text: str) -> Nip:
        """Read a NIP as people type it: with PL, dashes or blanks.

        Raises:
            InvalidNip: reason `nip-length` or `nip-checksum`.
        """
        digits = re.sub(r"[\s\-–]", "", text.strip().upper().removeprefix("PL"))
        if not re.fullmatch(r"[0-9]{10}", digits):
            raise InvalidNip("nip-length", nip=text)
        check = sum(int(digit) * weight for digit, weight in zip(digits, _NIP_WEIGHTS, strict=False)) % 11
        if check != int(digits[9]):  # a remainder of 10 equals no digit, so such a NIP is never issued
            raise InvalidNip("nip-checksum", nip=digits)
        return cls(digits)

    def __str__(self) -> str:
        return self.digits


@dataclass(frozen=True, slots=True)
class Address:
    """An address as FA(3) holds it: a country and one or two free lines (AdresL1, AdresL2)."""

    line1: str
    line2: str | None = None
    country: str = "PL"


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


@dataclass(frozen=True, slots=True)
class Seller:
    """Podmiot1: the company that issues."""

    nip: Nip
    name: str
    address: Address
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """Podmiot2. Exactly one of `nip`, `eu_vat_number`, neither (consumer or no identifier)."""

    kind: BuyerKind
    name: str
    address: Address | None = None
    nip: Nip | None = None
    eu_vat_number: str | None = None
    email: str | None = None
