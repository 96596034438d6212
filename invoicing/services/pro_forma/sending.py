"""Sending a pro forma to the buyer, and its paper to whoever asks for it."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.errors import Refused
from invoicing.model.papers import Paper
from invoicing.services.delivery.languages import language_of, paper_language
from invoicing.services.delivery.letters import InvoiceLetter, logo_of
from invoicing.services.delivery.other_letters import OtherKind, OtherLetter
from invoicing.services.delivery.refusals import words_of
from invoicing.services.delivery.returned_letters import written
from invoicing.services.file_refs import ProFormaRef
from invoicing.services.ids import letter_id, other_letter_id
from invoicing.services.letters_out import Attachment, Letter, Postman
from invoicing.services.messages import Json
from invoicing.services.papers.files import stem_of
from invoicing.services.papers.looks import look_of
from invoicing.services.ports import Clock, FileToShow, UnitOfWork, UnitsOfWork
from invoicing.services.pro_forma.jobs import SendProForma
from invoicing.services.pro_forma.ports import ProFormaDrawer, ProFormaLetters
from invoicing.services.pro_forma.records import ProForma
from invoicing.services.pro_forma.telling import shown
from invoicing.services.records import Event
from invoicing.services.replies import tell


class ProFormaPapers:
    """Fetches the paper that a `ProFormaRef` stands for."""

    def __init__(self, units: UnitsOfWork, draw: ProFormaDrawer) -> None:
        self._units, self._draw = units, draw

    async def __call__(self, ref: ProFormaRef, language: str) -> FileToShow:
        """The PDF in a language.

        Raises:
            Refused: pro-forma-unknown.
        """
        async with self._units.reading() as work:
            found = await known(work, ref)
        return FileToShow(_name(found), await self._draw(found, language))


class SendingProFormas:
    """Keeps the promise `SendProForma`; a Message-ID is fixed, so a repeat after a crash is the same letter."""

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        draw: ProFormaDrawer,
        letters: ProFormaLetters,
        postman: Postman,
        *,
        domain: str,
    ) -> None:
        self._units, self._clock, self._draw = units, clock, draw
        self._letters, self._postman, self._domain = letters, postman, domain

    async def __call__(self, job: SendProForma) -> None:
        """Send once.

        Raises:
            Unavailable: the mail server asks to come back.
        """
        async with self._units.reading() as work:
            found = await known(work, ProFormaRef(job.pro_forma_id))
        if found.settled_at is not None or found.send_to is None:
            async with self._units() as work:
                await work.jobs.finish(job.key)
            return
        letter, refusal = await self._letter(found, found.send_to), None
        try:
            await self._postman.send(letter)
        except Refused as refused:
            refusal = words_of(refused)
        await self._settle(job, refusal)

    async def _letter(self, found: ProForma, address: str) -> Letter:
        async with self._units.reading() as work:
            language = await language_of(work, found.company_id, found.content.buyer)
            look = await look_of(work, found.company_id)
        pdf = Attachment(_name(found), "application/pdf", await self._draw(found, paper_language(language)))
        about = InvoiceLetter(found.content, Paper.PLAIN_INVOICE, files=(pdf.name,), look=look)
        subject, text, html = self._letters.pro_forma(about, language)
        seller = found.content.seller
        message_id = letter_id(found.id, address, self._domain)
        return Letter(
            message_id=message_id,
            to=address,
            subject=subject,
            text=text,
            html=html,
            attachments=(pdf, *logo_of(look)),
            sender_name=seller.name,
            reply_to=seller.email,
            company_id=found.company_id,
            returned_as=await self._written(found, address, message_id),
        )

    async def _written(self, found: ProForma, address: str, message_id: str) -> str:
        """Note it before it goes, by what it comes back."""
        letter = OtherLetter(
            other_letter_id(message_id),
            OtherKind.PRO_FORMA,
            found.company_id,
            None,
            found.content.number,
            found.content.buyer.name,
            found.issued_by,
            address,
            message_id,
            self._clock.now(),
        )
        async with self._units() as work:
            return await written(work, letter)

    async def _settle(self, job: SendProForma, refusal: str | None) -> None:
        async with self._units() as work:
            found, now = await known(work, ProFormaRef(job.pro_forma_id)), self._clock.now()
            settled = replace(found, settled_at=now, refusal=refusal, version=found.version + 1)
            await work.pro_formas.save(settled)
            evidence: dict[str, Json] = {
                "number": found.content.number,
                "address": found.send_to,
                "refusal": refusal,
            }
            event = Event("pro-forma-sent", now, None, found.company_id, evidence=evidence)
            await work.events.add(event)
            await tell(work, found.issued_by, found.company_id, shown(settled), f"{job.key}:told")
            await work.jobs.finish(job.key)


async def known(work: UnitOfWork, ref: ProFormaRef) -> ProForma:
    """The pro forma of a reference.

    Raises:
        Refused: pro-forma-unknown.
    """
    found = await work.pro_formas.get(ref.pro_forma_id)
    if found is None:
        raise Refused("pro-forma-unknown", number="")
    return found


def _name(found: ProForma) -> str:
    return f"pro-forma-{stem_of(found.content.number)}.pdf"
