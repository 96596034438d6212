"""The proof that an invoice was handed over, asked for in a chat: "dowód doręczenia FV/2026/11/3"."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from invoicing.model.errors import Refused
from invoicing.services.companies import Standing
from invoicing.services.delivery.evidence import DeliveryEvidence
from invoicing.services.delivery.machine import news_of
from invoicing.services.file_refs import DeliveryProofRef
from invoicing.services.messages import Reply
from invoicing.services.papers.files import stem_of
from invoicing.services.ports import FileToShow, UnitOfWork, UnitsOfWork
from invoicing.services.replies import summary

_ASKING = re.compile(
    r"(?:poka[żz] |przy[śs]lij |daj )?(?:dow[óo]d(?:y)?|potwierdzenie) (?:dor[ęe]czenia|wys[łl]ania|wys[łl]ki)"
    r"(?: faktury)? (?P<number>\S+)",
    re.IGNORECASE,
)


class DeliveryProofTalk:
    """Understands it for every member: they may all see the company's invoices."""

    def __call__(self, text: str) -> Callable[[UnitOfWork, Standing], Awaitable[Reply]] | None:
        """What the sentence does; None when it is about something else."""
        said = _ASKING.fullmatch(text.strip(" \t\n.!?"))
        if said is None:
            return None
        number = said["number"].rstrip(",:;.")

        async def prove(work: UnitOfWork, standing: Standing) -> Reply:
            return await _proof(work, standing, number)

        return prove


async def _proof(work: UnitOfWork, standing: Standing, number: str) -> Reply:
    """The package of one invoice.

    Raises:
        Refused: invoice-unknown, nothing-handed-over.
    """
    stored = await work.invoices.by_number(standing.company.id, number)
    stored = stored or await work.invoices.by_number(standing.company.id, number.upper())
    if stored is None:
        raise Refused("invoice-unknown", number=number)
    deliveries = await work.deliveries.of_invoice(stored.id)
    news = [each for delivery in deliveries for each in await news_of(work, delivery)]
    if not news:
        raise Refused("nothing-handed-over", number=stored.invoice.number)
    data = summary(stored) | {"steps": len(news), "deliveries": len(deliveries)}
    return Reply("delivery-proof", data, documents=(DeliveryProofRef(stored.id),))


class DeliveryProofFiles:
    """Packs what such a reply promises (a `Fetch`)."""

    def __init__(self, units: UnitsOfWork, evidence: DeliveryEvidence) -> None:
        self._units, self._evidence = units, evidence

    async def __call__(self, ref: DeliveryProofRef, language: str) -> FileToShow:
        """The zip.

        Raises:
            Refused: nothing-handed-over.
        """
        del language  # its page is Polish, for whoever has to be convinced
        async with self._units.reading() as work:
            number = (await work.invoices.get(ref.invoice_id)).invoice.number
        return FileToShow(f"dowod-doreczenia-{stem_of(number)}.zip", await self._evidence(ref.invoice_id))
