"""Numbers that identify a business: NIP, REGON, VAT numbers of the Union."""

from __future__ import annotations

import re
from dataclasses import dataclass

from invoicing.model.errors import InvalidNip, InvalidValue

_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_REGON_WEIGHTS = {9: (8, 9, 2, 3, 4, 5, 6, 7), 14: (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)}

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
        # a remainder of 10 equals no digit, so such a NIP is never issued; nor is one that begins with 0 or x00
        if check != int(digits[9]) or digits[0] == "0" or digits[1:3] == "00":
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


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
