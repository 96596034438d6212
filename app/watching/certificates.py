"""Until when companies hold KSeF certificates: the first that runs out, of each kind; never whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from uuid import UUID

from invoicing.services.access.certificates import CertificateType, Wallet, wallet_of
from invoicing.services.ports import UnitOfWork
from storage.secrets import UnusableKey

FRESH = 60.0
"""Seconds for which a look into all wallets is good enough: each is unsealed for it."""


class Ends:
    """Looks into the wallets now and then, and keeps nothing of them but moments."""

    def __init__(self) -> None:
        self._last: tuple[float, Mapping[CertificateType, datetime]] | None = None

    async def left(self, work: UnitOfWork, now: datetime) -> Mapping[str, float]:
        """Seconds until the first company is without a certificate of a kind that it had; below 0 it is already.

        A successor counts as soon as it is there; a company that never had one of the kind does not.

        Raises:
            Unavailable: the database does not answer.
        """
        if self._last is None or monotonic() - self._last[0] > FRESH:
            self._last = (monotonic(), await _first_ends(work))
        return {kind.value: (end - now).total_seconds() for kind, end in self._last[1].items()}


async def _wallet(work: UnitOfWork, company_id: UUID) -> Wallet:
    """An empty one where ours is not its key: instruments go on, and whoever needs it is set aside and told of."""
    try:
        return await wallet_of(work, company_id)
    except UnusableKey:
        return Wallet()


async def _first_ends(work: UnitOfWork) -> Mapping[CertificateType, datetime]:
    first: dict[CertificateType, datetime] = {}
    for company in await work.companies.all():
        wallet = await _wallet(work, company.id)
        for kind in CertificateType:
            if (last := wallet.last(kind)) is not None:
                first[kind] = min(first.get(kind, last.valid_to), last.valid_to)
    return first
