"""Promises towards KSeF: to send, to ask what became of it, to fetch; see `jobs` for what a promise is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from invoicing.services.ksef_records import SubjectRole


@dataclass(frozen=True, slots=True)
class Submit:
    """Send the invoice's frozen XML to KSeF."""

    invoice_id: UUID
    attempt: int = 1

    @property
    def key(self) -> str:
        """One promise for each attempt after a dead session."""
        return f"submit:{self.invoice_id}:{self.attempt}"

    @property
    def lane(self) -> str | None:
        """Free: KSeF takes invoices in any order."""
        return None


@dataclass(frozen=True, slots=True)
class CheckSubmission:
    """Ask KSeF what became of the sending; repeats itself until the answer is final."""

    invoice_id: UUID
    attempt: int = 1

    @property
    def key(self) -> str:
        """One watch over each sending."""
        return f"check:{self.invoice_id}:{self.attempt}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None


@dataclass(frozen=True, slots=True)
class SendBatch:
    """Send the invoices of a batch to KSeF in one session."""

    batch_id: UUID
    attempt: int = 1

    @property
    def key(self) -> str:
        """One promise for each attempt after a dead session."""
        return f"send-batch:{self.batch_id}:{self.attempt}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None


@dataclass(frozen=True, slots=True)
class CheckBatch:
    """Ask KSeF what became of a batch; repeats itself until every invoice has its verdict."""

    batch_id: UUID
    attempt: int = 1

    @property
    def key(self) -> str:
        """One watch over each sending."""
        return f"check-batch:{self.batch_id}:{self.attempt}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None


@dataclass(frozen=True, slots=True)
class Receive:
    """Fetch what KSeF has stored for a company in one role since the last time.

    Attributes:
        slot: the quarter of an hour it is promised for, such as "2026-11-20T10:15"; KSeF wants no shorter pause.
    """

    company_id: UUID
    role: SubjectRole
    slot: str

    @property
    def key(self) -> str:
        """Once a quarter of an hour."""
        return f"receive:{self.company_id}:{self.role}:{self.slot}"

    @property
    def lane(self) -> str | None:
        """One at a time for a company and a role, or the point would be moved twice."""
        return f"receive:{self.company_id}:{self.role}"


@dataclass(frozen=True, slots=True)
class Redate:
    """Give an invoice that KSeF has not taken the date of the day it is sent, as its issuer agreed.

    Attributes:
        dated: the day of issue that is left behind; the promise is due when it is over.
    """

    invoice_id: UUID
    dated: date

    @property
    def key(self) -> str:
        """Once for each date that is left behind."""
        return f"redate:{self.invoice_id}:{self.dated.isoformat()}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None
