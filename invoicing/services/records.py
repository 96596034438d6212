"""What the books hold: companies, people, stored invoices, deliveries, events, received messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from invoicing.model.company import CompanyProfile
from invoicing.model.delivering import DeliveryStatus, DeliveryWay
from invoicing.model.handover import Paper
from invoicing.model.invoice import Invoice
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode, OutageKind
from invoicing.services.messages import Channel, Json


class Role(StrEnum):
    """What a member may do, from most to least."""

    OWNER = "owner"
    ISSUER = "issuer"
    ACCOUNTANT = "accountant"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Company:
    """A company that issues with us."""

    id: UUID
    profile: CompanyProfile


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we know; reached by identities (a channel and an address there)."""

    id: UUID
    name: str
    language: str = "pl"


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's role in a company."""

    person_id: UUID
    company_id: UUID
    role: Role


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time way in; only the SHA-256 of its code is stored."""

    code_hash: bytes
    company_id: UUID
    role: Role
    expires_at: datetime
    email: str | None = None  # becomes the person's address for commands by e-mail


@dataclass(frozen=True, slots=True)
class StoredInvoice:
    """An issued invoice with its frozen bytes and where it stands towards KSeF.

    Attributes:
        xml: the FA(3) bytes that are the invoice; `sha256` is their digest (32 bytes).
        offline_mode: the ground chosen at issue, None for online.
        deemed_offline: KSeF itself turned it offline (art. 106nda ust. 16).
        session_reference, invoice_reference: of the latest sending.
        attempt: number of the latest promise to submit, from 1.
        waiting_since: since when KSeF has not taken it, None when it was never refused a hearing.
        receipt: SHA-256 of the official receipt (UPO) in the book of receipts.
        batch_id: the batch it goes to KSeF in, or went in; None for a sending of its own.
        rejection: (status, description, details...) of a final refusal.
        corrects: SHA-256 of the rejected document that `xml` puts right (technical correction), None otherwise.
        counted: zlotys it adds to its month under the rule of 10 000 zł, by which it is outside KSeF; else None.
    """

    id: UUID
    company_id: UUID
    draft_id: UUID
    invoice: Invoice
    xml: bytes
    sha256: bytes
    issued_at: datetime
    issued_by: UUID
    status: Status = Status.ISSUED
    offline_mode: OfflineMode | None = None
    deemed_offline: bool = False
    session_reference: str | None = None
    invoice_reference: str | None = None
    attempt: int = 1
    waiting_since: datetime | None = None
    ksef_number: KsefNumber | None = None
    received_by_ksef_at: datetime | None = None
    numbered_by_ksef_at: datetime | None = None
    receipt: bytes | None = None
    batch_id: UUID | None = None
    rejection: tuple[str, ...] = ()
    corrects: bytes | None = None
    counted: Decimal | None = None


class Replaced(StrEnum):
    """Why an earlier edition of an invoice gave way to the present one."""

    REDATED = "redated"  # never reached KSeF; P_1 moved with the issuer's consent
    TECHNICAL_CORRECTION = "technical-correction"  # rejected; the same content in a sound file
    KSEF_HAS_ANOTHER = "ksef-has-another"  # KSeF had taken an earlier edition: back to that


@dataclass(frozen=True, slots=True)
class Edition:
    """What an invoice was before its present bytes; kept for ever, because codes may have been printed of it."""

    invoice_id: UUID
    invoice: Invoice
    xml: bytes
    sha256: bytes
    issued_at: datetime
    replaced_at: datetime
    why: Replaced


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """Invoices of a company that KSeF has not taken, with the same term: one day of issue, one mode.

    Attributes:
        mode: the ground chosen at issue, None for online.
        count: how many.
        first_issued_at, last_issued_at: the earliest and the latest moment of issue among them.
        rejected: KSeF refused them: they were issued offline and wait for a person to put them right.
    """

    company_id: UUID
    issue_date: date
    mode: OfflineMode | None
    count: int
    first_issued_at: datetime
    last_issued_at: datetime
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """One hand-over of one paper of an invoice by one way; `message_id` is fixed before the first attempt.

    Attributes:
        way: by which it goes.
        address: where to, in the words of that way.
        paper: what is handed over.
        in_reply_to: Message-ID of the letter it follows, so that a buyer finds both in one thread.
        reason: what the owner typed to override the matrix (rows D1 and D3), None when nothing was overridden.
    """

    id: UUID
    invoice_id: UUID
    company_id: UUID
    way: DeliveryWay
    address: str
    message_id: str
    status: DeliveryStatus = DeliveryStatus.QUEUED
    answer: str | None = None
    settled_at: datetime | None = None
    paper: Paper = Paper.VISUALISATION
    in_reply_to: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LighthouseState:
    """The latest report: state (None = available), when it was fetched, since when it has been so."""

    state: OutageKind | None
    fetched_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history: what, who, when, about which invoice, evidence."""

    what: str
    at: datetime
    who: str | None = None
    company_id: UUID | None = None
    invoice_id: UUID | None = None
    evidence: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """A raw update or letter as it came in; `lane` keeps the order inside a chat or a mailbox."""

    key: str
    channel: Channel
    lane: str
    raw: bytes
    received_at: datetime
