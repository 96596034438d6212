"""Documents that another program wrote: taken into the books as they are, and sent the same way as our own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from invoicing.model.document import DocumentView
from invoicing.model.errors import LatarnikError, Refused
from invoicing.model.invoice import Draft, DraftStatus, Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Line
from invoicing.model.offline import OfflineMode
from invoicing.model.party import Buyer, BuyerKind
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.ids import document_draft_id, invoice_id
from invoicing.services.ksef_jobs import Submit
from invoicing.services.lifecycle import SOURCE
from invoicing.services.messages import Channel
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Company, Event, Person, StoredInvoice

_BY_COMMAND = "command-line@latarnik.invalid"
_WHOLE = "-"  # the one line that stands for all of the document's


@dataclass(frozen=True, slots=True)
class Foreign:
    """A document that passed the validator: its bytes, and what they say."""

    xml: bytes
    view: DocumentView


class Adopting:
    """Writes documents down as issued and promises to submit them; the same bytes are the same invoice."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(
        self, company: Company, documents: Sequence[Foreign], *, offline: bool
    ) -> list[StoredInvoice | LatarnikError]:
        """Take them on in one transaction; for each the invoice, or why it cannot be one.

        Args:
            company: whose access is used; it must be the seller.
            documents: some hundred at most.
            offline: declared as issued offline (art. 106nda VATA).
        """
        async with self._units() as work:
            author = await _author(work)
            now = self._clock.now()
            return [
                await adopt(work, company, each, by=author, at=now, offline=offline) for each in documents
            ]


async def adopt(
    work: UnitOfWork, company: Company, document: Foreign, *, by: UUID, at: datetime, offline: bool = False
) -> StoredInvoice | LatarnikError:
    """Take one on, or say why it cannot be an invoice of the company's; `by` becomes its author in our books."""
    digest = hashlib.sha256(document.xml).digest()
    known = await work.invoices.by_digest(company.id, digest)
    if known is not None:
        return known
    view = document.view
    if view.seller.nip != company.profile.seller.nip.digits:
        return Refused("seller-other", nip=view.seller.nip, company=company.profile.seller.nip.digits)
    if await work.invoices.by_number(company.id, view.number) is not None:
        return Refused("number-known", number=view.number)
    try:
        content = _summary(view, company)
    except (LatarnikError, ValueError, ArithmeticError) as error:
        return error if isinstance(error, LatarnikError) else Refused("document-invalid")
    draft = document_draft_id(company.id, digest)
    stored = StoredInvoice(
        id=invoice_id(draft),
        company_id=company.id,
        draft_id=draft,
        invoice=content,
        xml=document.xml,
        sha256=digest,
        issued_at=at,
        issued_by=by,
        offline_mode=OfflineMode.OFFLINE24 if offline else None,
    )
    return await _write(work, stored)


async def _write(work: UnitOfWork, stored: StoredInvoice) -> StoredInvoice:
    await work.drafts.add(draft_of(stored), stored.issued_by)
    await work.invoices.add(stored)
    evidence = {
        "number": stored.invoice.number,
        "mode": stored.offline_mode.value if stored.offline_mode else None,
        "sha256": stored.sha256.hex(),
    }
    who = str(stored.issued_by)
    await work.events.add(Event("adopted", stored.issued_at, who, stored.company_id, stored.id, evidence))
    await work.jobs.enqueue(Submit(stored.id))
    return stored


async def _author(work: UnitOfWork) -> UUID:
    """Nobody in particular: whoever may run commands on the server."""
    known = await work.people.by_identity(Channel.EMAIL, _BY_COMMAND)
    if known is not None:
        return known.id
    person = Person(uuid4(), "latarnik ksef send")
    await work.people.add(person)
    await work.people.identify(person.id, Channel.EMAIL, _BY_COMMAND)
    return person.id


def _summary(view: DocumentView, company: Company) -> Invoice:
    """What lists and messages say of it: number, day, buyer's name, sum due; nothing is computed from the lines."""
    line = Line(_WHOLE, Decimal(1), None, Decimal(view.gross), VatRate.OUT_OF_SCOPE)
    return Invoice(
        number=view.number,
        kind=InvoiceKind.VAT,
        issue_date=date.fromisoformat(view.issue_date),
        seller=company.profile.seller,
        buyer=Buyer(BuyerKind.NO_NIP, view.buyer.name),
        lines=(line,),
        price_kind=PriceKind.NET,
        currency=view.currency,
        extra=(SOURCE, ("kind", view.kind)),
    )


def draft_of(stored: StoredInvoice) -> Draft:
    """An invoice stands on a draft; this one was never talked about."""
    content = stored.invoice
    return Draft(
        id=stored.draft_id,
        company_id=stored.company_id,
        version=1,
        kind=content.kind,
        buyer=content.buyer,
        lines=content.lines,
        price_kind=content.price_kind,
        due_date=None,
        currency=content.currency,
        status=DraftStatus.ISSUED,
        invoice_id=stored.id,
    )
