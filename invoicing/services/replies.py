"""Replies about issued invoices: codes, data and buttons; `templates` has the words."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from invoicing.model.delivering import DeliveryStatus
from invoicing.model.errors import LatarnikError
from invoicing.model.law_calendar import Rule, in_force
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.model.papers import Paper
from invoicing.model.party import BuyerKind
from invoicing.model.payment import PaymentMethod
from invoicing.services.jobs import Show
from invoicing.services.letter_news import tell_by_letter
from invoicing.services.lifecycle import is_correctable, lacks_permission
from invoicing.services.messages import Channel, Choice, Incoming, Json, Option, Reply, Style
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company, Delivery, StoredInvoice

_ABOUT_ONE_COMPANY = frozenset(
    [
        "accepted",
        "approval-settled",
        "approval-waiting",
        "approval-why",
        "already-issued",
        "contact",
        "contacts",
        "contacts-choose",
        "draft-cancelled",
        "draft-held",
        "draft-issuing",
        "drafts",
        "export",
        "handed-over",
        "invoice-card",
        "invoices",
        "issued-outside",
        "jpk",
        "month",
        "recurrences",
        "rejected",
    ]
)
_AFTER_TAP = {
    Status.ISSUED: "draft-issuing",
    Status.SENT: "draft-issuing",
    Status.OUTSIDE: "issued-outside",
}


def answer(incoming: Incoming, reply: Reply, language: str | None = None, cause: str | None = None) -> Show:
    """A reply where the incoming came from; `cause` other than its key limits how often the same may be said."""
    return Show(
        channel=incoming.sender.channel,
        chat=incoming.chat,
        reply=reply,
        cause=cause or incoming.key,
        language=reply.language or language or incoming.sender.language,
        thread=incoming.thread,
        subject=incoming.subject,
        references=incoming.references,
        company_id=incoming.company_id,
    )


def stale() -> Reply:
    """A button whose time is over: nothing was done."""
    return Reply("stale-choice", alert="stale-choice")


async def tell(work: UnitOfWork, person: UUID, company: UUID, reply: Reply, cause: str) -> None:
    """Promise to show something in the person's Telegram chat; without one the news that matter come as letters."""
    companies = {membership.company_id for membership in await work.people.memberships(person)}
    if company not in companies:
        return  # whoever has left hears no more of the company
    chat = await work.people.address(person, Channel.TELEGRAM)
    if chat is None:
        await tell_by_letter(work, person, company, reply, cause)
        return
    if len(companies) > 1:
        reply = naming_company(reply, await work.companies.get(company))
    language = (await work.people.get(person)).language
    await work.jobs.enqueue(Show(Channel.TELEGRAM, chat, reply, cause, language=language))


def naming_company(reply: Reply, company: Company) -> Reply:
    """What is about one company, headed by its name; for people who have several."""
    if reply.code not in _ABOUT_ONE_COMPANY:
        return reply
    return replace(reply, data={**reply.data, "for_company": company.profile.seller.name})


def summary(stored: StoredInvoice) -> dict[str, Json]:
    """What every reply about an invoice says of it; `corrects` is the number of the invoice that it corrects."""
    correction = stored.invoice.correction
    return {
        "number": stored.invoice.number,
        "buyer": stored.invoice.buyer.name,
        "gross": str(stored.invoice.totals.gross),
        "currency": stored.invoice.currency,
        "status": stored.status.value,
        "ksef_number": str(stored.ksef_number) if stored.ksef_number else None,
        "corrects": correction.originals[0].number if correction else None,
    }


def card_tag(invoice_id: UUID) -> str:
    """The tapped card of an invoice, which follows its fate."""
    return f"invoice:{invoice_id}"


def after_tap(stored: StoredInvoice) -> Reply:
    """What the card becomes: on its way to KSeF, or what came of it."""
    data = summary(stored) | {
        "issue_date": stored.invoice.issue_date.isoformat(),
        "mode": stored.offline_mode.value if stored.offline_mode else None,
        "consumer": stored.invoice.buyer.kind is BuyerKind.CONSUMER,
    }
    tag = card_tag(stored.id)
    return Reply(_AFTER_TAP.get(stored.status, "already-issued"), data, tag=tag, replaces=tag)


def accepted(stored: StoredInvoice, delivery: Delivery | None) -> Reply:
    """KSeF gave its number; told once, then edited when the letter has gone."""
    received = stored.received_by_ksef_at
    data = summary(stored) | {
        "received_by_ksef_at": received.isoformat() if received else None,
        "deemed_offline": stored.deemed_offline,
        "number_in_title": names_number(stored),
        "delivery": _hand_over(delivery) if delivery else None,
    }
    copy = Option("copy-ksef-number", copy=str(stored.ksef_number))
    files = tuple(Option(form, choice=Choice(form, stored.id)) for form in ("xml", "upo", "pdf"))
    tag = f"accepted:{stored.id}"
    return Reply("accepted", data, options=((copy,), files), tag=tag, replaces=tag)


def names_number(stored: StoredInvoice) -> bool:
    """Whether the payment is to name the KSeF number between active VAT payers (art. 108g ust. 1 VATA).

    The day of payment counts; it is not known yet, so the term of payment stands for it. An invoice of an announced
    failure is not among those that the article names.
    """
    invoice = stored.invoice
    if invoice.buyer.nip is None or invoice.paid or stored.offline_mode is OfflineMode.EMERGENCY:
        return False
    by_title = invoice.payment_method is PaymentMethod.TRANSFER and invoice.correction is None
    return by_title and in_force(Rule.NUMBER_IN_TRANSFER, invoice.due_date or invoice.issue_date)


def handed_over(stored: StoredInvoice, delivery: Delivery, *, apart: bool = False, copy: int = 0) -> Reply:
    """How a letter got on: beside the number, or of its own while there is none.

    Args:
        stored: the invoice.
        delivery: the letter.
        apart: somebody asked for this letter; the message about the number tells of the invoice's own address.
        copy: which copy of a letter it is; 0 for the first letter.
    """
    if stored.ksef_number is not None and not apart:
        return accepted(stored, delivery)
    tag = f"handed-over:{delivery.id}" + (f":{copy}" if copy else "")
    data = summary(stored) | {
        "delivery": _hand_over(delivery),
        "paper": delivery.paper.value,
        "follows": stored.ksef_number is None and delivery.paper is not Paper.PLAIN_INVOICE,
    }
    return Reply("handed-over", data, tag=tag, replaces=tag)


def _hand_over(delivery: Delivery) -> dict[str, Json]:
    settled = delivery.settled_at
    return {
        "address": delivery.address,
        "status": _FOR_THE_SELLER.get(delivery.status, "sent"),
        "answer": delivery.answer,
        "settled_at": settled.isoformat() if settled else None,
    }


_FOR_THE_SELLER = {
    DeliveryStatus.QUEUED: "queued",
    DeliveryStatus.UNKNOWN: "queued",
    DeliveryStatus.SUPERSEDED: "superseded",
    DeliveryStatus.REFUSED: "refused",
    DeliveryStatus.BOUNCED: "refused",
}
"""What is said of a letter beside its invoice; what became of it later, its card says step by step."""


def rejected_tag(invoice_id: UUID) -> str:
    """The message about a refusal, which a technical correction takes the place of."""
    return f"rejected:{invoice_id}"


def rejected(stored: StoredInvoice) -> Reply:
    """KSeF refused it; an offline invoice may have reached its buyer, so the way on is another one."""
    status, description, *details = stored.rejection
    correctable = is_correctable(stored)
    data = summary(stored) | {
        "status": status,
        "description": description,
        "details": list(details),
        "offline": stored.offline_mode is not None,
        "correctable": correctable,
    }
    tag = rejected_tag(stored.id)
    return Reply("rejected", data, options=_way_out(stored), tag=tag, replaces=tag)


def _way_out(stored: StoredInvoice) -> tuple[tuple[Option, ...], ...]:
    """What puts a refused offline invoice right: another file, or the same one once the permission is there."""
    if is_correctable(stored):
        technical = Choice("technical", stored.id)
        return ((Option("technical-correction", choice=technical, style=Style.PRIMARY),),)
    if lacks_permission(stored):
        return ((Option("send-again", choice=Choice("send-again", stored.id), style=Style.PRIMARY),),)
    return ()


def cancel(draft_id: UUID, version: int) -> Option:
    """The button that ends a draft."""
    return Option("cancel", choice=Choice("cancel", draft_id, version), style=Style.DANGER)


def refusal(error: LatarnikError, incoming: Incoming) -> Reply:
    """What is said instead of doing it."""
    data: dict[str, Json] = {"reason": error.reason, "details": {**error.details}}
    return Reply("refused", data, callback=incoming.callback)
