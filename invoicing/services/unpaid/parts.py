"""What a buyer has paid of an invoice so far: noted beside it, asked for no more; the invoice itself stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from invoicing.services.ports import UnitOfWork

Parts = Mapping[UUID, Decimal]
"""What was paid, by invoice."""


async def parts_of(work: UnitOfWork, company_id: UUID) -> Parts:
    """Every invoice of a company that was paid in part, with what was paid, in its own currency."""
    said = await work.cursors.get(_noted(company_id))
    return {UUID(key): Decimal(paid) for key, paid in json.loads(said).items()} if said else {}


async def part_paid(work: UnitOfWork, company_id: UUID, invoice_id: UUID) -> Decimal:
    """What was paid of one invoice."""
    return (await parts_of(work, company_id)).get(invoice_id, Decimal(0))


async def note_part(work: UnitOfWork, company_id: UUID, invoice_id: UUID, paid: Decimal) -> None:
    """From now on so much of it is paid, in all; nothing when zero."""
    known = {**await parts_of(work, company_id), invoice_id: paid}
    kept = {str(key): str(each) for key, each in known.items() if each}
    await work.cursors.put(_noted(company_id), json.dumps(kept))


def _noted(company_id: UUID) -> str:
    return f"paid-in-parts:{company_id}"
