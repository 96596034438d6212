"""Links to the page of a paper, and the book they are written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

PATH = "/faktura"
"""Where the page is, below the public address."""
LASTS = timedelta(days=90)
"""How long a link shows its paper; a term of payment and the month of its VAT are over by then."""


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A way to the paper of one delivery; its code is derived from the delivery and kept nowhere."""

    delivery_id: UUID
    expires_at: datetime
    revoked_at: datetime | None = None


class PaperLinkBook(Protocol):
    """Links to papers; of a code only its SHA-256 is in the book."""

    async def add(self, link: PaperLink) -> None:
        """Write a new link, or let the one of that delivery live anew."""

    async def code(self, delivery_id: UUID) -> str:
        """The code of a link: 256 bits that only the installation's key can derive."""

    async def by_code(self, code: str) -> PaperLink | None:
        """The link that a code opens, whatever became of it."""

    async def of_delivery(self, delivery_id: UUID) -> PaperLink | None:
        """The link of a delivery."""

    async def revoke(self, delivery_id: UUID, at: datetime) -> bool:
        """Let nobody in by it any more; False when there is none that lives."""
