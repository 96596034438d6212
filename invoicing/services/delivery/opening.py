"""The page of a paper: who holds the link sees what the matrix allows at that moment, and may say that they have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from invoicing.model.delivering import HELD, DeliveryNews, DeliveryStatus
from invoicing.model.errors import Refused
from invoicing.model.lifecycle import Status
from invoicing.model.papers import Paper
from invoicing.services.delivery.handing_over import is_lawful, row_of
from invoicing.services.delivery.languages import language_to, paper_language
from invoicing.services.delivery.machine import DeliveryEvent, happened, news_of
from invoicing.services.file_refs import DocumentForm
from invoicing.services.papers.documents import Documents, file_name, paper_name
from invoicing.services.ports import Clock, FileToShow, UnitOfWork, UnitsOfWork
from invoicing.services.records import Delivery, StoredInvoice

_OPENED = frozenset({DeliveryStatus.OPENED, DeliveryStatus.CONFIRMED})
_REACHES = HELD | {DeliveryStatus.BOUNCED}
"""The letter may have come back while the link went another way."""
_WITH_XML = frozenset({Paper.VISUALISATION, Paper.EARLY_VISUALISATION})


@dataclass(frozen=True, slots=True)
class Look:
    """What stands behind a link now.

    Attributes:
        paper: what may be given at this moment.
        language: of the buyer.
        confirmed_at: when the buyer said that they have it.
    """

    stored: StoredInvoice
    delivery: Delivery
    paper: Paper
    language: str
    confirmed_at: datetime | None = None

    @property
    def opened(self) -> bool:
        """Somebody pressed the button; before that nothing of the paper is shown."""
        return self.delivery.status in _OPENED

    @property
    def confirmed(self) -> bool:
        """The buyer said that they have it."""
        return self.delivery.status is DeliveryStatus.CONFIRMED

    @property
    def has_xml(self) -> bool:
        """The file of the invoice goes along."""
        return self.paper in _WITH_XML


class PaperPages:
    """Answers for the page.

    Args:
        units: the books.
        clock: for the end of links.
        papers: draws papers as PDFs.
        pages: draws the same as parts of a page.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, papers: Documents, pages: Documents) -> None:
        self._units, self._clock, self._papers, self._pages = units, clock, papers, pages

    async def look(self, code: str) -> Look:
        """What stands behind a code.

        Raises:
            Refused: paper-link-unknown, paper-link-over (expired or revoked), paper-link-nothing (the matrix gives
                the buyer nothing at this moment).
        """
        async with self._units.reading() as work:
            return await self._look(work, code)

    async def note(self, code: str, news: DeliveryNews) -> Look:
        """The buyer pressed a button; pressing it again changes nothing.

        Raises:
            Refused: see `look`.
        """
        async with self._units() as work:
            look = await self._look(work, code)
            if news is DeliveryNews.CONFIRMED and not look.opened:
                await happened(work, look.delivery.id, self._event(DeliveryNews.OPENED))
            done = {DeliveryNews.OPENED: look.opened, DeliveryNews.CONFIRMED: look.confirmed}
            if not done[news]:
                await happened(work, look.delivery.id, self._event(news))
            return await self._look(work, code)

    async def page(self, look: Look) -> str:
        """The paper as a part of a page."""
        language = paper_language(look.language)
        return (await self._pages.paper(look.stored, look.paper, language)).decode()

    async def pdf(self, look: Look) -> FileToShow:
        """The paper as a file."""
        drawn = await self._papers.paper(look.stored, look.paper, paper_language(look.language))
        return FileToShow(paper_name(look.stored, look.paper), drawn)

    def xml(self, look: Look) -> FileToShow:
        """The file of the invoice.

        Raises:
            Refused: paper-link-nothing, it does not go with this paper.
        """
        if not look.has_xml:
            raise Refused("paper-link-nothing")
        return FileToShow(file_name(look.stored, DocumentForm.XML), look.stored.xml)

    def _event(self, news: DeliveryNews) -> DeliveryEvent:
        return DeliveryEvent(news, self._clock.now(), evidence={"by": "page"})

    async def _look(self, work: UnitOfWork, code: str) -> Look:
        link = await work.paper_links.by_code(code)
        if link is None:
            raise Refused("paper-link-unknown")
        if link.revoked_at is not None or link.expires_at <= self._clock.now():
            raise Refused("paper-link-over")
        delivery = await work.deliveries.get(link.delivery_id)
        stored = await work.invoices.get(delivery.invoice_id)
        paper = _paper_now(delivery, stored)
        if paper is Paper.NOTHING or delivery.status not in _REACHES:
            raise Refused("paper-link-nothing")
        said = [event.at for news, event in await news_of(work, delivery) if news is DeliveryNews.CONFIRMED]
        return Look(stored, delivery, paper, await language_to(work, stored), next(iter(said), None))


def _paper_now(delivery: Delivery, stored: StoredInvoice) -> Paper:
    """What was delivered while it is lawful; else what is lawful instead, such as the invoice after its number."""
    if is_lawful(delivery.paper, stored, overridden=delivery.reason is not None):
        return delivery.paper
    return Paper.NOTHING if stored.status is Status.REJECTED else row_of(stored).delivered
