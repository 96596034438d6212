"""Addresses that only we can make: where a buyer's answer, or a returned letter, tells which delivery it is about.

`base+r-<reference>-<mac>@domain` is written to (Reply-To), `base+b-<reference>-<mac>@domain` takes returned letters
(VERP, the envelope's sender). The purpose and the mailbox are under the MAC, so that an address for one thing opens
nothing else. Everything is lower-case base32: some servers fold the case of an address (RFC 5321 2.4 allows none to).
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

HEADER = "X-Latarnik-Ref"
"""Header of our letters that names their delivery where a mailbox knows no plus-addresses."""
_LONGEST = 64  # characters before the @ (RFC 5321 4.5.3.1.1)
_REFERENCE, _MAC = 12, 16  # characters, of 5 bits each
_BITS = 5 * _REFERENCE
_MARK = re.compile(rf"([a-z2-7]{{{_REFERENCE}}})-([a-z2-7]{{{_MAC}}})")
_PLUS = re.compile(rf"([^+\s]+)\+([a-z])-({_MARK.pattern})@([^@\s]+)")


class Purpose(StrEnum):
    """What an address, or a mark, is for; the value is its letter."""

    REPLY = "r"  # a buyer writes back
    BOUNCE = "b"  # a mail server returns a letter
    HEADER = "h"  # the mark in `X-Latarnik-Ref`


@dataclass(frozen=True, slots=True)
class Marked:
    """What one of our addresses says."""

    purpose: Purpose
    reference: str


class Addresses:
    """Makes and reads them.

    Args:
        key: 32 secret bytes, the same for as long as letters are to find home.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, purpose: Purpose, reference: str, mailbox: str) -> str | None:
        """The plus-address of a mailbox; None when it would be too long, or the mailbox is no plain address."""
        base, at, domain = mailbox.lower().partition("@")
        local = f"{base}+{purpose.value}-{reference}-{self._mac(purpose, reference, mailbox)}"
        fits = len(local) <= _LONGEST and bool(base) and "+" not in base and bool(at and domain)
        return f"{local}@{domain}" if fits else None

    def read(self, address: str) -> Marked | None:
        """What an address says that we made; None for every other, forged ones among them."""
        found = _PLUS.fullmatch(address.strip().lower())
        if found is None:
            return None
        base, letter, _, reference, mac, domain = found.groups()
        purpose = next((each for each in (Purpose.REPLY, Purpose.BOUNCE) if each.value == letter), None)
        if purpose is None or not self._holds(purpose, reference, f"{base}@{domain}", mac):
            return None
        return Marked(purpose, reference)

    def mark(self, reference: str) -> str:
        """The words of `X-Latarnik-Ref`."""
        return f"{reference}-{self._mac(Purpose.HEADER, reference, '')}"

    def read_mark(self, text: str) -> str | None:
        """The reference that such a header names; None when it is not ours."""
        found = _MARK.fullmatch(text.strip().lower())
        known = found is not None and self._holds(Purpose.HEADER, found[1], "", found[2])
        return found[1] if found is not None and known else None

    def _holds(self, purpose: Purpose, reference: str, mailbox: str, mac: str) -> bool:
        return hmac.compare_digest(self._mac(purpose, reference, mailbox), mac)

    def _mac(self, purpose: Purpose, reference: str, mailbox: str) -> str:
        said = f"{purpose.value}|{reference}|{mailbox.lower()}".encode()
        return _letters(hmac.digest(self._key, said, "sha256"))[:_MAC]


def reference_of(delivery: UUID) -> str:
    """The first 60 bits of the id of a delivery, which is a digest itself.

    >>> reference_of(UUID("ffffffff-ffff-fff0-0000-000000000000"))
    '777777777777'
    """
    return _letters(delivery.bytes)[:_REFERENCE]


def range_of(reference: str) -> tuple[UUID, UUID]:
    """The first and the last id that a reference can mean.

    >>> [str(each) for each in range_of("777777777776")]
    ['ffffffff-ffff-ffe0-0000-000000000000', 'ffffffff-ffff-ffef-ffff-ffffffffffff']
    """
    bits = int.from_bytes(base64.b32decode(reference.upper() + "AAAA"), "big") >> (80 - _BITS)
    low = bits << (128 - _BITS)
    return UUID(int=low), UUID(int=low | ((1 << (128 - _BITS)) - 1))


def _letters(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=").lower()
