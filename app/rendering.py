"""Joins the reader of FA(3) with the drawer of PDFs, which know nothing of each other."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from hashlib import sha256

from invoicing.model.document import DocumentView, Mark, Marks
from invoicing.model.errors import InvalidDocument
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.papers import Label, Paper
from invoicing.model.party import Nip
from ksef.fa3.reader import read_document
from ksef.qr import verification_link
from templates.pdf import draw_pdf


class DocumentRenderer:
    """Draws FA(3) documents (port `Renderer`); `qr` is the address behind KOD I."""

    def __init__(self, qr: str) -> None:
        self._qr = qr

    async def __call__(
        self,
        xml: bytes,
        ksef_number: KsefNumber | None,
        language: str,
        *,
        paper: Paper = Paper.VISUALISATION,
        issuer_link: str | None = None,
    ) -> bytes:
        """The PDF, drawn in a thread because it takes tens of milliseconds of one core."""
        return await asyncio.to_thread(
            self.draw, xml, ksef_number, language, paper=paper, issuer_link=issuer_link
        )

    def draw(
        self,
        xml: bytes,
        ksef_number: KsefNumber | None,
        language: str,
        *,
        paper: Paper = Paper.VISUALISATION,
        issuer_link: str | None = None,
    ) -> bytes:
        """The PDF.

        Raises:
            InvalidDocument: the bytes are no FA(3) document.
        """
        view = read_document(xml)
        marks = Marks() if paper is Paper.PLAIN_INVOICE else self._marks(view, xml, ksef_number)
        if issuer_link is not None:
            marks = replace(marks, issuer_link=Mark(issuer_link, Label.CERTIFICATE))
        return draw_pdf(view, marks, xml, language)

    def _marks(self, view: DocumentView, xml: bytes, ksef_number: KsefNumber | None) -> Marks:
        nip, issued = Nip.parse(dict(view.seller.identifiers).get("nip", "")), _issue_date(view)
        link = verification_link(self._qr, nip, issued, sha256(xml).digest())
        return Marks(verification_link=Mark(link, str(ksef_number) if ksef_number else "OFFLINE"))


def _issue_date(view: DocumentView) -> date:
    try:
        return date.fromisoformat(view.issue_date)
    except ValueError:
        raise InvalidDocument("document-invalid", problem="schema-value", place="P_1") from None
