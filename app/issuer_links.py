"""Links of KOD II, made with the offline certificate that lies in a company's wallet."""

from __future__ import annotations

from uuid import UUID

from app.clock import SystemClock
from app.ways_in import WaysIn
from ksef.qr import issuer_link


class IssuerLinksOfWallets:
    """Port `IssuerLinks`; `qr` is the address of the environment behind the codes."""

    def __init__(self, ways_in: WaysIn, clock: SystemClock, qr: str) -> None:
        self._ways_in, self._clock, self._qr = ways_in, clock, qr

    async def __call__(self, company_id: UUID, sha256: bytes) -> str | None:
        """The link of a document; None without a valid offline certificate."""
        access = await self._ways_in.look(company_id)
        certificate = access.wallet.offline_certificate(self._clock.now())
        if certificate is None:
            return None
        return issuer_link(self._qr, access.context, access.context.nip, certificate, sha256)
