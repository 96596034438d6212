"""What handing over a pro forma asks of the world."""

from __future__ import annotations

from typing import Protocol

from invoicing.services.delivery.letters import InvoiceLetter, Words
from invoicing.services.pro_forma.records import ProForma


class ProFormaDrawer(Protocol):
    """Draws the paper of a pro forma."""

    async def __call__(self, pro_forma: ProForma, language: str) -> bytes:
        """A PDF that says what it is not, without codes of KSeF and without a file inside."""


class ProFormaLetters(Protocol):
    """Words of the letter with a pro forma."""

    def pro_forma(self, letter: InvoiceLetter, language: str) -> Words:
        """The letter that hands it over."""
