"""What a buyer still owes, and by which letter the buyer got the invoice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicing.model.delivering import HELD, DeliveryWay
from invoicing.model.invoice import Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.lifecycle import Status
from invoicing.model.papers import Paper
from invoicing.services.correcting.books import corrections_of
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Delivery, StoredInvoice
from invoicing.services.unpaid.parts import part_paid

_INVOICES = frozenset({Paper.VISUALISATION, Paper.EARLY_VISUALISATION, Paper.PLAIN_INVOICE})
_BINDING = frozenset({Status.ACCEPTED, Status.OUTSIDE})


@dataclass(frozen=True, slots=True)
class Debt:
    """What a buyer may be reminded of.

    Attributes:
        left: still to be paid, in the currency of the invoice; above zero.
        first: the letter that brought the invoice, to whose address and thread the reminder goes.
    """

    stored: StoredInvoice
    left: Decimal
    first: Delivery


async def debt_of(work: UnitOfWork, stored: StoredInvoice) -> Debt | None:
    """The debt; None when nothing is owed, or the buyer never had the invoice by e-mail."""
    if stored.status not in _BINDING or (await work.filed.get(stored.id)).paid_on is not None:
        return None
    left = await left_of(work, stored)
    brought = [
        each
        for each in await work.deliveries.of_invoice(stored.id)
        if each.paper in _INVOICES and each.status in HELD and each.way is DeliveryWay.EMAIL
    ]
    return Debt(stored, left, brought[0]) if left > 0 and brought else None


async def left_of(work: UnitOfWork, stored: StoredInvoice) -> Decimal:
    """What is left after part payments and corrections; a correction to more is asked for by its own letter."""
    invoice = stored.invoice
    if invoice.kind is InvoiceKind.CORRECTING:
        return Decimal(0)
    left = left_to_pay(invoice) - await part_paid(work, stored.company_id, stored.id)
    differences = [
        each.invoice.totals.gross
        for each in await corrections_of(work, stored)
        if each.status is not Status.REJECTED or each.offline_mode is not None
    ]
    return min(left, left + sum(differences, Decimal(0)))


def left_to_pay(invoice: Invoice) -> Decimal:
    """What is due, less what was paid before; zero of a paid invoice, below zero when the buyer gets it back."""
    if invoice.paid:
        return Decimal(0)
    return invoice.to_pay - sum((part.amount for part in invoice.payment.parts), Decimal(0))
