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
KSEF_NUMBER_SHAPE = re.compile(
    r"[1-9](\d[1-9]|[1-9]\d)\d{7}-20[2-9]\d(0[1-9]|1[0-2])\d{2}-[0-9A-F]{12}-[0-9A-F]{2}"
)


def crc8(text: str) -> str:
    """CRC-8 with polynomial 0x07 over the UTF-8 bytes, as two upper-case hex digits.

    >>> crc8("5265877635-20250826-0100001AF629")
    'AF'
    """
    rest = 0
    for byte in text.encode():
        rest ^= byte
        for _ in range(8):
            rest = ((rest << 1) ^ 0x07) & 0xFF if rest & 0x80 else (rest << 1) & 0xFF
    return f"{rest:02X}"


def new_reference(kind: str, day: date) -> str:
    """Make a 36-character reference number; `kind` is its two letters, such as SO or EE."""
    body = f"{day:%Y%m%d}-{kind}-{secrets.token_hex(5).upper()}-{secrets.token_hex(5).upper()}"
    return f"{body}-{crc8(body + '-')}"


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
