"""A file of an invoice wanted in the chat: it comes, or the hand-over matrix says why not and what is lawful now."""

from __future__ import annotations

from datetime import date, datetime

from invoicing.model.errors import Refused
from invoicing.model.handover import check_paper
from invoicing.model.papers import Paper
from invoicing.services.delivery.handing_over import EARLY, has_offline_certificate, row_of
from invoicing.services.file_refs import DocumentForm, DocumentRef
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.papers.documents import RECEIPT, require_ready
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import StoredInvoice

FORBIDDEN = frozenset({"hand-over-forbidden", "plain-invoice-forbidden"})


async def fetched(
    work: UnitOfWork, stored: StoredInvoice, form: DocumentForm, now: datetime, paper: Paper | None = None
) -> Reply:
    """The file for the seller, or the row and article that forbid the paper, with a button for the lawful one.

    Args:
        work: the open transaction.
        stored: the invoice.
        form: which file.
        now: an offline certificate must be valid then.
        paper: the paper that was named, where it was.

    Raises:
        Refused: document-not-ready, there is no receipt yet; offline-certificate-needed.
    """
    row = row_of(stored)
    try:
        if paper is not None:
            check_paper(row, paper)
        require_ready(stored, form)
    except Refused as refusal:
        if refusal.reason in FORBIDDEN:
            return forbidden(stored, refusal)
        raise
    if form in {DocumentForm.PDF, DocumentForm.PAPER}:
        await require_codes(work, stored, row.delivered, now)
    data: dict[str, Json] = {
        "number": stored.invoice.number,
        "form": form.value,
        "paper": row.delivered.value,
        "own": row.paper is not Paper.VISUALISATION,
        "row": row.row,
        "article": row.articles[0],
    }
    forms = RECEIPT if form in RECEIPT else (form,)
    return Reply("files", data, documents=tuple(DocumentRef(stored.id, each) for each in forms))


def duplicated(stored: StoredInvoice, today: date) -> Reply:
    """The duplicate of an invoice outside KSeF; of one that KSeF keeps nobody needs any."""
    data: dict[str, Json] = {"number": stored.invoice.number, "form": DocumentForm.DUPLICATE.value}
    return Reply("files", data, documents=(DocumentRef(stored.id, DocumentForm.DUPLICATE, today),))


async def require_codes(work: UnitOfWork, stored: StoredInvoice, paper: Paper, now: datetime) -> None:
    """Refuse a paper with two codes where nothing can sign the second one.

    Raises:
        Refused: offline-certificate-needed.
    """
    if paper in EARLY and not await has_offline_certificate(work, stored, now):
        raise Refused("offline-certificate-needed", number=stored.invoice.number)


def forbidden(stored: StoredInvoice, refusal: Refused) -> Reply:
    """Row, article and the lawful paper; a button makes that one, where there is any."""
    details: dict[str, Json] = {**refusal.details, "number": stored.invoice.number}
    lawful = row_of(stored).paper is not Paper.NOTHING
    button = Option("paper", choice=Choice(DocumentForm.PAPER, stored.id), style=Style.PRIMARY)
    return Reply(
        "refused",
        {"reason": refusal.reason, "details": details},
        options=((button,),) if lawful else (),
    )
