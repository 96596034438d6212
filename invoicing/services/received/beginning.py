"""Since when a company is told of invoices from others: what KSeF held before is the past, and is told to nobody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from invoicing.services.ports import UnitOfWork


async def begin_telling(work: UnitOfWork, company_id: UUID, now: datetime) -> datetime:
    """Since when; noted with the company itself, or at the first look for one that is older than this note."""
    name = f"received-since:{company_id}"
    known = await work.cursors.get(name)
    if known is not None:
        return datetime.fromisoformat(known)
    await work.cursors.put(name, now.isoformat())
    return now
