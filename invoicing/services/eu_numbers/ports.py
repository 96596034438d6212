"""What checking a VAT number of the Union needs from the world."""

from __future__ import annotations

from typing import Protocol

from invoicing.model.eu_vat_check import EuVatCheck
from invoicing.model.identifiers import EuVatNumber
from invoicing.model.party import Nip


class EuVatRegister(Protocol):
    """VIES."""

    async def check(self, number: EuVatNumber, requester: Nip) -> EuVatCheck:
        """Whether the number is active now; `requester` asks, and gets a number of consultation for it.

        Raises:
            Unavailable: no usable answer; reason vies-silent, vies-busy, vies-refused or vies-unreadable.
        """
