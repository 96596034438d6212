"""What the books hold of KSeF besides our own invoices: batches, receipts, what KSeF keeps for us, notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from invoicing.model.ksef_number import KsefNumber


class BatchStatus(StrEnum):
    """How far a batch got."""

    GATHERED = "gathered"  # its invoices are chosen, KSeF may have seen nothing of it yet
    SENT = "sent"  # closed: KSeF is at work on it
    SETTLED = "settled"  # every invoice of it has its verdict, or was given back


@dataclass(frozen=True, slots=True)
class Batch:
    """Invoices of one company that go to KSeF in one batch session (API, section 5).

    Attributes:
        offline: declared for the whole session (`offlineMode`).
        size: how many invoices.
        reference: of the latest session opened for it; written before the first part goes.
        attempt: number of the latest promise to send, from 1.
        accepted, rejected: verdicts so far.
    """

    id: UUID
    company_id: UUID
    offline: bool
    size: int
    gathered_at: datetime
    status: BatchStatus = BatchStatus.GATHERED
    attempt: int = 1
    reference: str | None = None
    sent_at: datetime | None = None
    settled_at: datetime | None = None
    accepted: int = 0
    rejected: int = 0


class SubjectRole(StrEnum):
    """As what a company stands on an invoice; the value is `subjectType` of the API (section 6.2)."""

    SELLER = "Subject1"
    BUYER = "Subject2"
    THIRD_PARTY = "Subject3"
    AUTHORIZED_ENTITY = "SubjectAuthorized"


@dataclass(frozen=True, slots=True)
class KsefEntry:
    """What KSeF tells of an invoice it keeps (`InvoiceMetadata`, section 6.2).

    Attributes:
        kind: `invoiceType` of the API (Vat, Kor, Zal, ...).
        gross: in `currency`, with two decimals.
        sha256: of the document's bytes.
        stored_by_ksef_at: `permanentStorageDate`, the order of synchronisation.
        xml: the document, when it came along.
    """

    ksef_number: KsefNumber
    number: str
    kind: str
    issue_date: date
    seller_nip: str
    seller_name: str
    buyer: str
    buyer_name: str
    gross: str
    currency: str
    sha256: bytes
    received_by_ksef_at: datetime
    numbered_by_ksef_at: datetime
    stored_by_ksef_at: datetime
    offline: bool
    xml: bytes | None = None


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry in our books: of which company, in which role, and which of our invoices it is (None: not ours)."""

    company_id: UUID
    role: SubjectRole
    entry: KsefEntry
    fetched_at: datetime
    invoice_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message of the lighthouse as it came, which the service itself forgets after thirty days.

    Attributes:
        message_id: of the message; several versions may share it.
        sha256: of `raw` (canonical JSON, UTF-8).
    """

    message_id: str
    version: int
    raw: str
    sha256: bytes
    fetched_at: datetime
