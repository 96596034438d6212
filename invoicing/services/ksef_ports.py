"""What the use cases need from KSeF: hand invoices over, one by one or in batches, and fetch what it keeps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ksef_records import KsefEntry, SubjectRole


@dataclass(frozen=True, slots=True)
class SendingReference:
    """Where KSeF keeps a sending: reference numbers of the session and of the invoice in it."""

    session: str
    invoice: str


@dataclass(frozen=True, slots=True)
class Pending:
    """KSeF is still at work (status 100, 150)."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Status 200: number given; `offline` is how KSeF keeps it, `upo` the XML of the official receipt."""

    number: KsefNumber
    received_by_ksef_at: datetime
    numbered_by_ksef_at: datetime
    offline: bool
    upo: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A final status that needs a change of data (410, 415, 430, 435, 450, ...)."""

    status: int
    description: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SendAgain:
    """The session died (405), KSeF cancelled (550): the same bytes may be sent again."""

    status: int


@dataclass(frozen=True, slots=True)
class NumberTaken:
    """Status 440 and the original is another document than this one.

    Attributes:
        original: its KSeF number.
        sha256: its digest: perhaps an earlier edition of the same invoice, else a human decides.
    """

    original: KsefNumber
    sha256: bytes | None = None


SubmissionOutcome = Pending | Accepted | Refusal | SendAgain | NumberTaken


class KsefGateway(Protocol):
    """Submits invoices of any of our companies; logs in, encrypts and keeps sessions by itself."""

    async def submit(
        self, company_id: UUID, xml: bytes, *, offline: bool, corrects: bytes | None = None
    ) -> SendingReference:
        """Hand the bytes over; the answer says only that they were taken for processing.

        Args:
            company_id: whose access is used.
            xml: the frozen bytes.
            offline: declared as issued offline (`offlineMode`).
            corrects: SHA-256 of the rejected offline document that this one technically corrects
                (`hashOfCorrectedInvoice`); only with `offline`.

        Raises:
            Unavailable: KSeF did not take them, or we cannot know; sending the same bytes again is safe.
            Refused: the company has no usable access to KSeF.
        """

    async def outcome(
        self, company_id: UUID, reference: SendingReference, sha256: bytes
    ) -> SubmissionOutcome:
        """What became of a sending. A duplicate (440) whose original has our SHA-256 is our own acceptance.

        Raises:
            Unavailable: ask again later.
        """


class BatchPhase(StrEnum):
    """Where a batch session stands."""

    OPEN = "open"  # 100: parts may be missing, it is not closed
    WORKING = "working"  # 150
    READY = "ready"  # 200, 445: each invoice has its verdict
    DEAD = (
        "dead"  # 405, 415, 420, 430, 435, 440, 500: none of its invoices was taken; a new session is needed
    )


@dataclass(frozen=True, slots=True)
class BatchState:
    """What KSeF says of a batch session; counts are None while KSeF does not give them."""

    phase: BatchPhase
    status: int
    description: str
    details: tuple[str, ...] = ()
    invoices: int | None = None
    accepted: int | None = None
    rejected: int | None = None


@dataclass(frozen=True, slots=True)
class BatchPage:
    """Verdicts of one page, by the SHA-256 of the documents.

    Every `Accepted` of a page holds the very same `upo` object: the receipt of that page, which is the proof.
    """

    verdicts: tuple[tuple[bytes, SubmissionOutcome], ...]


class KsefBatches(Protocol):
    """Submits many invoices of a company at once (batch session, API section 5)."""

    async def send(
        self,
        company_id: UUID,
        documents: AsyncIterator[bytes],
        *,
        offline: bool,
        opened: Callable[[str], Awaitable[None]],
    ) -> None:
        """Pack, encrypt, open a session, upload the parts and close it, in memory that does not grow with the number.

        Args:
            company_id: whose access is used.
            documents: the frozen bytes, at most 10 000, at most once each.
            offline: declared for all of them.
            opened: awaited with the session's reference before the first part goes.

        Raises:
            Unavailable: KSeF did not take it, or we cannot know; `state` of the reference tells.
            Refused: the company has no usable access to KSeF.
            Misunderstood: KSeF refuses the call itself, which is our fault.
        """

    async def state(self, company_id: UUID, reference: str) -> BatchState:
        """Where the session stands.

        Raises:
            Unavailable: ask again later.
        """

    def verdicts(self, company_id: UUID, reference: str) -> AsyncIterator[BatchPage]:
        """The verdicts of a session that is READY: acceptances by its receipts, then refusals.

        Raises:
            Unavailable: ask again later; what was yielded stays true.
        """


class Quota(Protocol):
    """How much of KSeF's limits is left to a company."""

    async def left(self, company_id: UUID) -> int:
        """How many invoices it may still send online within this hour."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Entries in the order of permanent storage; everything up to `until` has been told with them."""

    entries: tuple[KsefEntry, ...]
    until: datetime


class KsefFeed(Protocol):
    """What KSeF keeps for a company: incremental, by `permanentStorageDate` with the high water mark (section 6.4)."""

    def since(self, company_id: UUID, role: SubjectRole, point: datetime) -> AsyncIterator[FeedPage]:
        """All entries stored after `point`, up to the high water mark, oldest first; documents where they came along.

        Raises:
            Unavailable: ask again later; what was yielded stays true.
            Refused: the company has no usable access, or no right to read.
        """

    async def document(self, company_id: UUID, number: KsefNumber) -> bytes:
        """The document of a KSeF number, its digest compared with what KSeF says.

        Raises:
            Unavailable: not stored yet (21165), or ask again later.
            Refused: there is none for this company (21164).
        """
