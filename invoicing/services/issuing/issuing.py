"""The tap that makes a draft an invoice: number, frozen bytes and the promise to submit, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from invoicing.model.errors import StaleChoice
from invoicing.model.invoice import Draft, DraftStatus, Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.lifecycle import Status
from invoicing.model.numbering import Series
from invoicing.services.advances.settling import require_unsettled
from invoicing.services.advances.stale import flag_settlements
from invoicing.services.approving.rules import require_below_limit
from invoicing.services.companies import Standing
from invoicing.services.contacts.remembering import remember_sale
from invoicing.services.correcting.books import note_correction, require_current
from invoicing.services.correcting.rebate_check import is_rebate, require_same_sales
from invoicing.services.eu_numbers.checking import check_data
from invoicing.services.ids import invoice_id
from invoicing.services.ksef_jobs import Submit
from invoicing.services.ksef_records import KeptEntry
from invoicing.services.messages import Json, Reply
from invoicing.services.metering.meter import amount_of
from invoicing.services.metering.noting import note_limit
from invoicing.services.modes.card import facing, facts_of
from invoicing.services.modes.rules import require
from invoicing.services.modes.ways import ARTICLES, MODES, OUTSIDE, IssueWay
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.ports import Clock, DocumentWriter, UnitOfWork
from invoicing.services.records import Event, Person, StoredInvoice
from invoicing.services.replies import summary, tell

AfterIssue = Callable[[UnitOfWork, StoredInvoice], Awaitable[None]]
"""What is promised to the buyer of an invoice that does not get its number at once."""


class Issuing:
    """Issues drafts; whoever opens the transaction may undo all of it, the number included."""

    def __init__(self, clock: Clock, write: DocumentWriter, after_issue: AfterIssue | None = None) -> None:
        self._clock, self._write, self._after_issue = clock, write, after_issue

    async def __call__(
        self,
        work: UnitOfWork,
        draft: Draft,
        standing: Standing,
        way: IssueWay = IssueWay.ONLINE,
        at: datetime | None = None,
        *,
        approved_by: Person | None = None,
    ) -> StoredInvoice:
        """Issue the draft dated today in Warsaw (P_1), in the way that somebody tapped and in no other.

        Args:
            work: the open transaction.
            draft: open, complete.
            standing: who issues, for which company.
            way: must have its ground.
            at: the moment of the tap; None for now. Between two looks at the clock there may be a midnight.
            approved_by: who agreed to it, where it waited for somebody else.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: the company is frozen (`freezing.require_not_frozen`); somebody else must agree (approval-needed); the way has no ground now (`modes.require`); it corrects what has been corrected meanwhile
                (`correcting_books.require_current`).
            StaleChoice: the draft is no longer open, or somebody else was faster.
            IncompleteDraft: something has not been said yet.
            InvalidDocument: FA(3) or our own rules refuse it; the transaction must be undone.
        """
        standing.require_issuer()
        if draft.status is not (DraftStatus.FOR_APPROVAL if approved_by else DraftStatus.OPEN):
            raise StaleChoice(draft=str(draft.id))
        # a freeze, and whatever the company changes, comes before this invoice or after it
        standing = replace(standing, company=await work.companies.locked(standing.company.id))
        await require_not_frozen(work, standing.company.id)
        if approved_by is None:
            require_below_limit(draft, standing.company.profile)
        now = at or self._clock.now()
        facts = await facts_of(work, standing.company, now)
        require(way, facing(draft, facts))
        invoice, skipped = await self._number(work, draft, standing, now.date())
        await require_current(
            work, draft
        )  # once the counter of the series is ours: one correction after another
        await require_unsettled(work, draft)
        if is_rebate(draft):
            await require_same_sales(work, draft)
        stored = self._frozen(draft, invoice, standing, way, now)
        issued = replace(draft, version=draft.version + 1, status=DraftStatus.ISSUED, invoice_id=stored.id)
        await work.drafts.save(issued)
        await work.invoices.add(stored)
        await work.events.add(_issued(stored, way, draft, approved_by))
        await remember_sale(work, stored, draft.send_to)
        await note_correction(work, stored, now)
        await flag_settlements(work, stored, now)
        await note_limit(work, standing.company, stored, way, facts.meter)
        if way not in OUTSIDE:
            await work.jobs.enqueue(Submit(stored.id))
        if self._after_issue is not None:
            await self._after_issue(work, stored)
        if skipped:
            await _say_what_was_skipped(work, stored, skipped)
        return stored

    def _frozen(
        self, draft: Draft, invoice: Invoice, standing: Standing, way: IssueWay, now: datetime
    ) -> StoredInvoice:
        xml = self._write(invoice, now)
        return StoredInvoice(
            id=invoice_id(draft.id),
            company_id=standing.company.id,
            draft_id=draft.id,
            invoice=invoice,
            xml=xml,
            sha256=hashlib.sha256(xml).digest(),
            issued_at=now,
            issued_by=standing.person.id,
            status=Status.OUTSIDE if way in OUTSIDE else Status.ISSUED,
            offline_mode=MODES.get(way),
            counted=amount_of(invoice) if way is IssueWay.SMALL_SALES else None,
        )

    async def _number(
        self, work: UnitOfWork, draft: Draft, standing: Standing, today: date
    ) -> tuple[Invoice, Sequence[KeptEntry]]:
        """The content under the next number of the company's series, counted without gaps, and what has the others.

        A number under which another program of the company has an invoice in KSeF is passed over: KSeF would
        answer 440, and a second invoice under one number is no invoice (art. 106e ust. 1 pkt 2 VATA).
        """
        company, profile = standing.company.id, standing.company.profile
        correcting = draft.kind is InvoiceKind.CORRECTING
        series = Series(profile.correction_series if correcting else profile.series)
        skipped: list[KeptEntry] = []
        while True:
            count = await work.series.next(company, series.pattern, series.period(today))
            number = series.number(count, today)
            other = await work.ksef.taken_elsewhere(company, number)
            if other is not None:
                skipped.append(other)
            elif (
                await work.invoices.by_number(company, number) is None
            ):  # a document of another program has it
                return draft.issue(number, today, profile), skipped


async def _say_what_was_skipped(
    work: UnitOfWork, stored: StoredInvoice, skipped: Sequence[KeptEntry]
) -> None:
    """Another program uses our series: worth an event and a word, before two people wonder about a gap."""
    numbers: list[Json] = [other.entry.number for other in skipped]
    evidence: dict[str, Json] = {
        "skipped": numbers,
        "ksef_numbers": [str(other.entry.ksef_number) for other in skipped],
    }
    event = Event("number-skipped", stored.issued_at, None, stored.company_id, stored.id, evidence)
    await work.events.add(event)
    reply = Reply("number-skipped", summary(stored) | {"skipped": numbers})
    await tell(work, stored.issued_by, stored.company_id, reply, f"skipped:{stored.id}")


def _issued(stored: StoredInvoice, way: IssueWay, draft: Draft, approved_by: Person | None) -> Event:
    evidence: dict[str, Json] = {
        "number": stored.invoice.number,
        "mode": stored.offline_mode.value if stored.offline_mode else None,
        "article": f"art. {ARTICLES[way]}",
        "sha256": stored.sha256.hex(),
    }
    if approved_by is not None:
        evidence["approved_by"] = str(approved_by.id)
    if draft.eu_check is not None:
        evidence["vies"] = check_data(draft.eu_check)
    who = str(stored.issued_by)
    return Event("issued", stored.issued_at, who, stored.company_id, stored.id, evidence)
