"""Tapped buttons: whatever the button says, the books decide."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.services.card import Backing, card, card_data
from invoicing.services.companies import Standing, require_member
from invoicing.services.documents import require_ready
from invoicing.services.issuing import Issuing
from invoicing.services.messages import Choice, DocumentForm, DocumentRef, Incoming, Reply
from invoicing.services.outages import announced
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Person, StoredInvoice
from invoicing.services.replies import after_tap, cancel

_Handler = Callable[[UnitOfWork, Draft, Standing], Awaitable[Reply]]
OnInvoice = Callable[[UnitOfWork, StoredInvoice, Standing], Awaitable[Reply]]
"""What a button under an issued invoice does: writes in the open transaction, returns what to show."""


class Taps:
    """Answers a tap with what the tapped message becomes."""

    def __init__(
        self, clock: Clock, issuing: Issuing, on_invoice: Mapping[str, OnInvoice] | None = None
    ) -> None:
        self._clock, self._issuing = clock, issuing
        self._on_invoice = on_invoice or {}
        self._on_draft: dict[str, _Handler] = {
            "issue": self._issue,
            "edit": self._edit,
            "cancel": self._cancel,
        }

    async def __call__(self, work: UnitOfWork, incoming: Incoming, person: Person) -> Reply:
        """The reply to a tap, which also takes the waiting sign off the button.

        Raises:
            NotAllowed: the draft or invoice belongs to somebody else, or the role does not reach that far.
            Refused, InvalidValue: it cannot be done; nothing of this transaction may be kept.
        """
        choice = incoming.choice
        if choice is None or choice.subject is None:
            reply = _unknown()
        elif choice.action in set(DocumentForm):
            reply = await _file(work, choice, person)
        elif choice.action in self._on_invoice:
            reply = await self._invoice(work, choice, person)
        else:
            reply = await self._draft(work, choice, person)
            reply = replace(reply, edits=incoming.tapped_message)
        return replace(reply, callback=incoming.callback)

    async def _invoice(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        stored = await _found(work, choice)
        if stored is None:
            return _unknown()
        standing = await require_member(work, person, stored.company_id)
        return await self._on_invoice[choice.action](work, stored, standing)

    async def _draft(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        draft = await work.drafts.get(choice.subject) if choice.subject else None
        handler = self._on_draft.get(choice.action)
        if draft is None or handler is None:
            return _unknown()
        standing = await require_member(work, person, draft.company_id)
        standing.require_issuer()
        if draft.status is not DraftStatus.OPEN:
            return await _settled(work, draft)
        if draft.version != choice.version:
            return replace(await self._fresh(work, draft, standing), alert="stale-choice")
        return await handler(work, draft, standing)

    async def _issue(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        today = self._clock.today()
        if draft.shown_on != today:  # the card showed another date of issue, and maybe another month of VAT
            newer = draft.dated(today, standing.company.profile.payment_days)
            await work.drafts.save(newer)
            return replace(await self._fresh(work, newer, standing), alert="card-of-another-day")
        return after_tap(await self._issuing(work, draft, standing))

    async def _edit(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        newer = replace(draft, version=draft.version + 1)  # buttons of the card are worth nothing now
        await work.drafts.save(newer)
        data = card_data(newer, await self._backing(work, standing))
        return Reply("edit-hint", data, options=((cancel(newer.id, newer.version),),))

    async def _cancel(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        del standing
        return await cancelled(work, draft)

    async def _fresh(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        return card(draft, await self._backing(work, standing))

    async def _backing(self, work: UnitOfWork, standing: Standing) -> Backing:
        return Backing(
            standing.company.profile, self._clock.today(), await announced(work, self._clock.now())
        )


async def cancelled(work: UnitOfWork, draft: Draft) -> Reply:
    """End a draft."""
    await work.drafts.save(replace(draft, version=draft.version + 1, status=DraftStatus.CANCELLED))
    return _cancelled(draft)


def _cancelled(draft: Draft) -> Reply:
    buyer = draft.buyer.name if draft.buyer else None
    return Reply(
        "draft-cancelled",
        {"buyer": buyer or None, "gross": str(draft.totals.gross), "currency": draft.currency},
    )


async def _settled(work: UnitOfWork, draft: Draft) -> Reply:
    """A second tap, a tap after a restart: where the draft's invoice stands, never another one."""
    stored = await work.invoices.by_draft(draft.id)
    if stored is None:
        return replace(_cancelled(draft), alert="already-cancelled")
    return replace(after_tap(stored), alert="already-issued")


async def _file(work: UnitOfWork, choice: Choice, person: Person) -> Reply:
    form, stored = DocumentForm(choice.action), await _found(work, choice)
    if stored is None:
        return _unknown()
    await require_member(work, person, stored.company_id)
    require_ready(stored, form)
    ref = DocumentRef(stored.id, form)
    return Reply("files", {"number": stored.invoice.number, "form": form.value}, documents=(ref,))


async def _found(work: UnitOfWork, choice: Choice) -> StoredInvoice | None:
    try:
        return await work.invoices.get(choice.subject) if choice.subject else None
    except KeyError:
        return None


def _unknown() -> Reply:
    return Reply("stale-choice", alert="stale-choice")
