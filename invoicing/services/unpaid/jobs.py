"""Promises about what is still to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RemindBuyer:
    """Write to the buyer that an invoice is still to be paid.

    Attributes:
        step: days after the term of payment, or "asked-" with how often somebody asked before.
    """

    invoice_id: UUID
    step: str

    @property
    def key(self) -> str:
        """Once for each step of an invoice."""
        return f"remind:{self.invoice_id}:{self.step}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None
