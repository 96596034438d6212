"""The number that KSeF gives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from invoicing.model.errors import InvalidKsefNumber

_SHAPE = re.compile(
    r"[1-9][0-9]{9}-20[2-9][0-9](0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])-[0-9A-F]{12}-[0-9A-F]{2}"
)


def crc8(data: bytes) -> int:
    """CRC-8 with polynomial 0x07, start 0, not reflected (KSeF number, reference numbers)."""
    register = 0
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = ((register << 1) ^ 0x07) & 0xFF if register & 0x80 else register << 1
    return register


@dataclass(frozen=True, slots=True)
class KsefNumber:
    """35 characters, the last two are CRC-8 over the first 32 (KSeF documentation, "Numer KSeF").

    >>> KsefNumber.parse("5265877635-20250826-0100001AF629-AF").value
    '5265877635-20250826-0100001AF629-AF'
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> KsefNumber:
        """Check shape and CRC.

        Raises:
            InvalidKsefNumber: shape or checksum is wrong.
        """
        value = text.strip().upper()
        if not _SHAPE.fullmatch(value) or f"{crc8(value[:32].encode()):02X}" != value[33:]:
            raise InvalidKsefNumber(number=text)
        return cls(value)

    def __str__(self) -> str:
        return self.value
