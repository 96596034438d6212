"""What papers need from the world besides the `Renderer` of invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from invoicing.model.ksef_number import KsefNumber

if TYPE_CHECKING:
    from invoicing.model.papers import Paper
    from invoicing.services.papers.month import Month
    from invoicing.services.records import StoredInvoice


class ReceiptDrawer(Protocol):
    """Draws an official receipt (UPO)."""

    async def __call__(self, upo: bytes, ksef_number: KsefNumber, language: str) -> bytes:
        """A PDF of what it says of one invoice; the receipt lies inside when it is about that one only.

        Raises:
            InvalidDocument: the bytes are no receipt.
        """


class MonthDrawer(Protocol):
    """Draws a month of a company."""

    async def __call__(self, month: Month, language: str) -> bytes:
        """A PDF.

        Raises:
            Refused: document-too-long.
        """


class PrintDrawer(Protocol):
    """Puts the protocol of a hand-over behind a paper."""

    async def __call__(self, drawn: bytes, stored: StoredInvoice, paper: Paper) -> bytes:
        """The paper (PDF) with one page more, to be filled in by hand."""
