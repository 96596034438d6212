"""What went and came as it was, byte by byte: the letters of a delivery and the reports about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class OriginalKind(StrEnum):
    """What the bytes are."""

    LETTER = "letter"
    REPORT = "report"  # of a mail server: returned, delayed, delivered
    PAPER = "paper"  # handed over by hand or by a page


@dataclass(frozen=True, slots=True)
class Original:
    """Bytes that were kept, with their digest."""

    what: OriginalKind
    at: datetime
    sha256: bytes
    raw: bytes


class OriginalBook(Protocol):
    """Originals, append-only."""

    async def keep(self, delivery_id: UUID, what: OriginalKind, raw: bytes, at: datetime) -> bytes:
        """Keep the bytes once; returns their SHA-256."""

    async def of_delivery(self, delivery_id: UUID) -> Sequence[Original]:
        """All that is kept of a delivery, oldest first."""
