"""One invoice in a chat: where it stands, who got what and when, whether it is paid, and its files."""

from __future__ import annotations

from datetime import date

from invoicing.model.lifecycle import Status
from invoicing.services.advances.stale import correct_button, stale_data
from invoicing.services.companies import Standing
from invoicing.services.delivery.handing_over import row_of as paper_row
from invoicing.services.delivery.machine import news_of
from invoicing.services.finding.listing import FILED, FOUND, company_named, place_from, row_of
from invoicing.services.finding.records import Filed
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.people.rights import Action
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Delivery, StoredInvoice
from invoicing.services.sending.waiting import term_data
from invoicing.services.terms.due import terms_of_each
from invoicing.services.unpaid.parts import part_paid

PAID, UNPAID, THEIR_XML, THEIR_PDF = "paid", "unpaid", "theirxml", "theirpdf"
"""Buttons: it was paid, it was not after all, files of what another program issued."""
_WAITS = frozenset({Status.ISSUED, Status.SENT})


async def shown(
    work: UnitOfWork, standing: Standing, found: Filed, today: date, place: int = 0, *, changed: bool = False
) -> Reply:
    """The card of an invoice.

    Args:
        work: the open transaction.
        standing: who looks, at the company whose invoice it is.
        found: the invoice.
        today: days of delay count to it.
        place: where in a list it was picked; 0 for none.
        changed: somebody has just said whether it is paid.
    """
    part = await part_paid(work, found.company_id, found.id)
    data = row_of(found, today, part) | {
        "company": await company_named(work, standing),
        "changed": changed,
        "corrects": None,
        "stale": None,
        "rejection": [],
        "term": None,
        "paper": None,
        "deliveries": [],
    }
    files: tuple[Option, ...] = (
        Option("pdf", choice=Choice(THEIR_PDF, found.id)),
        Option("xml", choice=Choice(THEIR_XML, found.id)),
    )
    if found.invoice_id is not None:
        stored = await work.invoices.get(found.invoice_id)
        data |= await _of_ours(work, stored)
        files = _files(stored)
    rows = [files, _paying(standing, found, place), _back(place)]
    if data["stale"] and found.invoice_id is not None and standing.may_issue:
        rows.insert(1, correct_button(found.invoice_id))
    if found.ksef_number is not None:
        rows.insert(0, (Option("copy-ksef-number", copy=str(found.ksef_number)),))
    return Reply("invoice-card", data, options=tuple(row for row in rows if row))


async def _of_ours(work: UnitOfWork, stored: StoredInvoice) -> dict[str, Json]:
    """What we know only of invoices that were issued here."""
    correction, term = stored.invoice.correction, None
    if stored.status in _WAITS:
        terms = (await terms_of_each(work, [stored.company_id]))[stored.company_id]
        term = term_data(stored, terms)
    return {
        "corrects": correction.originals[0].number if correction else None,
        "stale": await stale_data(work, stored),
        "rejection": [*stored.rejection],
        "term": term,
        "paper": paper_row(stored).delivered.value,
        "deliveries": [await _handed(work, each) for each in await work.deliveries.of_invoice(stored.id)],
    }


async def _handed(work: UnitOfWork, delivery: Delivery) -> dict[str, Json]:
    """How far a paper got, and by which steps."""
    steps = [(news.value, event) for news, event in await news_of(work, delivery)]
    path: list[Json] = [
        {"news": news, "at": event.at.isoformat(), "likely": bool(event.evidence.get("likely"))}
        for news, event in steps
    ]
    return {
        "path": path,
        "address": delivery.address,
        "status": delivery.status.value,
        "paper": delivery.paper.value,
        "at": delivery.settled_at.isoformat() if delivery.settled_at else None,
    }


def _files(stored: StoredInvoice) -> tuple[Option, ...]:
    forms = ["pdf", "xml"] + (["upo"] if stored.receipt is not None else [])
    return tuple(Option(form, choice=Choice(form, stored.id)) for form in forms)


def _paying(standing: Standing, found: Filed, place: int) -> tuple[Option, ...]:
    if not standing.may(Action.MARK_PAID) or (found.gross <= 0 and found.paid_on is None):
        return ()
    if found.paid_on is None:
        return (Option("mark-paid", choice=Choice(PAID, found.id, place), style=Style.SUCCESS),)
    return (Option("mark-unpaid", choice=Choice(UNPAID, found.id, place)),)


def _back(place: int) -> tuple[Option, ...]:
    where = place_from(place)
    return (Option("to-the-list", choice=Choice(FOUND, *where)),) if where else ()


__all__ = ["FILED", "PAID", "THEIR_PDF", "THEIR_XML", "UNPAID", "shown"]
