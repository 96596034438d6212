"""What an issued invoice teaches: the buyer, and how each thing was sold."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.kinds import InvoiceKind
from invoicing.services.contacts.records import Product
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import StoredInvoice


async def remember_sale(work: UnitOfWork, stored: StoredInvoice, send_to: str | None) -> None:
    """Keep the buyer with the newest name and address, and what was sold at which price.

    An e-mail address that is known already stays: a letter to another one may have been an exception.
    """
    invoice, company = stored.invoice, stored.company_id
    known = await work.buyers.like(company, invoice.buyer)
    email = invoice.buyer.email or (known.buyer.email if known else None) or send_to
    await work.buyers.remember(company, replace(invoice.buyer, email=email), invoice.issue_date)
    if invoice.kind is InvoiceKind.CORRECTING:
        return
    for line in invoice.lines:
        product = Product(
            line.name,
            line.unit,
            line.unit_price,
            invoice.price_kind,
            line.vat_rate,
            invoice.currency,
            invoice.issue_date,
        )
        await work.products.remember(company, product)
