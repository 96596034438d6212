"""Joins the reader of FA(3) with the drawer of PDFs, which know nothing of each other."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256

from app.drawing import Aside
from invoicing.model.document import DocumentView, Mark, Marks
from invoicing.model.errors import InvalidDocument, Refused
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.look import OURS, Look
from invoicing.model.papers import Label, Paper
from invoicing.model.party import Nip
from invoicing.services.papers.looks import LooksOf
from invoicing.services.papers.month import Month
from invoicing.services.records import StoredInvoice
from ksef.fa3.reader import read_document, seller_nip
from ksef.qr import verification_link
from ksef.upo_view import read_receipt
from templates.paper_page import paper_part
from templates.pdf import draw_month, draw_pdf, draw_receipt
from templates.print_sheet import with_protocol

LONG = 40_000
"""Bytes of XML, some 150 rows, from which on drawing takes memory that would stay."""
_MANY = 150
"""Invoices of a month from which on the same is true of its paper."""
_NEEDS_CERTIFICATE = "offline-certificate-needed"


class DocumentRenderer:
    """Draws FA(3) documents (port `Renderer`).

    Args:
        qr: the address behind KOD I.
        aside: where long documents are drawn; None draws them here too.
        looks: finds the colour and the logo of the seller; None draws everything in ours.
        trial: the environment of KSeF that every paper names, see `Marks`.
        long: bytes of XML from which on a document is drawn aside.
    """

    def __init__(
        self,
        qr: str,
        aside: Aside | None = None,
        looks: LooksOf | None = None,
        *,
        long: int = LONG,
        trial: str | None = None,
    ) -> None:
        self._qr, self._aside, self._looks, self._long, self._trial = qr, aside, looks, long, trial

    async def __call__(
        self,
        xml: bytes,
        ksef_number: KsefNumber | None,
        language: str,
        *,
        paper: Paper = Paper.VISUALISATION,
        issuer_link: str | None = None,
        duplicate: date | None = None,
    ) -> bytes:
        """The PDF to be handed over, drawn in a thread, or a long one in a process that ends with its memory.

        With the number one code is what the law asks for (regulation Dz.U. 2025 poz. 1815 par. 9 ust. 1).

        Raises:
            InvalidDocument: the bytes are no FA(3) document.
            Refused: offline-certificate-needed, no link for KOD II before the number; document-too-long.
        """
        numbered = ksef_number is not None and paper is not Paper.TRANSACTION_CONFIRMATION
        if paper is not Paper.PLAIN_INVOICE and not numbered and issuer_link is None:
            raise Refused(_NEEDS_CERTIFICATE)
        link = None if numbered else issuer_link
        look = await self._looks(seller_nip(xml)) if self._looks else OURS
        alone = DocumentRenderer(self._qr, trial=self._trial)
        draw = partial(alone.draw, paper=paper, issuer_link=link, look=look, duplicate=duplicate)
        if self._aside is not None and len(xml) > self._long:
            return await self._aside(draw, xml, ksef_number, language)
        return await asyncio.to_thread(draw, xml, ksef_number, language)

    def draw(
        self,
        xml: bytes,
        ksef_number: KsefNumber | None,
        language: str,
        *,
        paper: Paper = Paper.VISUALISATION,
        issuer_link: str | None = None,
        look: Look = OURS,
        duplicate: date | None = None,
    ) -> bytes:
        """The PDF for whoever draws his own: as the call, but an invoice that waits may do without KOD II.

        Raises:
            InvalidDocument: the bytes are no FA(3) document.
            Refused: offline-certificate-needed, a transaction confirmation without a link for KOD II.
        """
        view = read_document(xml)
        marks = replace(self.marks(view, xml, ksef_number, paper, issuer_link), duplicate=duplicate)
        return draw_pdf(view, marks, xml, language, look)

    def marks(
        self, view: DocumentView, xml: bytes, number: KsefNumber | None, paper: Paper, issuer: str | None
    ) -> Marks:
        """The codes of a paper; raises as `draw`."""
        if paper is Paper.PLAIN_INVOICE:
            return Marks(paper=paper, trial=self._trial)
        if paper is Paper.TRANSACTION_CONFIRMATION:
            number = None  # it is for the time before the number, and stays so
            if issuer is None:
                raise Refused(_NEEDS_CERTIFICATE)
        nip, issued = Nip.parse(dict(view.seller.identifiers).get("nip", "")), _issue_date(view)
        link = verification_link(self._qr, nip, issued, sha256(xml).digest())
        return Marks(
            Mark(link, str(number) if number else Label.OFFLINE.value),
            Mark(issuer, Label.CERTIFICATE.value) if issuer else None,
            paper,
            trial=self._trial,
        )


class PageRenderer:
    """Draws the same papers as parts of a page (port `Renderer`; the bytes are HTML in UTF-8).

    Args:
        qr: the address behind KOD I.
        looks: finds the logo of the seller.
        trial: as for `DocumentRenderer`.
    """

    def __init__(self, qr: str, looks: LooksOf | None = None, *, trial: str | None = None) -> None:
        self._renderer, self._looks = DocumentRenderer(qr, trial=trial), looks

    async def __call__(
        self,
        xml: bytes,
        ksef_number: KsefNumber | None,
        language: str,
        *,
        paper: Paper = Paper.VISUALISATION,
        issuer_link: str | None = None,
        duplicate: date | None = None,
    ) -> bytes:
        """The part; raises as `DocumentRenderer`."""
        view = await asyncio.to_thread(read_document, xml)
        marks = replace(self._renderer.marks(view, xml, ksef_number, paper, issuer_link), duplicate=duplicate)
        look = await self._looks(seller_nip(xml)) if self._looks else OURS
        return (await asyncio.to_thread(paper_part, view, marks, language, look)).encode()


async def receipt_page(
    upo: bytes, ksef_number: KsefNumber, language: str, *, trial: str | None = None
) -> bytes:
    """See `ReceiptDrawer`; a receipt for thousands is one page here, about the one that was asked for."""
    return await asyncio.to_thread(_receipt_page, upo, str(ksef_number), language, trial)


def _receipt_page(upo: bytes, ksef_number: str, language: str, trial: str | None) -> bytes:
    return draw_receipt(read_receipt(upo), upo, language, ksef_number, trial)


class MonthRenderer:
    """Draws months (port `MonthDrawer`).

    Args:
        aside: where long ones are drawn.
        trial: as for `DocumentRenderer`.
    """

    def __init__(self, aside: Aside, *, trial: str | None = None) -> None:
        self._aside, self._trial = aside, trial

    async def __call__(self, month: Month, language: str) -> bytes:
        """See `MonthDrawer`."""
        if len(month.found) > _MANY:
            return await self._aside(draw_month, month, language, self._trial)
        return await asyncio.to_thread(draw_month, month, language, self._trial)


def _issue_date(view: DocumentView) -> date:
    try:
        return date.fromisoformat(view.issue_date)
    except ValueError:
        raise InvalidDocument("document-invalid", problem="schema-value", place="P_1") from None


async def protocol_behind(
    drawn: bytes, stored: StoredInvoice, paper: Paper, *, trial: str | None = None
) -> bytes:
    """See `PrintDrawer`."""
    invoice = stored.invoice
    put = partial(
        with_protocol,
        seller=invoice.seller.name,
        buyer=invoice.buyer.name,
        number=invoice.number,
        paper=paper.value,
        ksef_number=str(stored.ksef_number) if stored.ksef_number else None,
        sha256=stored.sha256.hex(),
        issued=invoice.issue_date,
        trial=trial,
    )
    return await asyncio.to_thread(put, drawn)
