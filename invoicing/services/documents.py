"""Files of an invoice: the XML as it was frozen, the receipt as it came, the PDF drawn from the XML."""

from __future__ import annotations

import re

from invoicing.model.errors import Refused
from invoicing.services.messages import DocumentForm, DocumentRef
from invoicing.services.ports import FileToShow, Renderer, UnitsOfWork
from invoicing.services.records import StoredInvoice


class Documents:
    """Fetches the bytes that a `DocumentRef` stands for."""

    def __init__(self, units: UnitsOfWork, renderer: Renderer) -> None:
        self._units, self._renderer = units, renderer

    async def __call__(self, ref: DocumentRef, language: str) -> FileToShow:
        """The file, named after the invoice.

        Raises:
            Refused: document-not-ready, there is none yet (a receipt or a PDF before the number).
        """
        async with self._units.reading() as work:
            stored = await work.invoices.get(ref.invoice_id)
        return FileToShow(file_name(stored, ref.form), await self.content(stored, ref.form, language))

    async def content(self, stored: StoredInvoice, form: DocumentForm, language: str) -> bytes:
        """The bytes of a form.

        Raises:
            Refused: document-not-ready.
        """
        require_ready(stored, form)
        if form is DocumentForm.PDF:
            return await self._renderer(stored.xml, stored.ksef_number, language)
        return await self._receipt(stored) if form is DocumentForm.UPO else stored.xml

    async def _receipt(self, stored: StoredInvoice) -> bytes:
        async with self._units.reading() as work:
            return await work.receipts.get(stored.receipt or b"")


def require_ready(stored: StoredInvoice, form: DocumentForm) -> None:
    """Refuse what does not exist yet; no PDF leaves without its codes (art. 106gb ust. 5 VATA).

    Raises:
        Refused: document-not-ready.
    """
    ready = {
        DocumentForm.XML: True,
        DocumentForm.UPO: stored.receipt is not None,  # none when only KSeF's metadata proved the acceptance
        DocumentForm.PDF: stored.ksef_number is not None,
    }
    if not ready[form]:
        raise Refused("document-not-ready", number=stored.invoice.number, form=form)


def file_name(stored: StoredInvoice, form: DocumentForm) -> str:
    """A name any file system takes: FV-2026-11-1.pdf, UPO-FV-2026-11-1.xml."""
    stem = re.sub(r"[^\w.-]+", "-", stored.invoice.number).strip("-.") or "faktura"
    return f"UPO-{stem}.xml" if form is DocumentForm.UPO else f"{stem}.{form}"
