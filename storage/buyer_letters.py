"""The books of letters that buyers wrote, and of answers that went by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    select,
)

from invoicing.services.buyers_write.records import AnswerLimit, BuyerLetter, LetterEnd
from invoicing.services.buyers_write.wishes import BuyerWish
from storage.columns import Moment, Sequence64
from storage.tables import companies, invoices, metadata
from storage.transaction import Transaction

buyer_letters = Table(
    "buyer_letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("invoice_id", Uuid, ForeignKey(invoices.c.id), nullable=False),
    Column("sender", Text, nullable=False),
    Column("wishes", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("nip", String(10)),
    Column("known", Boolean, nullable=False),
    Column("sure", Boolean, nullable=False),
    Column("letters", Integer, nullable=False),
    Column("written_at", Moment, nullable=False, index=True),
    Column("ended", String(16)),
    Index("buyer_letters_by_invoice", "invoice_id", "sender"),
    Index("buyer_letters_by_company", "company_id", "written_at"),
)
automatic_answers = Table(
    "automatic_answers",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("address", Text, nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("answered_at", Moment, nullable=False, index=True),
    Index("automatic_answers_by_address", "address", "purpose", "answered_at"),
)

_GET = select(buyer_letters).where(buyer_letters.c.id == bindparam("letter"))
_OPEN = (
    select(buyer_letters)
    .where(
        buyer_letters.c.invoice_id == bindparam("invoice"),
        buyer_letters.c.sender == bindparam("who"),
        buyer_letters.c.ended.is_(None),
    )
    .order_by(buyer_letters.c.written_at.desc())
    .limit(1)
)
_COUNT = select(func.count()).where(
    buyer_letters.c.company_id == bindparam("company"),
    buyer_letters.c.written_at >= bindparam("since", type_=Moment),
)
_FORGET = buyer_letters.delete().where(buyer_letters.c.written_at < bindparam("before"))
_ANSWERED = select(func.count()).where(
    automatic_answers.c.address == bindparam("to"),
    automatic_answers.c.purpose == bindparam("what"),
    automatic_answers.c.answered_at > bindparam("since", type_=Moment),
)
_FORGET_ANSWERS = automatic_answers.delete().where(automatic_answers.c.answered_at < bindparam("before"))
_STAYS = frozenset({"id", "company_id", "invoice_id", "sender"})


class BuyerLetters:
    """`BuyerLetterBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def put(self, letter: BuyerLetter) -> None:
        """Write it down, or as it is by now."""
        row = {
            "id": letter.id,
            "company_id": letter.company_id,
            "invoice_id": letter.invoice_id,
            "sender": letter.sender,
            "wishes": " ".join(letter.wishes),
            "words": letter.words,
            "nip": letter.nip,
            "known": letter.known,
            "sure": letter.sure,
            "letters": letter.letters,
            "written_at": letter.written_at,
            "ended": letter.ended.value if letter.ended else None,
        }
        new = self._transaction.insert(buyer_letters)
        newer = {name: new.excluded[name] for name in row if name not in _STAYS}
        await self._transaction.run(new.on_conflict_do_update(index_elements=["id"], set_=newer), row)

    async def get(self, letter_id: UUID) -> BuyerLetter | None:
        """The one of that id."""
        row = await self._transaction.first(_GET, {"letter": letter_id})
        return row and _letter(row)

    async def open_from(self, invoice_id: UUID, sender: str) -> BuyerLetter | None:
        """The one from that address about that invoice on which nobody has decided."""
        row = await self._transaction.first(_OPEN, {"invoice": invoice_id, "who": sender})
        return row and _letter(row)

    async def count_since(self, company_id: UUID, moment: datetime) -> int:
        """How many a company got since a moment; further letters of an address count once."""
        rows = await self._transaction.rows(_COUNT, {"company": company_id, "since": moment})
        return int(rows[0][0])

    async def forget(self, before: datetime) -> int:
        """Drop those from before a moment; how many."""
        return await self._transaction.run(_FORGET, {"before": before})


class Answers:
    """`AnswerBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def take(self, address: str, purpose: str, now: datetime, limits: Sequence[AnswerLimit]) -> bool:
        """Note an answer; False, and nothing is noted, when there were enough within one of the limits."""
        for limit in limits:
            values = {"to": address, "what": purpose, "since": now - limit.length}
            rows = await self._transaction.rows(_ANSWERED, values)
            if int(rows[0][0]) >= limit.most:
                return False
        row = {"address": address, "purpose": purpose, "answered_at": now}
        await self._transaction.add(automatic_answers, row)
        return True

    async def forget(self, before: datetime) -> int:
        """Drop notes from before a moment; how many."""
        return await self._transaction.run(_FORGET_ANSWERS, {"before": before})


def _letter(row: Row[Any]) -> BuyerLetter:
    return BuyerLetter(
        row.id,
        row.company_id,
        row.invoice_id,
        row.sender,
        tuple(BuyerWish(each) for each in row.wishes.split()),
        row.words,
        row.nip,
        row.known,
        row.sure,
        row.letters,
        row.written_at,
        LetterEnd(row.ended) if row.ended else None,
    )
