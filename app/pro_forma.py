"""Draws pro formas: the sheet of the invoice that would follow, titled and marked as what it is."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from invoicing.model.document import DocumentView, Marks
from invoicing.model.document.remainder import HeaderView
from invoicing.model.kinds import InvoiceKind
from invoicing.model.papers import Paper
from invoicing.services.papers.looks import LooksOf
from invoicing.services.pro_forma.records import ProForma
from ksef.fa3.reader import read_document
from ksef.fa3.writer import Fa3Writer
from templates.pdf import draw_pdf


class ProFormaRenderer:
    """Draws pro formas (port `ProFormaDrawer`).

    Args:
        looks: finds the colour and the logo of the seller.
        trial: the environment of KSeF that every paper names, see `Marks`.
    """

    def __init__(self, looks: LooksOf, *, trial: str | None = None) -> None:
        self._looks, self._trial = looks, trial

    async def __call__(self, pro_forma: ProForma, language: str) -> bytes:
        """The PDF, drawn in a thread: no codes of KSeF, no file inside."""
        look = await self._looks(pro_forma.content.seller.nip)
        marks = Marks(paper=Paper.PLAIN_INVOICE, trial=self._trial)
        return await asyncio.to_thread(draw_pdf, view_of(pro_forma), marks, b"", language, look)


def view_of(pro_forma: ProForma) -> DocumentView:
    """What a person sees of it.

    It shows what its invoice will show, so its rows and sums come by the same way; the bytes in between are never
    kept, handed out or attached, for there is no FA(3) of a pro forma.
    """
    likeness = replace(pro_forma.content, kind=InvoiceKind.VAT)
    view = read_document(Fa3Writer()(likeness, pro_forma.issued_at))
    return replace(view, kind=InvoiceKind.PRO_FORMA.value, header=HeaderView())
