"""What the books hold of letters to buyers that hand no invoice over: reminders and pro formas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from invoicing.services.delivery.addressing import reference_of


class OtherKind(StrEnum):
    """What such a letter was for."""

    REMINDER = "reminder"
    PRO_FORMA = "pro-forma"


@dataclass(frozen=True, slots=True)
class OtherLetter:
    """A letter to a buyer.

    Attributes:
        invoice_id: the invoice that it reminds of; None for a pro forma, which is no invoice.
        number: of the invoice or the pro forma.
        person_id: who is told when it comes back.
        returned: the words of the server that returned it.
    """

    id: UUID
    kind: OtherKind
    company_id: UUID
    invoice_id: UUID | None
    number: str
    buyer: str
    person_id: UUID
    address: str
    message_id: str
    written_at: datetime
    returned: str | None = None

    @property
    def reference(self) -> str:
        """What its addresses and its header name it by."""
        return reference_of(self.id)


class OtherLetterBook(Protocol):
    """Which such letters were written."""

    async def add(self, letter: OtherLetter) -> None:
        """Write one down before it goes; the same one again changes nothing."""

    async def by_reference(self, reference: str) -> OtherLetter | None:
        """The letter that one of our addresses names."""

    async def by_message_id(self, message_id: str) -> OtherLetter | None:
        """The letter of that Message-ID."""

    async def note_return(self, letter_id: UUID, said: str) -> bool:
        """Note that it came back; False when that was known."""
