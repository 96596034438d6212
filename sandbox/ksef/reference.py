"""Reference numbers, KSeF numbers and check digits (facts: sections 1.1, 7 and 13.11)."""

import re
import secrets
from datetime import date

NIP_SHAPE = re.compile(r"[1-9](\d[1-9]|[1-9]\d)\d{7}")
PESEL_SHAPE = re.compile(
    r"\d{2}(?:0[1-9]|1[0-2]|2[1-9]|3[0-2]|4[1-9]|5[0-2]|6[1-9]|7[0-2]|8[1-9]|9[0-2])\d{7}"
)
NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
INTERNAL_ID_SHAPE = re.compile(r"(?P<nip>[1-9](?:\d[1-9]|[1-9]\d)\d{7})-\d{5}")
# What follows the two letters of a country in its VAT numbers; Northern Ireland (XI) is the last.
EU_VAT_NUMBERS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z]\d{8}|\d{8}[A-Z]|[A-Z]\d{7}[A-Z]",
    "FI": r"\d{8}",
    "FR": r"[A-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d{7}[A-Z]{2}|\d[A-Z0-9+*]\d{5}[A-Z]",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{12}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}|\d{12}|(?:GD|HA)\d{3}",
}
EU_VAT_SHAPE = "|".join(f"{country}(?:{number})" for country, number in EU_VAT_NUMBERS.items())
NIP_VAT_UE_SHAPE = re.compile(rf"{NIP_SHAPE.pattern}-(?:{EU_VAT_SHAPE})")
KSEF_NUMBER_SHAPE = re.compile(
    r"[1-9](\d[1-9]|[1-9]\d)\d{7}-20[2-9]\d(0[1-9]|1[0-2])\d{2}-[0-9A-F]{12}-[0-9A-F]{2}"
)


def crc8(text: str) -> str:
    """CRC-8 with polynomial 0x07 over the UTF-8 bytes, as two upper-case hex digits.

    >>> crc8("5265877635-20250826-0100001AF629"), crc8("20250625-SO-2C3E6C8000-B675CF5D68")
    ('AF', '07')
    """
    rest = 0
    for byte in text.encode():
        rest ^= byte
        for _ in range(8):
            rest = ((rest << 1) ^ 0x07) & 0xFF if rest & 0x80 else (rest << 1) & 0xFF
    return f"{rest:02X}"


def new_reference(kind: str, day: date) -> str:
    """Make a 36-character reference number; `kind` is its two letters, such as SO or EE.

    The last two digits are a CRC-8 over the 33 characters before the last hyphen, as in the Ministry's samples.
    """
    body = f"{day:%Y%m%d}-{kind}-{secrets.token_hex(5).upper()}-{secrets.token_hex(5).upper()}"
    return f"{body}-{crc8(body)}"


def new_ksef_number(seller_nip: str, day: date) -> str:
    """Make the 35-character number of an invoice accepted on `day` (Warsaw)."""
    body = f"{seller_nip}-{day:%Y%m%d}-{secrets.token_hex(6).upper()}"
    return f"{body}-{crc8(body)}"


def nip_is_valid(nip: str) -> bool:
    """Tell whether shape and check digit of a NIP are right.

    >>> nip_is_valid("9990001137"), nip_is_valid("9990001138")
    (True, False)
    """
    if not NIP_SHAPE.fullmatch(nip):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(NIP_WEIGHTS, nip[:9], strict=True))
    return total % 11 == int(nip[9])


def internal_id_is_valid(value: str) -> bool:
    """Tell whether the NIP inside an internal identifier (NIP-ddddd) has a right check digit."""
    shape = INTERNAL_ID_SHAPE.fullmatch(value)
    return shape is not None and nip_is_valid(shape["nip"])
