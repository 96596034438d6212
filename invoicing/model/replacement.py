"""The invoice for the right buyer, issued together with a correction to zero of the one for the wrong buyer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Buyer


@dataclass(frozen=True, slots=True)
class Replacement:
    """What the new invoice has of its own; all else it takes from what the correction takes back.

    A wrong NIP is not corrected: the invoice lies in KSeF with the one whose number it bears (MF handbook 2, 1.6.4).

    Attributes:
        buyer: None while nobody said which number is the right one.
        kind: of the invoice that it stands for.
        send_to: never where the wrong invoice went, unless somebody said so.
        due_date: of the wrong invoice; one that has passed counts anew from the day of issue.
    """

    buyer: Buyer | None
    kind: InvoiceKind = InvoiceKind.VAT
    send_to: str | None = None
    due_date: date | None = None
    paid: bool = False
    note: str | None = None

    @property
    def gaps(self) -> tuple[str, ...]:
        """What must still be said of the right buyer: right-nip, right-name, right-address."""
        if self.buyer is None:
            return ("right-nip",)
        lacking = {"right-name": not self.buyer.name, "right-address": self.buyer.address is None}
        return tuple(code for code, lacks in lacking.items() if lacks)
