"""A settlement whose advance was corrected afterwards: it takes off what is no longer so, and somebody must hear it.

What was taxed before is what a settlement takes off (art. 106f ust. 3 VATA); the settlement is corrected in its turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from invoicing.model.advance import AdvanceInvoice
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.model.lifecycle import Status
from invoicing.model.vat import Totals
from invoicing.services.advances.settling import LOOK_BACK, as_corrected
from invoicing.services.companies import Standing
from invoicing.services.correcting.books import CORRECTED, correctable
from invoicing.services.correcting.drafting import as_it_is
from invoicing.services.ids import draft_id
from invoicing.services.issuing.card import Backing, card
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.modes.card import facts_of
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.replies import summary, tell

STALE = "settled-advance-corrected"
"""Event of a settlement."""
ACTION = "correct-settlement"
"""Of the button that draws up its correction."""


async def flag_settlements(work: UnitOfWork, correction: StoredInvoice, at: datetime) -> None:
    """Note on every settlement that took the corrected advance off that it did, and tell whoever issued either."""
    said = correction.invoice.correction
    if said is None or said.of is not InvoiceKind.ADVANCE:
        return
    root = await work.invoices.by_number(correction.company_id, said.originals[0].number)
    if root is None:
        return
    evidence: dict[str, Json] = {
        "advance": root.invoice.number,
        "correction": correction.invoice.number,
        "difference": str(correction.invoice.totals.gross),
    }
    for settlement in await _settling(work, root):
        who = str(correction.issued_by)
        await work.events.add(Event(STALE, at, who, settlement.company_id, settlement.id, evidence=evidence))
        reply = Reply(
            "settlement-stale", summary(settlement) | evidence, options=(correct_button(settlement.id),)
        )
        for person in dict.fromkeys((settlement.issued_by, correction.issued_by)):
            cause = f"settlement-stale:{settlement.id}:{correction.id}"
            await tell(work, person, settlement.company_id, reply, cause)


async def stale_data(work: UnitOfWork, stored: StoredInvoice) -> dict[str, Json] | None:
    """What was corrected since, as the status of a settlement tells it; None once it was corrected itself."""
    if stored.invoice.kind is not InvoiceKind.SETTLEMENT:
        return None
    history = [event for event in await work.events.of_invoice(stored.id) if event.what in {STALE, CORRECTED}]
    return {**history[-1].evidence} if history and history[-1].what == STALE else None


def correct_button(settlement: UUID) -> tuple[Option, ...]:
    """The way to its correction."""
    return (Option(ACTION, choice=Choice(ACTION, settlement), style=Style.PRIMARY),)


class CorrectSettlement:
    """The button: a correction that takes off what its advances tax by now; a card, and nothing more."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, stored: StoredInvoice, standing: Standing) -> Reply:
        """Its card; tapped twice it is the same draft.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: company-frozen; what `correctable` refuses, while a correction has no number yet;
                settlement-current, there is nothing to correct.
        """
        standing.require_issuer()
        await require_not_frozen(work, stored.company_id)
        state = await correctable(work, stored.company_id, stored.invoice.number)
        now = self._clock.now()
        identity = draft_id(f"{ACTION}:{stored.id}:{state.latest.id}")
        draft = as_it_is(identity, stored.company_id, state, now.date())
        taken = tuple([await _as_it_stands(work, stored.company_id, each) for each in draft.settles])
        if [each.totals for each in taken] == [each.totals for each in draft.settles]:
            raise Refused("settlement-current", number=stored.invoice.number)
        draft = self._with_term(replace(draft, settles=taken), standing)
        known = await work.drafts.get(identity)
        if known is None:
            await work.drafts.add(draft, standing.person.id)
        facts = await facts_of(work, standing.company, now)
        return card(known or draft, Backing(standing.company.profile, facts.today, facts))

    def _with_term(self, draft: Draft, standing: Standing) -> Draft:
        """Why, and until when; who gets something back needs no term."""
        correction = draft.correction
        if correction is not None:
            draft = replace(draft, correction=replace(correction, reason="korekta faktury zaliczkowej"))
        if draft.totals.gross <= 0:
            return draft
        due = self._clock.today() + timedelta(days=standing.company.profile.payment_days)
        return replace(draft, due_date=due, guessed=draft.guessed | {"due_date"})


async def _settling(work: UnitOfWork, root: StoredInvoice) -> Sequence[StoredInvoice]:
    names = {root.invoice.number, str(root.ksef_number)}
    return [
        each
        for each in await work.invoices.recent(root.company_id, LOOK_BACK)
        if each.invoice.kind is InvoiceKind.SETTLEMENT
        and each.status is not Status.REJECTED
        and any({one.ksef_number, one.number} & names for one in each.invoice.advance_invoices)
    ]


async def _as_it_stands(work: UnitOfWork, company: UUID, taken: AdvanceInvoice) -> AdvanceInvoice:
    """The advance as it was corrected; one of which nothing is left takes nothing off."""
    try:
        now = await as_corrected(work, company, taken.ksef_number or taken.number or "")
    except Refused as why:
        if why.reason != "advance-taken-back":
            raise
        return replace(taken, totals=Totals())
    return replace(taken, totals=now.totals)
