"""The history: append-only, each line's hash covers the line before, and the key's seal covers the last hash."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from invoicing.services.messages import Json
from invoicing.services.records import Event
from storage.codec import canonical, encode
from storage.head import START, Head, Seal, read_head, write_head
from storage.storable import storable
from storage.traffic import events
from storage.transaction import Transaction

_BATCH = 2000
_EVIDENCE = Mapping[str, Json]
_OF_INVOICE = select(events).where(events.c.invoice_id == bindparam("invoice")).order_by(events.c.seq)
_HASH_OF = select(events.c.hash).where(events.c.seq == bindparam("line"))
_AFTER = select(events).where(events.c.seq > bindparam("last")).order_by(events.c.seq).limit(_BATCH)


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """Where the history does not hold; `what` is changed, missing (removed, also at the end) or inserted."""

    seq: int
    what: str


class Events:
    """`EventBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._head: Head | None = None
        self._seals = True

    async def add(self, event: Event) -> None:
        """Write a line; its hash covers the line before."""
        head = await self._locked_head()
        row = storable(  # before it is hashed: the history is what lies in the database
            {
                "seq": head.length + 1,
                "what": event.what,
                "at": event.at,
                "who": event.who,
                "company_id": event.company_id,
                "invoice_id": event.invoice_id,
                "evidence": encode(event.evidence, _EVIDENCE),
            }
        )
        head.length, head.hash = head.length + 1, line_hash(head.hash, row)
        await self._transaction.add(events, {**row, "hash": head.hash})

    async def of_invoice(self, invoice_id: UUID) -> Sequence[Event]:
        """The history of an invoice, oldest first."""
        rows = await self._transaction.rows(_OF_INVOICE, {"invoice": invoice_id})
        return [_event(row) for row in rows]

    async def _locked_head(self) -> Head:
        if self._head is None:
            self._head = await read_head(self._transaction, to_write=True)
            if self._head is None:
                raise LookupError("the history has lost its head")
            # a head that somebody else wrote is never sealed by us: the doctor must find it whatever comes after
            self._seals = self._head.sealed_by(self._transaction.shared.box) is Seal.WHOLE
            self._transaction.before_commit.append(self._move_head)
        return self._head

    async def _move_head(self) -> None:
        if self._head is not None:
            if self._seals:
                self._head.seal_with(self._transaction.shared.box)
            await write_head(self._transaction, self._head)


def line_hash(before: bytes, line: dict[str, Any]) -> bytes:
    """SHA-256 over the hash before and the line as canonical JSON with its time in UTC."""
    at: datetime = line["at"]
    said = {
        "seq": line["seq"],
        "what": line["what"],
        "at": at.astimezone(UTC).isoformat(),
        "who": line["who"],
        "company_id": line["company_id"] and str(line["company_id"]),
        "invoice_id": line["invoice_id"] and str(line["invoice_id"]),
        "evidence": line["evidence"],
    }
    return hashlib.sha256(before + canonical(said).encode()).digest()


@dataclass(frozen=True, slots=True)
class History:
    """What became of the whole history.

    Attributes:
        length: lines that its head tells of.
        head: the last line's hash; whoever notes it elsewhere sees later whether the end was cut off and written anew.
        broken: lines that do not hold; empty when all is well.
        seal: what the seal says of the head.
        vouched_after: lines from before the first seal.
    """

    length: int
    head: bytes
    broken: tuple[BrokenLine, ...]
    seal: Seal
    vouched_after: int

    @property
    def holds(self) -> bool:
        """Every line holds, and the last one is the one that was sealed."""
        return not self.broken and self.seal is Seal.WHOLE


async def examined(transaction: Transaction, recent: int | None = None) -> History:
    """Walk the history and name every line that does not hold.

    Lines are read a few at a time, so that neither memory nor other work suffers from a long history.

    Args:
        transaction: to read in.
        recent: only so many lines at the end; None walks the whole of it.
    """
    found = await read_head(transaction)
    head = found or Head(0, START)
    walk = await _begun(transaction, head.length - recent if recent else 0)
    broken: list[BrokenLine] = []
    while rows := await transaction.rows(_AFTER, {"last": walk.seq}):
        for line in rows:
            broken += walk.step(line)
        await asyncio.sleep(0)  # a long history must not hold up the others
    broken += [BrokenLine(seq, "missing") for seq in range(walk.seq + 1, head.length + 1)]
    broken += [BrokenLine(seq, "inserted") for seq in range(head.length + 1, walk.seq + 1)]
    if not broken and found is not None and head.hash != walk.hash:
        broken.append(BrokenLine(head.length, "changed"))
    seal = head.sealed_by(transaction.shared.box)
    return History(head.length, head.hash, tuple(broken), seal, head.vouched_after)


async def _begun(transaction: Transaction, after: int) -> _Walk:
    """A walk that begins behind a line; where that line is missing, at the beginning."""
    row = await transaction.first(_HASH_OF, {"line": after}) if after > 0 else None
    return _Walk(after, row.hash) if row else _Walk()


class _Walk:
    """Goes from line to line with the hash each should build on."""

    def __init__(self, seq: int = 0, at: bytes = START) -> None:
        self.seq = seq
        self.hash = at

    def step(self, row: Row[Any]) -> Iterator[BrokenLine]:
        gap = range(self.seq + 1, row.seq)
        yield from (BrokenLine(seq, "missing") for seq in gap)
        whole = line_hash(self.hash, dict(row._mapping)) == row.hash  # noqa: SLF001 - SQLAlchemy's public name
        if not whole and not gap:
            yield BrokenLine(row.seq, "changed")
        self.seq, self.hash = row.seq, row.hash


def _event(row: Row[Any]) -> Event:
    evidence = json.loads(row.evidence)
    return Event(row.what, row.at, row.who, row.company_id, row.invoice_id, evidence)
