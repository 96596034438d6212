"""What the public pages behind the two codes say (ports; KSeF documentation, "Kody QR")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from invoicing.model.party import Nip


class InvoiceSeen(StrEnum):
    """What the page of KOD I says of an invoice."""

    KNOWN = "known"
    CORRECTED = "corrected"  # technically: the page shows the one that took its place
    UNKNOWN = "unknown"  # KSeF has not got it, or not yet


@dataclass(frozen=True, slots=True)
class IssuerSeen:
    """What the page of KOD II says of the issuer.

    Attributes:
        known: the certificate exists.
        active: it is valid, not revoked, and of type Offline.
        signed: the signature in the link is right.
        entitled: the holder may issue for the seller.
    """

    known: bool
    active: bool
    signed: bool
    entitled: bool

    @property
    def confirmed(self) -> bool:
        """Whether a buyer who scans the code sees nothing wrong."""
        return self.known and self.active and self.signed and self.entitled


class CodePages(Protocol):
    """The pages that a buyer sees behind the codes; asking sends no invoice and no secret."""

    async def issuer(self, link: str) -> IssuerSeen:
        """What stands behind KOD II.

        Raises:
            Unavailable: the page does not answer.
            Misunderstood: it says what we cannot read.
            Refused: address-not-configured, the link leads elsewhere than to our environment.
        """

    async def invoice(self, nip: Nip, issue_date: date, sha256: bytes) -> InvoiceSeen:
        """What stands behind KOD I of the document with that digest; raises as `issuer`."""
