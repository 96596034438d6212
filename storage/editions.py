"""Earlier editions of invoices, and what waits in groups of one term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, TextClause, bindparam, func, literal, select, text
from sqlalchemy.sql.elements import ColumnElement

from invoicing.model.invoice import Invoice
from invoicing.model.offline import OfflineMode
from invoicing.services.records import Edition, Replaced, StoredInvoice, WaitingGroup
from storage.codec import decode, encode
from storage.tables import WAITS, editions, invoices
from storage.transaction import Transaction

_KEPT = ("id", "company_id", "sha256", "content", "xml", "issued_at")
_NOW = select(*(invoices.c[name] for name in _KEPT)).where(invoices.c.id == bindparam("invoice"))
_OF = select(editions).where(editions.c.invoice_id == bindparam("invoice")).order_by(editions.c.seq)
_OWNER = (
    select(editions.c.invoice_id)
    .where(editions.c.company_id == bindparam("company"), editions.c.sha256 == bindparam("digest"))
    .limit(1)
)
_RENEW = (
    invoices.update()
    .where(invoices.c.id == bindparam("invoice"))
    .values(
        content=bindparam("new_content"),
        xml=bindparam("new_xml"),
        sha256=bindparam("new_sha256"),
        issued_at=bindparam("new_issued_at"),
        issue_date=bindparam("new_issue_date"),
        corrects=bindparam("new_corrects"),
    )
)
_TERM = (invoices.c.company_id, invoices.c.issue_date, invoices.c.offline_mode)
TO_PUT_RIGHT = (
    text("invoices.status = 'rejected'"),  # in the words of the index
    invoices.c.offline_mode.is_not(None),
    invoices.c.rejection.not_like('["440"%'),  # KSeF has a document under its number: a person decides
    invoices.c.content.not_like('%["source","file"]%'),  # another program's: it is put right there
)
"""Rejected invoices whose term runs on: they were issued, and only a person can put them right."""


def _grouped(*which: ColumnElement[bool] | TextClause, rejected: bool) -> Select[Any]:
    return (
        select(
            *_TERM,
            func.count().label("so_many"),
            func.min(invoices.c.issued_at).label("first_issued_at"),
            func.max(invoices.c.issued_at).label("last_issued_at"),
            literal(rejected).label("rejected"),
        )
        .where(*which)
        .group_by(*_TERM)
        .order_by(*_TERM)
    )


_GROUPS = (_grouped(WAITS, rejected=False), _grouped(*TO_PUT_RIGHT, rejected=True))
_GROUPS_OF = tuple(each.where(invoices.c.company_id == bindparam("company")) for each in _GROUPS)


async def replace_edition(
    transaction: Transaction, stored: StoredInvoice, why: Replaced, at: datetime
) -> None:
    """Keep what the invoice was and write what it is now (KeyError when there is none); its number stays.

    Raises:
        AlreadyKnown: it was these very bytes before.
    """
    before = await transaction.first(_NOW, {"invoice": stored.id})
    if before is None:
        raise KeyError(stored.id)
    old = {
        "invoice_id": before.id,
        "company_id": before.company_id,
        "sha256": before.sha256,
        "content": before.content,
        "xml": before.xml,
        "issued_at": before.issued_at,
        "replaced_at": at,
        "why": why.value,
    }
    await transaction.add(editions, old)
    new = {
        "new_content": encode(stored.invoice),
        "new_xml": stored.xml,
        "new_sha256": stored.sha256,
        "new_issued_at": stored.issued_at,
        "new_issue_date": stored.invoice.issue_date,
        "new_corrects": stored.corrects,
    }
    await transaction.run(_RENEW, {"invoice": stored.id, **new})


async def editions_of(transaction: Transaction, invoice_id: UUID) -> Sequence[Edition]:
    """What the invoice was before, oldest first."""
    return [_edition(row) for row in await transaction.rows(_OF, {"invoice": invoice_id})]


async def owner_of(transaction: Transaction, company_id: UUID, sha256: bytes) -> UUID | None:
    """The invoice that had these bytes in an earlier edition."""
    row = await transaction.first(_OWNER, {"company": company_id, "digest": sha256})
    return row and row.invoice_id


async def groups_to_come(transaction: Transaction, company_id: UUID | None) -> Sequence[WaitingGroup]:
    """What waits, then what was refused and must be put right, each by company, day of issue and mode."""
    wanted, values = (_GROUPS, {}) if company_id is None else (_GROUPS_OF, {"company": company_id})
    return [_group(row) for each in wanted for row in await transaction.rows(each, values)]


def _edition(row: Row[Any]) -> Edition:
    return Edition(
        invoice_id=row.invoice_id,
        invoice=decode(Invoice, row.content),
        xml=row.xml,
        sha256=row.sha256,
        issued_at=row.issued_at,
        replaced_at=row.replaced_at,
        why=Replaced(row.why),
    )


def _group(row: Row[Any]) -> WaitingGroup:
    return WaitingGroup(
        company_id=row.company_id,
        issue_date=row.issue_date,
        mode=row.offline_mode and OfflineMode(row.offline_mode),
        count=row.so_many,
        first_issued_at=row.first_issued_at,
        last_issued_at=row.last_issued_at,
        rejected=row.rejected,
    )
