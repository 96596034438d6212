"""An invoice once more: the last one, the last one of a buyer, or one that is named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.services.companies import Standing
from invoicing.services.editing.editing import Edited, UnclearEdit
from invoicing.services.ids import draft_id
from invoicing.services.messages import Incoming
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import SaidBuyer, Understood
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import StoredInvoice
from invoicing.services.repeating.otherwise import otherwise

_LOOK_BACK = 200  # invoices; the last one of a buyer is seldom older
_STEM = 4  # letters that a Polish name keeps in every case

Edits = Callable[[str, Draft, Standing], Awaitable[Edited | None]]
"""What is said of a draft -> its next version; None when the words are about something else."""


class Repeating:
    """Makes a draft of an earlier invoice; reads the books, writes nothing."""

    def __init__(self, units: UnitsOfWork, clock: Clock, edit: Edits) -> None:
        self._units, self._clock, self._edit = units, clock, edit

    async def __call__(self, incoming: Incoming, heard: Understood, standing: Standing) -> Edited:
        """The draft of the invoice that is meant, as it was but for what was said, and with today's dates.

        A difference that may be of several lines waits in the draft until somebody says which one is meant.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: repeat-otherwise, the difference is not understood; and what `again` and an edit refuse.
        """
        standing.require_issuer()
        differs = otherwise(incoming.text, heard, self._clock.today())
        if differs.names_buyer:
            heard = replace(heard, buyer=SaidBuyer())
        draft = await self.again(incoming, heard, standing)
        if not differs.edit:
            return Edited(draft)
        edited = await self._differing(differs.edit, draft, standing)
        return replace(edited, draft=replace(edited.draft, version=draft.version, previous=None))

    async def _differing(self, edit: str, draft: Draft, standing: Standing) -> Edited:
        try:
            edited = await self._edit(edit, draft, standing)
        except UnclearEdit:
            edited = None
        except Refused as refusal:
            if refusal.reason != "edit-same":
                raise
            return Edited(draft)  # it cost as much already
        if edited is None:
            raise Refused("repeat-otherwise", text=edit)
        return edited

    async def again(self, incoming: Incoming, heard: Understood, standing: Standing) -> Draft:
        """The draft of the invoice that is meant, with today's dates and the company's rates of today.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: nothing-to-repeat, invoice-unknown, repeat-of-correction; a rate the company may not use now.
        """
        standing.require_issuer()
        async with self._units.reading() as work:
            stored = await _meant(work, heard, standing)
            first = await work.drafts.get(stored.draft_id)
        if stored.invoice.kind is InvoiceKind.CORRECTING:
            raise Refused("repeat-of-correction", number=stored.invoice.number)
        today, profile = self._clock.today(), standing.company.profile
        for rate in {line.vat_rate for line in stored.invoice.lines}:
            profile.rate_for(rate)
        draft = _again(stored.invoice, draft_id(incoming.key), standing)
        draft = draft.sent_to(heard.buyer.emails or (first.addresses if first else ()))
        return fresh_dates(draft, stored.invoice.issue_date, today, timedelta(days=profile.payment_days))


def fresh_dates(draft: Draft, old: date, today: date, usual: timedelta) -> Draft:
    """The draft dated today: as many days to pay as it had from `old` on, and no day of supply of the past."""
    if draft.paid or (draft.due_date is None and draft.payment_method.at_once):
        return replace(draft, due_date=None, supply_date=None, shown_on=today)
    said = draft.due_date is not None and "due_date" not in draft.guessed and draft.due_date >= old
    span = draft.due_date - old if said and draft.due_date else usual
    guessed = draft.guessed if said else draft.guessed | {"due_date"}
    return replace(draft, due_date=today + span, supply_date=None, shown_on=today, guessed=guessed)


def _again(invoice: Invoice, name: UUID, standing: Standing) -> Draft:
    return Draft(
        id=name,
        company_id=standing.company.id,
        version=1,
        kind=invoice.kind,
        buyer=invoice.buyer,
        lines=invoice.lines,
        price_kind=invoice.price_kind,
        due_date=invoice.due_date,
        currency=invoice.currency,
        payment_method=invoice.payment_method,
        note=invoice.note,
        split_payment=invoice.split_payment,
    )


async def _meant(work: UnitOfWork, heard: Understood, standing: Standing) -> StoredInvoice:
    """The invoice with that number, or the last one that fits the buyer who was named."""
    company = standing.company.id
    if heard.invoice_number is not None:
        named = await work.invoices.by_number(company, heard.invoice_number)
        if named is None:
            raise Refused("invoice-unknown", number=heard.invoice_number)
        return named
    for stored in await work.invoices.recent(company, _LOOK_BACK):
        if stored.invoice.kind is not InvoiceKind.CORRECTING and _is_of(stored.invoice, heard):
            return stored
    raise Refused(
        "nothing-to-repeat", buyer=heard.buyer.name or (str(heard.buyer.nip) if heard.buyer.nip else "")
    )


def _is_of(invoice: Invoice, heard: Understood) -> bool:
    if heard.buyer.nip is not None:
        return invoice.buyer.nip == heard.buyer.nip
    said = fold(heard.buyer.name or "").split()
    names = fold(invoice.buyer.name).split()
    return all(any(name.startswith(word[:_STEM]) for name in names) for word in said)
