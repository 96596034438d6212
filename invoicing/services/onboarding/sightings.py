"""What the tax-payer register last said of a company of ours, kept so that a later look can be compared with it."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from invoicing.model.party import Address
from invoicing.services.onboarding.records import Seen
from invoicing.services.ports import UnitOfWork


async def keep_seen(work: UnitOfWork, company: UUID, seen: Seen) -> None:
    """Keep the newest answer of the register; it replaces the one before."""
    address = seen.address
    lines = [address.line1, address.line2] if address else []
    body = {
        "on": seen.on.isoformat(),
        "name": seen.name,
        "address": lines,
        "vat_status": seen.vat_status,
        "accounts": list(seen.accounts),
        "request_id": seen.request_id,
    }
    await work.cursors.put(_place(company), json.dumps(body, ensure_ascii=False))


async def seen_of(work: UnitOfWork, company: UUID) -> Seen | None:
    """What the register said last; None when it was never asked, or was silent."""
    written = await work.cursors.get(_place(company))
    if not written:
        return None
    body = json.loads(written)
    return Seen(
        date.fromisoformat(body["on"]),
        body["name"],
        Address(*body["address"]) if body["address"] else None,
        body["vat_status"],
        tuple(body["accounts"]),
        body["request_id"],
    )


def _place(company: UUID) -> str:
    return f"register-seen:{company}"
