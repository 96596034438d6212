"""Sessions and the invoices sent in them, as the simulator keeps them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .document import Document
from .logins import Login
from .statuses import INVOICE, OPEN, QUEUED, SESSION, SUCCESS, Refusal, status_view
from .wire import stamp
from .xades import Context

SESSION_LIFE = timedelta(hours=12)
LINK_LIFE = timedelta(days=3)


@dataclass
class SentInvoice:
    """One invoice in one session, from 202 to its number or its refusal."""

    reference: str
    ordinal: int
    session: "OnlineSession"
    invoice_hash: str
    invoice_size: int
    encrypted: bytes
    received_at: datetime
    declared_offline: bool = False
    corrected_hash: str | None = None
    plain: bytes = b""
    number: str | None = None
    document: Document | None = None
    code: int = QUEUED
    refusal: Refusal | None = None
    mode: str | None = None
    ksef_number: str | None = None
    numbered_at: datetime | None = None
    stored_at: datetime | None = None
    upo: bytes = b""
    file_name: str | None = None

    @property
    def is_accepted(self) -> bool:
        """It has its KSeF number."""
        return self.code == SUCCESS

    @property
    def is_final(self) -> bool:
        """Nothing will change any more."""
        return self.code >= SUCCESS

    @property
    def content(self) -> Document:
        """The document of an accepted invoice."""
        if self.document is None:
            raise LookupError(f"invoice {self.reference} has no readable document")
        return self.document

    def view(self, link: dict[str, str]) -> dict[str, Any]:
        """The body of `SessionInvoiceStatusResponse`; `link` holds the two UPO properties."""
        details = self.refusal.details if self.refusal else ()
        status = status_view(self.code, INVOICE, details)
        if self.refusal and self.refusal.extensions:
            status["extensions"] = self.refusal.extensions
        return {
            "ordinalNumber": self.ordinal,
            "invoiceNumber": self.number,
            "ksefNumber": self.ksef_number,
            "referenceNumber": self.reference,
            "invoiceHash": self.invoice_hash,
            "acquisitionDate": stamp(self.numbered_at),
            "invoicingDate": stamp(self.received_at),
            "permanentStorageDate": stamp(self.stored_at),
            "invoicingMode": self.mode,
            "status": status,
            **({"invoiceFileName": self.file_name} if self.file_name else {}),
            **link,
        }


@dataclass
class UpoPage:
    """One page of the collective confirmation."""

    reference: str
    content: bytes


@dataclass
class OnlineSession:
    """An interactive session of one log-in."""

    reference: str
    login: Login
    created_at: datetime
    updated_at: datetime
    valid_until: datetime
    key: bytes | None
    iv: bytes
    checks_identifiers: bool
    code: int = OPEN
    details: tuple[str, ...] = ()
    invoices: list[SentInvoice] = field(default_factory=list)
    upo_pages: list[UpoPage] = field(default_factory=list)
    in_maintenance: bool = False
    kind: str = "Online"

    @property
    def names(self) -> dict[int, str]:
        """What the statuses of such a session are called."""
        return SESSION

    @property
    def context(self) -> Context:
        """In whose name the session was opened."""
        return self.login.context

    def find(self, reference: str) -> SentInvoice | None:
        """The invoice with this reference number."""
        return next((each for each in self.invoices if each.reference == reference), None)

    def accepted(self) -> list[SentInvoice]:
        """The invoices that have their number."""
        return [each for each in self.invoices if each.is_accepted]

    def counts(self) -> tuple[int, int, int]:
        """How many invoices: in all, accepted, refused."""
        good = len(self.accepted())
        return len(self.invoices), good, sum(each.is_final for each in self.invoices) - good

    def view(self) -> dict[str, Any]:
        """What `GET /sessions/{ref}` tells, without the links to the UPO pages."""
        total, good, bad = self.counts()
        return {
            "status": status_view(self.code, self.names, self.details),
            "dateCreated": stamp(self.created_at),
            "dateUpdated": stamp(self.updated_at),
            "validUntil": stamp(self.valid_until),
            "invoiceCount": total,
            "successfulInvoiceCount": good,
            "failedInvoiceCount": bad,
        }


@dataclass
class Archive:
    """Everything that was ever sent."""

    sessions: dict[str, OnlineSession] = field(default_factory=dict)
    invoices: list[SentInvoice] = field(default_factory=list)
    _by_number: dict[str, SentInvoice] = field(default_factory=dict)
    _by_key: dict[tuple[str, str, str], SentInvoice] = field(default_factory=dict)
    _corrections: dict[str, SentInvoice] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget everything."""
        self.sessions.clear()
        self.invoices.clear()
        self._by_number.clear()
        self._by_key.clear()
        self._corrections.clear()

    def accept(self, invoice: SentInvoice) -> None:
        """Remember an invoice that has just got its number."""
        self._by_number[str(invoice.ksef_number)] = invoice
        self._by_key[invoice.content.duplicate_key] = invoice
        if invoice.corrected_hash is not None:
            self._corrections[invoice.corrected_hash] = invoice

    def by_ksef_number(self, number: str) -> SentInvoice | None:
        """The accepted invoice with this number."""
        return self._by_number.get(number)

    def by_hash(self, invoice_hash: str) -> list[SentInvoice]:
        """All that were sent with this SHA-256, oldest first."""
        return [each for each in self.invoices if each.invoice_hash == invoice_hash]

    def original_of(self, key: tuple[str, str, str]) -> SentInvoice | None:
        """The accepted invoice with the same seller, kind and number."""
        return self._by_key.get(key)

    def correction_of(self, invoice_hash: str) -> SentInvoice | None:
        """The accepted technical correction of a refused invoice."""
        return self._corrections.get(invoice_hash)
