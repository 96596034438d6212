"""Drafts whose author would rather wait for KSeF: kept aside, and shown again when it is back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.services.companies import Standing
from invoicing.services.issuing.card import Backing, card
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event
from invoicing.services.replies import cancel, tell


async def hold(work: UnitOfWork, draft: Draft, standing: Standing, now: datetime) -> Reply:
    """Keep the draft until KSeF is back; nothing is issued, so no term runs."""
    kept = replace(draft, version=draft.version + 1, status=DraftStatus.HELD)
    await work.drafts.save(kept)
    evidence: dict[str, Json] = {"draft": str(draft.id)}
    who = str(standing.person.id)
    await work.events.add(Event("draft-held", now, who, draft.company_id, evidence=evidence))
    return held(kept)


def held(draft: Draft) -> Reply:
    """What is shown in place of the card of a draft that waits."""
    resume = Option("resume", choice=Choice("resume", draft.id, draft.version))
    edit = Option("edit", choice=Choice("edit", draft.id, draft.version))
    data: dict[str, Json] = {
        "buyer": (draft.buyer.name if draft.buyer else None) or None,
        "gross": str(draft.totals.gross),
        "currency": draft.currency,
    }
    return Reply("draft-held", data, options=((resume,), (edit, cancel(draft.id, draft.version))))


def reopened(draft: Draft, today: date, payment_days: int) -> Draft:
    """The next version of a held draft, open again and dated today."""
    return replace(draft, status=DraftStatus.OPEN).dated(today, payment_days)


class ReleaseHeldDrafts:
    """Shows the cards of held drafts anew once KSeF is back: each once, though the process may die anywhere."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self) -> None:
        """One look; takes no lock while nothing waits."""
        async with self._units.reading() as work:
            waiting = [draft.id for draft in await work.drafts.held()]
        for draft_id in waiting:
            async with self._units() as work:
                draft = await work.drafts.get(draft_id)
                if draft is not None and draft.status is DraftStatus.HELD:
                    await self._release(work, draft)

    async def _release(self, work: UnitOfWork, draft: Draft) -> None:
        company, now = await work.companies.get(draft.company_id), self._clock.now()
        facts = await facts_of(work, company, now)
        if not facts.well or facts.troubled:
            return
        newer = reopened(draft, facts.today, company.profile.payment_days)
        await work.drafts.save(newer)
        backing = Backing(company.profile, facts.today, facts, notes=("ksef-is-back",))
        author = await work.drafts.author(draft.id)
        await tell(work, author, company.id, card(newer, backing), f"held:{newer.id}:{newer.version}")
