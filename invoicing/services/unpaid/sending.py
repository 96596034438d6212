"""Writing one reminder: looked at again at the last moment, in the thread of the invoice, and never a second time."""

from __future__ import annotations

from dataclasses import dataclass

from invoicing.model.errors import Refused
from invoicing.model.papers import Paper
from invoicing.services.delivery.addressing import reference_of
from invoicing.services.delivery.handing_over import row_of
from invoicing.services.delivery.languages import language_to, paper_language
from invoicing.services.delivery.letters import (
    InvoiceLetter,
    PaymentReminder,
    ReminderLetters,
    VerificationLinks,
    logo_of,
)
from invoicing.services.delivery.other_letters import OtherKind, OtherLetter
from invoicing.services.delivery.refusals import words_of
from invoicing.services.delivery.returned_letters import written
from invoicing.services.ids import other_letter_id, reminder_letter_id
from invoicing.services.jobs import NotYet
from invoicing.services.letters_out import Attachment, Letter, Postman
from invoicing.services.messages import Json
from invoicing.services.papers.documents import Documents, paper_name
from invoicing.services.papers.looks import look_of
from invoicing.services.people.freezing import freeze_of
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Delivery, Event, StoredInvoice
from invoicing.services.replies import names_number, tell
from invoicing.services.unpaid.jobs import RemindBuyer
from invoicing.services.unpaid.owing import Debt, debt_of
from invoicing.services.unpaid.showing import about_one
from invoicing.services.unpaid.steps import office_open, step_on
from invoicing.services.unpaid.wishes import is_let_be, left_alone, party_of, reminds_since

REMINDED, REMINDER_REFUSED = "payment-reminder", "payment-reminder-refused"
"""Events of a reminder that the mail server took, or did not want."""
ASKED = "asked-"
"""Step of a reminder that somebody asked for; how often somebody had asked before follows."""
_CLOSED = 600.0  # seconds until the next look whether it is a workday's morning


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a reminder: sent, refused or dropped, and what the mail server said."""

    state: str
    answer: str | None = None


class SendReminder:
    """Keeps the promise `RemindBuyer`; a Message-ID is fixed, so a repeat is the same letter."""

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        documents: Documents,
        letters: ReminderLetters,
        postman: Postman,
        *,
        links: VerificationLinks,
    ) -> None:
        self._units, self._clock, self._documents = units, clock, documents
        self._letters, self._postman, self._links = letters, postman, links

    async def __call__(self, job: RemindBuyer) -> None:
        """Send once, or drop it when it is no longer called for.

        Raises:
            Unavailable: the mail server asks to come back.
            NotYet: it is no hour for letters about money.
        """
        async with self._units.reading() as work:
            stored = await work.invoices.get(job.invoice_id)
            debt = await debt_of(work, stored) if await self._is_wanted(work, job, stored) else None
        if debt is None:
            await self._settle(job, stored, None, _Outcome("dropped"))
            return
        if not job.step.startswith(ASKED) and not office_open(self._clock.now()):
            raise NotYet(_CLOSED)
        await self._settle(job, stored, debt, await self._send(job, debt))

    async def _is_wanted(self, work: UnitOfWork, job: RemindBuyer, stored: StoredInvoice) -> bool:
        """Nothing goes during a freeze; a step goes only while the seller still wants it and its days last."""
        if await freeze_of(work, stored.company_id) is not None:
            return False
        if job.step.startswith(ASKED):
            return True
        since, due = await reminds_since(work, stored.company_id), stored.invoice.due_date
        if since is None or due is None or step_on(due, self._clock.today(), since) != int(job.step):
            return False
        alone = await left_alone(work, stored.company_id)
        return party_of(await work.filed.get(stored.id)) not in alone and not await is_let_be(work, stored.id)

    async def _send(self, job: RemindBuyer, debt: Debt) -> _Outcome:
        first = debt.first
        async with self._units.reading() as work:
            closed = await work.deliveries.suppressed(first.company_id, first.way, first.address)
        if closed is not None and not job.step.startswith(ASKED):
            return _Outcome("refused", closed)
        try:
            said = await self._postman.send(await self._letter(job, debt))
        except Refused as refusal:
            return _Outcome("refused", words_of(refusal))
        return _Outcome("sent", f"{said.code} {said.text}")

    async def _letter(self, job: RemindBuyer, debt: Debt) -> Letter:
        stored, first = debt.stored, debt.first
        paper = row_of(stored).delivered
        async with self._units.reading() as work:
            language = await language_to(work, stored)
            look = await look_of(work, stored.company_id)
        drawn = await self._documents.paper(stored, paper, paper_language(language))
        pdf = Attachment(paper_name(stored, paper), "application/pdf", drawn)
        invoice = stored.invoice
        link = self._links(invoice.seller.nip, invoice.issue_date, stored.sha256)
        about = InvoiceLetter(
            invoice,
            paper,
            stored.ksef_number,
            verification_link=None if paper is Paper.PLAIN_INVOICE else link,
            number_in_transfer=names_number(stored),
            files=(pdf.name,),
            look=look,
        )
        reminder = PaymentReminder(about, debt.left, self._clock.today())
        subject, text, html = self._letters.reminder(reminder, language)
        message_id = reminder_letter_id(first.message_id, job.step)
        return Letter(
            message_id=message_id,
            to=first.address,
            subject=subject,
            text=text,
            html=html,
            attachments=(pdf, *logo_of(look)),
            in_reply_to=first.message_id,
            sender_name=invoice.seller.name,
            reply_to=invoice.seller.email,
            company_id=stored.company_id,
            reference=reference_of(first.id),
            returned_as=await self._written(stored, first, message_id),
        )

    async def _written(self, stored: StoredInvoice, first: Delivery, message_id: str) -> str:
        """Note it before it goes, by what it comes back."""
        letter = OtherLetter(
            other_letter_id(message_id),
            OtherKind.REMINDER,
            stored.company_id,
            stored.id,
            stored.invoice.number,
            stored.invoice.buyer.name,
            stored.issued_by,
            first.address,
            message_id,
            self._clock.now(),
        )
        async with self._units() as work:
            return await written(work, letter)

    async def _settle(
        self, job: RemindBuyer, stored: StoredInvoice, debt: Debt | None, outcome: _Outcome
    ) -> None:
        """Write down what became of it; the seller, told before, hears again only of what they asked or must know."""
        more: dict[str, Json] = {"answer": outcome.answer}
        if debt is not None:
            more |= {"owed": str(debt.left), "address": debt.first.address}
        async with self._units() as work:
            if debt is not None:
                what = REMINDED if outcome.state == "sent" else REMINDER_REFUSED
                evidence: dict[str, Json] = {"step": job.step, **more}
                at = self._clock.now()
                await work.events.add(Event(what, at, None, stored.company_id, stored.id, evidence))
            if job.step.startswith(ASKED) or outcome.state == "refused":
                reply = about_one(stored, outcome.state, more)
                await tell(work, stored.issued_by, stored.company_id, reply, f"{job.key}:{outcome.state}")
            await work.jobs.finish(job.key)
