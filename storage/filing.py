"""Rows of the shelf, written in the transaction that writes the invoice itself."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import bindparam

from invoicing.model.invoice import Invoice
from invoicing.services.finding.names import folded_name
from invoicing.services.finding.records import Direction
from invoicing.services.ksef_records import KsefEntry, SubjectRole
from invoicing.services.parsing.tokens import fold
from invoicing.services.records import StoredInvoice
from storage.searching import hundredths
from storage.shelf_tables import filed
from storage.transaction import Transaction

_CHANGING = ("party", "party_folded", "party_id", "hundredths", "currency", "issue_date", "due_date")
_RENEW = (
    filed.update()
    .where(filed.c.id == bindparam("wanted"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGING})
)
_UNFILE = filed.delete().where(filed.c.id == bindparam("wanted"), filed.c.invoice_id.is_(None))
_DIRECTION = {
    SubjectRole.SELLER: Direction.ISSUED,
    SubjectRole.BUYER: Direction.RECEIVED,
    SubjectRole.THIRD_PARTY: Direction.RECEIVED,
}
"""An authorized entity is no party to the sale."""
_SHELF = uuid5(NAMESPACE_URL, "https://latarnik.invalid/filed")


def filed_id(company_id: UUID, ksef_number: str) -> UUID:
    """The row of an invoice that another program issued: derived, so that filing it twice meets the first."""
    return uuid5(_SHELF, f"{company_id}:{ksef_number}")


async def file_issued(transaction: Transaction, stored: StoredInvoice) -> None:
    """File an invoice that is being issued."""
    invoice = stored.invoice
    row = {
        "id": stored.id,
        "company_id": stored.company_id,
        "direction": Direction.ISSUED.value,
        "invoice_id": stored.id,
        "number": invoice.number,
        "number_folded": fold(invoice.number),
        "paid_on": invoice.issue_date if invoice.paid else None,
        **_changing(invoice),
    }
    await transaction.add(filed, row)


async def unfile_elsewhere(transaction: Transaction, stored: StoredInvoice) -> None:
    """Another program's invoice turned out to be one of ours: it has a row of its own."""
    if stored.ksef_number is not None:
        other = filed_id(stored.company_id, stored.ksef_number.value)
        await transaction.run(_UNFILE, {"wanted": other})


async def file_again(transaction: Transaction, stored: StoredInvoice) -> None:
    """Bring the row in line with another edition of the invoice."""
    values = {f"new_{name}": value for name, value in _changing(stored.invoice).items()}
    await transaction.run(_RENEW, {"wanted": stored.id, **values})


async def file_entry(transaction: Transaction, company_id: UUID, role: SubjectRole, entry: KsefEntry) -> None:
    """File what another program issued, once; whoever is only authorized finds it not."""
    direction = _DIRECTION.get(role)
    if direction is None:
        return
    issued = direction is Direction.ISSUED
    party = (entry.buyer_name or entry.buyer) if issued else (entry.seller_name or entry.seller_nip)
    row = {
        "id": filed_id(company_id, entry.ksef_number.value),
        "company_id": company_id,
        "direction": direction.value,
        "ksef_number": entry.ksef_number.value,
        "number": entry.number,
        "number_folded": fold(entry.number),
        "party": party,
        "party_folded": folded_name(party),
        "party_id": (entry.buyer if issued else entry.seller_nip) or None,
        "hundredths": hundredths(_amount(entry.gross)),
        "currency": entry.currency[:3],
        "issue_date": entry.issue_date,
        "arrived_at": entry.stored_by_ksef_at,
    }
    await transaction.run(transaction.insert(filed).on_conflict_do_nothing(index_elements=["id"]), row)


def _changing(invoice: Invoice) -> dict[str, Any]:
    buyer = invoice.buyer
    name = buyer.name or (buyer.nip.digits if buyer.nip else "")
    return {
        "party": name,
        "party_folded": folded_name(name),
        "party_id": buyer.nip.digits if buyer.nip else buyer.eu_vat_number or buyer.foreign_id,
        "hundredths": hundredths(invoice.totals.gross),
        "currency": invoice.currency,
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
    }


def _amount(said: str) -> Decimal:
    """What KSeF's list says; a word that is no amount counts as nothing, the document has it."""
    try:
        return Decimal(said)
    except InvalidOperation:
        return Decimal(0)
