"""A settlement: the whole sale, less what invoices of advances have taxed before (art. 106f ust. 3 VATA)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from invoicing.model.advance import AdvanceInvoice
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.model.lifecycle import Status
from invoicing.services.companies import Standing
from invoicing.services.correcting.books import correctable
from invoicing.services.ids import draft_id
from invoicing.services.issuing.lines import said_lines
from invoicing.services.messages import Incoming
from invoicing.services.parsing.understood import Intent, Understood
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import StoredInvoice

LOOK_BACK = 500  # invoices among which advances and their settlements are looked for
_NAMED = 5
_WANTED = frozenset({Intent.ISSUE, Intent.OTHER, Intent.CORRECT, Intent.EDIT})


def wants_settlement(heard: Understood) -> bool:
    """Whether the words ask for a settlement."""
    return heard.kind is InvoiceKind.SETTLEMENT and heard.intent in _WANTED


async def require_unsettled(work: UnitOfWork, draft: Draft) -> None:
    """Refuse a settlement of what another one has settled, or what was corrected, since the card was shown.

    Other drafts pass.

    Raises:
        Refused: advance-settled, advance-corrected; what `as_corrected` refuses.
    """
    if not draft.settles or draft.kind is not InvoiceKind.SETTLEMENT:
        return
    settled = _settled_by(await work.invoices.recent(draft.company_id, LOOK_BACK))
    for each in draft.settles:
        number = each.ksef_number or each.number
        if number in settled:
            raise Refused("advance-settled", number=each.called or number or "")
        if await as_corrected(work, draft.company_id, number or "") != each:
            raise Refused("advance-corrected", number=each.called or number or "")


class Settling:
    """Makes the draft of a settlement; reads the books, writes nothing."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self, incoming: Incoming, heard: Understood, standing: Standing) -> Draft:
        """The draft: the lines that were said, or those of the order, less the advances that are meant.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: advance-unknown, advance-which, advance-settled, advance-before-number, advance-taken-back,
                settlement-nothing-left; what `said_lines` refuses.
        """
        standing.require_issuer()
        async with self._units.reading() as work:
            advances = await _meant(work, heard, standing)
            first = await work.drafts.get(advances[0].draft_id)
            company = standing.company.id
            taken = [await as_corrected(work, company, each.invoice.number) for each in advances]
        draft = replace(self._drawn(incoming, heard, standing, advances), settles=tuple(taken))
        if draft.totals.gross <= 0:
            raise Refused("settlement-nothing-left", number=advances[0].invoice.number)
        return draft.sent_to(heard.buyer.emails or (first.addresses if first else ()))

    def _drawn(
        self, incoming: Incoming, heard: Understood, standing: Standing, advances: Sequence[StoredInvoice]
    ) -> Draft:
        profile, today, last = standing.company.profile, self._clock.today(), advances[0].invoice
        said = said_lines(heard, profile, last.buyer)
        order = last.order
        lines, price_kind = (
            (said.lines, said.price_kind) if said.lines or order is None else (order.lines, order.price_kind)
        )
        method = heard.payment_method or last.payment_method
        usual = None if heard.paid or method.at_once else today + timedelta(days=profile.payment_days)
        due = None if heard.paid else heard.due_date or usual
        return Draft(
            id=draft_id(incoming.key),
            company_id=standing.company.id,
            version=1,
            kind=InvoiceKind.SETTLEMENT,
            buyer=last.buyer,
            lines=lines,
            price_kind=price_kind,
            due_date=due,
            supply_date=heard.supply_date,
            payment_method=method,
            paid=heard.paid,
            split_payment=heard.split_payment or last.split_payment,
            note=heard.note,
            guessed=frozenset() if heard.due_date or usual is None else frozenset({"due_date"}),
            shown_on=today,
        )


async def _meant(work: UnitOfWork, heard: Understood, standing: Standing) -> Sequence[StoredInvoice]:
    """The advances to settle, the latest first: the one that is named, or all of the buyer that are open."""
    company = standing.company.id
    recent = await work.invoices.recent(company, LOOK_BACK)
    settled = _settled_by(recent)
    if heard.invoice_number is not None:
        return [_open(await _named(work, heard.invoice_number, standing), settled)]
    ours = [
        each
        for each in recent
        if each.invoice.kind is InvoiceKind.ADVANCE and each.status is not Status.REJECTED
    ]
    fitting = [
        each
        for each in ours
        if heard.buyer.nip in {None, each.invoice.buyer.nip} and not _is_settled(each, settled)
    ]
    if not fitting:
        raise Refused("advance-unknown", number="")
    if len({each.invoice.buyer.nip for each in fitting}) > 1 or (
        heard.buyer.nip is None and len(fitting) > 1
    ):
        raise Refused("advance-which", numbers=", ".join(each.invoice.number for each in fitting[:_NAMED]))
    return [_open(each, settled) for each in fitting]


def _settled_by(invoices: Sequence[StoredInvoice]) -> set[str | None]:
    """Numbers of the advances that settlements among these invoices took off, and no correction gave back."""
    counting = [each for each in invoices if each.status is not Status.REJECTED]
    undone = {number for each in counting for number in _settlements_undone(each)}
    return {
        named
        for each in counting
        if each.invoice.kind is InvoiceKind.SETTLEMENT and each.invoice.number not in undone
        for advance in each.invoice.advance_invoices
        for named in (advance.ksef_number, advance.number)
    }


async def _named(work: UnitOfWork, number: str, standing: Standing) -> StoredInvoice:
    found = await work.invoices.by_number(standing.company.id, number)
    if found is None or found.invoice.kind is not InvoiceKind.ADVANCE or found.status is Status.REJECTED:
        raise Refused("advance-unknown", number=number)
    return found


def _open(stored: StoredInvoice, settled: set[str | None]) -> StoredInvoice:
    """An advance that may be taken off: it has its number from KSeF, or lies outside for good."""
    if _is_settled(stored, settled):
        raise Refused("advance-settled", number=stored.invoice.number)
    if stored.ksef_number is None and stored.status is not Status.OUTSIDE:
        raise Refused("advance-before-number", number=stored.invoice.number)
    return stored


def _is_settled(stored: StoredInvoice, settled: set[str | None]) -> bool:
    number = str(stored.ksef_number) if stored.ksef_number else stored.invoice.number
    return number in settled


def _settlements_undone(stored: StoredInvoice) -> Sequence[str]:
    """Settlements that it corrects to zero: what they settled is open again."""
    correction = stored.invoice.correction
    if correction is None or correction.of is not InvoiceKind.SETTLEMENT:
        return ()
    takes_off = any(each.totals.per_rate for each in stored.invoice.advance_invoices)
    return () if takes_off else [each.number for each in correction.originals]


async def as_corrected(work: UnitOfWork, company: UUID, number: str) -> AdvanceInvoice:
    """How a settlement names an advance, with what it taxes after its corrections (art. 106f ust. 3 VATA).

    By its KSeF number, or by its own where it lies outside KSeF (NrFaZaliczkowej).

    Raises:
        Refused: advance-taken-back, nothing is left of it; what `correctable` refuses, while a correction of it waits.
    """
    state = await correctable(work, company, number)
    taxed = state.latest.invoice.content.totals
    if not taxed.gross:
        raise Refused("advance-taken-back", number=state.root.invoice.number)
    if state.root.ksef_number is not None:
        known, called = str(state.root.ksef_number), state.root.invoice.number
        return AdvanceInvoice(taxed, ksef_number=known, called=called)
    return AdvanceInvoice(taxed, number=state.root.invoice.number)
