"""News for people without Telegram: a letter for what they have to know or to do, and none for how things get on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from invoicing.services.file_refs import DocumentForm, DocumentRef
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Reply
from invoicing.services.ports import UnitOfWork

_ONCE = frozenset({"accepted", "waiting"})
"""Told of an invoice when it happens; what is known of it later is no second letter."""
_EACH = frozenset(
    [
        "access-missing",
        "approval-rejected",
        "approval-returned",
        "approval-settled",
        "batch-access-missing",
        "batch-settled",
        "date-not-moved",
        "letter-returned",
        "member-joined",
        "next-way",
        "number-taken",
        "number-used-elsewhere",
        "pro-forma",
        "put-out",
        "rejected",
        "set-aside",
        "way-gone",
    ]
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where somebody without Telegram reads news: an address from which a letter was believed."""

    address: str
    thread: str | None = None
    subject: str | None = None


async def addressee(work: UnitOfWork, person: UUID, draft: UUID | None = None) -> Addressee | None:
    """Where news goes, in the thread of a draft if it is about one; None for whoever never wrote to us."""
    asked = await work.agreements.about(draft, person) if draft else None
    asked = asked or next(iter(await work.agreements.latest(person, 1)), None)
    address = await work.people.address(person, Channel.EMAIL)
    if asked is None or address is None:
        return None
    if draft is None or asked.draft_id != draft:
        return Addressee(address)
    return Addressee(address, asked.thread, asked.subject)


async def tell_by_letter(work: UnitOfWork, person: UUID, company: UUID, reply: Reply, cause: str) -> None:
    """Promise a letter, where the news is worth one; the person's membership was looked at."""
    if reply.code not in _ONCE | _EACH:
        return
    number = reply.data.get("number")
    stored = await work.invoices.by_number(company, number) if isinstance(number, str) else None
    to = await addressee(work, person, stored.draft_id if stored else None)
    if to is None:
        return
    language = {member.id: member.language for member, _ in await work.people.members(company)}[person]
    told = reply.documents
    if stored is not None and reply.code == "accepted":
        told = (DocumentRef(stored.id, DocumentForm.PDF),)
    once = stored is not None and reply.code in _ONCE
    await work.jobs.enqueue(
        Show(
            Channel.EMAIL,
            to.address,
            replace(reply, documents=told, options=(), tag=None, replaces=None),
            f"news:{reply.code}:{stored.id}" if stored is not None and once else cause,
            language,
            thread=to.thread,
            subject=to.subject,
            company_id=company,
        )
    )
