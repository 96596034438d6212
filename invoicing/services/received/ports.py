"""What received invoices need from the world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from invoicing.model.document import DocumentView
from invoicing.model.party import Nip

Reads = Callable[[bytes], DocumentView]
"""Everything that an FA(3) document says.

Raises:
    InvalidDocument: the bytes are none.
"""


class AccountRegister(Protocol):
    """The register of VAT tax-payers, asked about accounts (art. 96b ust. 3 pkt 13 VATA)."""

    async def assigned(self, nip: Nip, account: str, on: date) -> bool:
        """Whether the account (26 digits) is one of that tax-payer's on that day; virtual ones count too.

        Raises:
            Unavailable: no usable answer; never to be read as "no".
        """
