"""The books about KSeF: receipts, batches, what KSeF keeps for our companies, notices of the lighthouse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ksef_records import Batch, KeptEntry, KsefEntry, Notice, SubjectRole
from invoicing.services.records import WaitingGroup


class ReceiptBook(Protocol):
    """Official receipts (UPO): one may cover ten thousand invoices, so they are kept once, by their digest."""

    async def keep(self, upo: bytes) -> bytes:
        """Keep the receipt; returns its SHA-256, under which it is found. Twice is once."""

    async def get(self, digest: bytes) -> bytes:
        """The receipt of that digest (KeyError when there is none)."""


class BatchBook(Protocol):
    """Batches of invoices; an invoice is unsettled while it has no verdict."""

    async def line(self, company_id: UUID, since: datetime) -> Sequence[tuple[WaitingGroup, int]]:
        """The company's issued, unsent, unbatched invoices in groups of one term; how many of each are from `since` on."""

    async def groups(self, batch_id: UUID) -> Sequence[WaitingGroup]:
        """The unsettled invoices of a batch in groups of one term."""

    async def promises(self, company_id: UUID, groups: Sequence[WaitingGroup], limit: int) -> Sequence[str]:
        """Keys of the promises to submit the first unbatched invoices of these groups."""

    async def at_hand(self, keys: Sequence[str]) -> set[str]:
        """Which of these promises somebody works on, or will as soon as a hand is free."""

    async def gather(
        self, batch: Batch, groups: Sequence[WaitingGroup], limit: int, before: datetime | None = None
    ) -> int:
        """Write the batch and put up to `limit` of the company's unbatched invoices of these groups into it.

        Group after group, in each the oldest first; only those issued before a moment, if one is given. Their own
        promises to submit are crossed out. Returns how many; 0 writes nothing.
        """

    async def top_up(
        self, batch: Batch, groups: Sequence[WaitingGroup], limit: int, before: datetime | None = None
    ) -> int:
        """Put more into a batch that nothing has been sent of, as `gather` does, up to `limit` in all. Returns how many."""

    async def part(self, batch: Batch, rest: Batch, groups: Sequence[WaitingGroup]) -> int:
        """Write a batch for the rest, and move the unsettled invoices of these groups into it. Returns how many."""

    async def get(self, batch_id: UUID) -> Batch:
        """The batch of that id (KeyError when there is none)."""

    async def save(self, batch: Batch) -> None:
        """Write how far it got."""

    async def documents(
        self, batch_id: UUID, group: WaitingGroup, after: int, limit: int
    ) -> Sequence[tuple[int, bytes, bytes]]:
        """A page of its unsettled documents of a group: (place, SHA-256, XML), places above `after`, in order."""

    async def mark(self, batch: Batch) -> None:
        """Bring its unsettled invoices in line: sent in the batch's session, or issued while it has none."""

    async def waits(self, batch_id: UUID, since: datetime) -> None:
        """Note of its unsettled invoices that they wait for KSeF since then; who waited before keeps that moment."""

    async def members(self, batch_id: UUID, digests: Sequence[bytes]) -> dict[bytes, UUID]:
        """Which unsettled invoices of the batch have those SHA-256."""

    async def release(self, batch_id: UUID) -> Sequence[tuple[UUID, int]]:
        """Take every unsettled invoice out of the batch, issued again; returns them with the attempt that is due."""

    async def unsettled(self, company_id: UUID) -> Sequence[Batch]:
        """Batches of a company that wait for sending or for verdicts, oldest first."""

    async def issuers(self, batch_id: UUID) -> Sequence[UUID]:
        """Who issued what is in it."""

    async def ordered_by_letter(self, batch_id: UUID) -> Sequence[UUID]:
        """Its unsettled invoices about which the issuer was asked by letter and not told yet that they wait."""

    async def all_by_letter(self, batch_id: UUID, person_id: UUID) -> bool:
        """Whether the person was asked by letter about all that they have issued of it."""

    async def accepted(self, batch_id: UUID, person_id: UUID, limit: int) -> Sequence[tuple[str, str]]:
        """Numbers of its accepted invoices with their KSeF numbers: first those of a person, the oldest first."""

    async def rejected(self, batch_id: UUID, limit: int) -> Sequence[tuple[str, tuple[str, ...]]]:
        """Numbers of its rejected invoices with their verdicts (status, description, details...), oldest first."""


class KsefBook(Protocol):
    """What KSeF keeps for our companies: the local copy that is read instead of asking KSeF."""

    async def add(
        self, company_id: UUID, role: SubjectRole, entry: KsefEntry, invoice_id: UUID | None, at: datetime
    ) -> bool:
        """Write an entry down; False when the company has it already (then nothing changes)."""

    async def attach(self, company_id: UUID, number: KsefNumber, xml: bytes) -> None:
        """Keep the document of an entry."""

    async def get(self, company_id: UUID, number: KsefNumber) -> KeptEntry | None:
        """The entry of that KSeF number."""

    async def without_document(self, company_id: UUID, limit: int) -> Sequence[KeptEntry]:
        """Entries whose document has not been fetched, oldest first; our own are never fetched."""

    async def recent(self, company_id: UUID, role: SubjectRole, limit: int) -> Sequence[KeptEntry]:
        """The latest entries in a role, newest first."""

    async def taken_elsewhere(self, company_id: UUID, number: str) -> KeptEntry | None:
        """The company's invoice under that number that another program sent; None when there is none."""

    async def point(self, company_id: UUID, role: SubjectRole) -> datetime | None:
        """Up to which moment of permanent storage everything is in this book."""

    async def move(self, company_id: UUID, role: SubjectRole, until: datetime) -> None:
        """Move that point forward, never back."""


class NoticeBook(Protocol):
    """The archive of the lighthouse's messages: only added to."""

    async def add(self, notice: Notice) -> bool:
        """Keep a message; False when one with this digest is there already."""

    async def all(self) -> Sequence[Notice]:
        """Every message, oldest first."""
