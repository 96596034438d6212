"""What a company wants of reminders: whether buyers get any, since when, and who is left alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from invoicing.services.finding.names import folded_name
from invoicing.services.finding.records import Filed
from invoicing.services.ports import UnitOfWork


async def reminds_since(work: UnitOfWork, company: UUID) -> date | None:
    """The Warsaw day from which steps count; None while the company wants no reminders, as at first."""
    kept = await work.cursors.get(_switch(company))
    return date.fromisoformat(kept) if kept else None


async def switch(work: UnitOfWork, company: UUID, since: date | None) -> None:
    """Begin on that day, or end with None."""
    await work.cursors.put(_switch(company), since.isoformat() if since else "")


async def left_alone(work: UnitOfWork, company: UUID) -> Mapping[str, str]:
    """Names of buyers who get no reminders, by what they are recognised."""
    kept = await work.cursors.get(_alone(company))
    read: dict[str, str] = json.loads(kept) if kept else {}
    return read


async def leave_alone(work: UnitOfWork, company: UUID, buyers: Mapping[str, str]) -> None:
    """Write down who they are; replaces those of before."""
    await work.cursors.put(_alone(company), json.dumps(dict(buyers), ensure_ascii=False))


async def is_let_be(work: UnitOfWork, invoice: UUID) -> bool:
    """Whether nobody is to be reminded of that one invoice."""
    return bool(await work.cursors.get(_invoice(invoice)))


async def let_be(work: UnitOfWork, invoice: UUID, *, wanted: bool) -> None:
    """Leave that one invoice out, or take it in again."""
    await work.cursors.put(_invoice(invoice), "yes" if wanted else "")


def party_of(found: Filed) -> str:
    """What a buyer is recognised by: its number, or its name where it has none."""
    return found.party_id or folded_name(found.party)


def _switch(company: UUID) -> str:
    return f"payment-reminders:{company}"


def _alone(company: UUID) -> str:
    return f"payment-reminders-not:{company}"


def _invoice(invoice: UUID) -> str:
    return f"payment-reminder-not:{invoice}"
