"""The look of a company's papers: chosen by its owner on the server, found by the seller's NIP."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from invoicing.model.look import OURS, Look
from invoicing.model.party import Nip
from invoicing.services.ports import UnitOfWork, UnitsOfWork

ACCENT, LOGO = "look-accent", "look-logo"
"""Names under which they lie with the company."""


class LooksOf(Protocol):
    """Finds the look of a seller."""

    async def __call__(self, nip: Nip) -> Look:
        """Its own, or ours when it is no company of this house or chose nothing."""


async def look_of(work: UnitOfWork, company: UUID) -> Look:
    """What a company chose, or ours."""
    accent, logo = await work.companies.secret(company, ACCENT), await work.companies.secret(company, LOGO)
    return Look(accent.decode() if accent else None, logo or None)


class LooksInBooks:
    """Looks as the books have them."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def __call__(self, nip: Nip) -> Look:
        """See `LooksOf`."""
        async with self._units.reading() as work:
            company = await work.companies.by_nip(nip)
            return await look_of(work, company.id) if company else OURS


class ChooseLook:
    """Writes down what a company's papers shall look like."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def __call__(self, nip: Nip, look: Look) -> bool:
        """Keep it in place of what was chosen before; False when there is no such company."""
        async with self._units() as work:
            company = await work.companies.by_nip(nip)
            if company is None:
                return False
            await work.companies.put_secret(company.id, ACCENT, (look.accent or "").encode())
            await work.companies.put_secret(company.id, LOGO, look.logo or b"")
        return True
