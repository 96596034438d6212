"""The tap that makes a draft an invoice: number, frozen bytes and the promise to submit, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from invoicing.model.errors import StaleChoice
from invoicing.model.invoice import Draft, DraftStatus, Invoice
from invoicing.model.numbering import Series
from invoicing.services.companies import Standing
from invoicing.services.ids import invoice_id
from invoicing.services.jobs import Submit
from invoicing.services.ksef_records import KeptEntry
from invoicing.services.messages import Json, Reply
from invoicing.services.outages import announced, mode_at_issue
from invoicing.services.ports import Clock, DocumentWriter, UnitOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.replies import summary, tell


class Issuing:
    """Issues drafts; whoever opens the transaction may undo all of it, the number included."""

    def __init__(self, clock: Clock, write: DocumentWriter) -> None:
        self._clock, self._write = clock, write

    async def __call__(self, work: UnitOfWork, draft: Draft, standing: Standing) -> StoredInvoice:
        """Issue the draft dated today in Warsaw (P_1).

        Raises:
            NotAllowed: the role does not reach that far.
            StaleChoice: the draft is no longer open, or somebody else was faster.
            IncompleteDraft: something has not been said yet.
            InvalidDocument: FA(3) or our own rules refuse it; the transaction must be undone.
        """
        standing.require_issuer()
        if draft.status is not DraftStatus.OPEN:
            raise StaleChoice(draft=str(draft.id))
        stored, skipped = await self._freeze(work, draft, standing)
        issued = replace(draft, version=draft.version + 1, status=DraftStatus.ISSUED, invoice_id=stored.id)
        await work.drafts.save(issued)
        await work.invoices.add(stored)
        await work.events.add(_issued(stored))
        await work.jobs.enqueue(Submit(stored.id))
        if skipped:
            await _say_what_was_skipped(work, stored, skipped)
        return stored

    async def _freeze(
        self, work: UnitOfWork, draft: Draft, standing: Standing
    ) -> tuple[StoredInvoice, Sequence[KeptEntry]]:
        """The frozen invoice, and what other programs of the company had issued under the numbers before."""
        now = self._clock.now()
        today = now.date()  # asked once: between two looks at the clock there may be a midnight
        invoice, skipped = await self._number(work, draft, standing, today)
        xml = self._write(invoice, now)
        mode = mode_at_issue(await announced(work, self._clock.now()), await work.outages.timeline(), today)
        stored = StoredInvoice(
            id=invoice_id(draft.id),
            company_id=standing.company.id,
            draft_id=draft.id,
            invoice=invoice,
            xml=xml,
            sha256=hashlib.sha256(xml).digest(),
            issued_at=now,
            issued_by=standing.person.id,
            offline_mode=mode,
        )
        return stored, skipped

    async def _number(
        self, work: UnitOfWork, draft: Draft, standing: Standing, today: date
    ) -> tuple[Invoice, Sequence[KeptEntry]]:
        """The content under the next number of the company's series, counted without gaps.

        A number under which another program of the company has an invoice in KSeF is passed over: KSeF would
        answer 440, and a second invoice under one number is no invoice (art. 106e ust. 1 pkt 2 VATA).
        """
        company, profile = standing.company.id, standing.company.profile
        series = Series(profile.series)
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


def _issued(stored: StoredInvoice) -> Event:
    evidence = {
        "number": stored.invoice.number,
        "mode": stored.offline_mode.value if stored.offline_mode else None,
        "sha256": stored.sha256.hex(),
    }
    who = str(stored.issued_by)
    return Event("issued", stored.issued_at, who, stored.company_id, stored.id, evidence)
