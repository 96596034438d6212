"""Who sells and who buys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from invoicing.model.errors import InvalidNip, InvalidValue
from invoicing.model.text import LONG, check_text

_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_REGON_WEIGHTS = {9: (8, 9, 2, 3, 4, 5, 6, 7), 14: (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)}
_COUNTRY = re.compile(r"[A-Z]{2}")

EU_VAT_SHAPES = {
    "AT": r"U[0-9]{8}",
    "BE": r"[01][0-9]{9}",
    "BG": r"[0-9]{9,10}",
    "CY": r"[0-9]{8}[A-Z]",
    "CZ": r"[0-9]{8,10}",
    "DE": r"[0-9]{9}",
    "DK": r"[0-9]{8}",
    "EE": r"[0-9]{9}",
    "EL": r"[0-9]{9}",
    "ES": r"[A-Z0-9][0-9]{7}[A-Z0-9]",
    "FI": r"[0-9]{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}[0-9]{9}",
    "HR": r"[0-9]{11}",
    "HU": r"[0-9]{8}",
    "IE": r"[0-9][A-Z0-9+*][0-9]{5}[A-W][A-I]?",
    "IT": r"[0-9]{11}",
    "LT": r"(?:[0-9]{9}|[0-9]{12})",
    "LU": r"[0-9]{8}",
    "LV": r"[0-9]{11}",
    "MT": r"[0-9]{8}",
    "NL": r"[A-Z0-9+*]{10}[0-9]{2}",
    "PT": r"[0-9]{9}",
    "RO": r"[0-9]{2,10}",
    "SE": r"[0-9]{10}01",
    "SI": r"[0-9]{8}",
    "SK": r"[0-9]{10}",
    "XI": r"(?:[0-9]{9}|[0-9]{12}|GD[0-9]{3}|HA[0-9]{3})",
}
"""What follows the code of the country, by country (structure published for VIES)."""


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
        check = _weighed(digits, _NIP_WEIGHTS) % 11
        if check != int(digits[9]):  # a remainder of 10 equals no digit, so such a NIP is never issued
            raise InvalidNip("nip-checksum", nip=digits)
        return cls(digits)

    def __str__(self) -> str:
        return self.digits

    @property
    def grouped(self) -> str:
        """For print: 526-025-02-74."""
        return "-".join((self.digits[:3], self.digits[3:6], self.digits[6:8], self.digits[8:]))


@dataclass(frozen=True, slots=True)
class Regon:
    """A number of the business register, 9 or 14 digits, with right check digits.

    >>> Regon.parse("123 456 785").digits
    '123456785'
    """

    digits: str

    @classmethod
    def parse(cls, text: str) -> Regon:
        """Read a REGON with or without blanks and dashes.

        Raises:
            InvalidValue: reason `regon-length` or `regon-checksum`.
        """
        digits = re.sub(r"[\s\-]", "", text)
        if not re.fullmatch(r"[0-9]{9}(?:[0-9]{5})?", digits):
            raise InvalidValue("regon-length", regon=text)
        for length, weights in _REGON_WEIGHTS.items():
            if length <= len(digits) and _weighed(digits, weights) % 11 % 10 != int(digits[length - 1]):
                raise InvalidValue("regon-checksum", regon=digits)
        return cls(digits)


@dataclass(frozen=True, slots=True)
class EuVatNumber:
    """A VAT number of another country of the Union, in the shape that country gives its numbers.

    Whether it exists only VIES can tell. Greece is EL, Northern Ireland XI; a Polish number is a `Nip`.

    >>> EuVatNumber.parse("de 123-456-789")
    EuVatNumber(value='DE123456789')
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> EuVatNumber:
        """Read a number that begins with the code of its country.

        Raises:
            InvalidValue: reason `eu-vat-number`.
        """
        value = re.sub(r"[\s\-.]", "", text).upper()
        shape = EU_VAT_SHAPES.get(value[:2])
        if shape is None or not re.fullmatch(shape, value[2:]):
            raise InvalidValue("eu-vat-number", number=text)
        return cls(value)

    @property
    def country(self) -> str:
        """KodUE."""
        return self.value[:2]

    @property
    def number(self) -> str:
        """NrVatUE: what follows the code of the country."""
        return self.value[2:]


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


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
