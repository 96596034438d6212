"""What people hear of one invoice that went in a large batch, and of the whole batch once it has its verdicts."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from invoicing.services.ksef_records import Batch
from invoicing.services.messages import Channel, Json, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import StoredInvoice
from invoicing.services.replies import after_tap, card_tag, tell
from invoicing.services.sending.batching import batch_tag, concerned
from invoicing.services.sending.waiting import say_that_it_waits

NAMED = 30
"""Rejected invoices that the message about a batch names; the list of invoices has the others."""
AT_HOME = 40
"""Accepted invoices that it names with their KSeF numbers: as many lines as a chat takes in one message."""


async def tell_of_one_among_many(work: UnitOfWork, stored: StoredInvoice, news: Reply, cause: str) -> None:
    """Let the tapped card follow; whoever ordered by letter gets the answer in that thread, as of any invoice.

    Args:
        work: the open transaction.
        stored: the invoice with its verdict.
        news: what is told of an invoice that went alone, under `cause`.
        cause: once for each.
    """
    chat = await work.people.address(stored.issued_by, Channel.TELEGRAM)
    if chat is not None:
        await _retell_card(work, stored, chat)
    elif await work.agreements.about(stored.draft_id, stored.issued_by) is not None:
        await tell(work, stored.issued_by, stored.company_id, news, cause)


async def _retell_card(work: UnitOfWork, stored: StoredInvoice, chat: str) -> None:
    """An invoice that nobody tapped in a chat has no card."""
    tag = card_tag(stored.id)
    if await work.shown.message(Channel.TELEGRAM, chat, tag) is not None:
        await tell(work, stored.issued_by, stored.company_id, after_tap(stored), f"end:{tag}")


async def tell_that_orders_wait(work: UnitOfWork, batch: Batch, clock: Clock, seen: str | None) -> None:
    """Whoever ordered by letter hears in that thread that KSeF does not take it, once; until then there was no answer."""
    for invoice in await work.batches.ordered_by_letter(batch.id):
        stored = await work.invoices.get(invoice)
        if await work.people.address(stored.issued_by, Channel.TELEGRAM) is None:
            await say_that_it_waits(work, stored, clock, seen)


async def tell_settled(work: UnitOfWork, batch: Batch) -> None:
    """One message about all of it to each whom it concerns, which names numbers; answers by letter are no part of it."""
    rejected: list[Json] = [
        {"number": number, "status": status, "description": description, "details": list(details[:2])}
        for number, (status, description, *details) in await work.batches.rejected(batch.id, NAMED)
    ]
    data: dict[str, Json] = {
        "size": batch.size,
        "accepted": batch.accepted,
        "rejected": batch.rejected,
        "again": batch.size - batch.accepted - batch.rejected,
        "named": rejected,
    }
    told = Reply("batch-settled", data)
    for person in await concerned(work, batch):
        if await _hears_in_threads(work, batch, person):
            continue
        home: list[Json] = [
            {"number": number, "ksef_number": ksef_number}
            for number, ksef_number in await work.batches.accepted(batch.id, person, AT_HOME)
        ]
        named = replace(told, data={**data, "home": home})
        await tell(work, person, batch.company_id, named, f"{batch_tag(batch.id)}:settled")


async def _hears_in_threads(work: UnitOfWork, batch: Batch, person: UUID) -> bool:
    """Whether each order of theirs is answered in a thread of its own."""
    if await work.people.address(person, Channel.TELEGRAM) is not None:
        return False
    return await work.batches.all_by_letter(batch.id, person)
