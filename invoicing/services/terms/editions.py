"""New bytes for an invoice under its old number, and the way back to bytes it had before."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from invoicing.model.invoice import Invoice
from invoicing.model.lifecycle import Status
from invoicing.services.ksef_jobs import Submit
from invoicing.services.messages import Json
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Edition, Event, Replaced, StoredInvoice


async def renew(
    work: UnitOfWork,
    stored: StoredInvoice,
    invoice: Invoice,
    xml: bytes,
    *,
    why: Replaced,
    at: datetime,
    corrects: bytes | None = None,
) -> StoredInvoice:
    """Give an invoice a new edition that waits to be submitted; what it was is kept for ever.

    Args:
        work: the open transaction.
        stored: the invoice as it is; nothing of its present bytes is on its way that could not come back as 440.
        invoice: the content of the new edition, under the same number.
        xml: its bytes.
        why: the reason, kept with what it was.
        at: now.
        corrects: SHA-256 of the rejected document when this is a technical correction.
    """
    fresh = replace(
        stored,
        invoice=invoice,
        xml=xml,
        sha256=hashlib.sha256(xml).digest(),
        corrects=corrects,
        status=Status.ISSUED,
        attempt=stored.attempt + 1,
        batch_id=None,
        session_reference=None,
        invoice_reference=None,
        rejection=(),
    )
    await work.invoices.replace_edition(fresh, why, at)
    evidence: dict[str, Json] = {
        "why": why.value,
        "before": stored.sha256.hex(),
        "sha256": fresh.sha256.hex(),
        "issue_date": invoice.issue_date.isoformat(),
    }
    await work.events.add(Event("edition-replaced", at, None, stored.company_id, stored.id, evidence))
    return fresh


async def bring_back(
    work: UnitOfWork, stored: StoredInvoice, edition: Edition, at: datetime
) -> StoredInvoice:
    """KSeF has an earlier edition after all: that one is the invoice, and sending it again fetches its number.

    The bytes that take their leave were never accepted, for KSeF keeps one document under a number.
    """
    fresh = await renew(work, stored, edition.invoice, edition.xml, why=Replaced.KSEF_HAS_ANOTHER, at=at)
    await work.jobs.enqueue(Submit(fresh.id, fresh.attempt))
    return fresh
