"""The book of all invoices as they are looked for (`FiledBook`), and the rows that other books write into it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, or_, select, text

from invoicing.model.ksef_number import KsefNumber
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.services.finding.names import START, names_it
from invoicing.services.finding.records import Direction, Filed, Narrow, Query
from invoicing.services.parsing.tokens import fold
from storage.codec import decode, encode
from storage.searching import KSEF_NUMBER, OF_KSEF, asks_ksef, conditions, narrowed
from storage.shelf_tables import filed, searches
from storage.tables import invoices
from storage.transaction import Transaction

# as it stands in the partial index, or the database would not know that it may use it
_NEWS = text("filed.direction = 'received' AND filed.told_at IS NULL")
_ALL = select(
    filed,
    invoices.c.status,
    invoices.c.offline_mode,
    KSEF_NUMBER.label("numbered"),
).select_from(filed.outerjoin(invoices, invoices.c.id == filed.c.invoice_id))
_GET = _ALL.where(filed.c.id == bindparam("wanted"))
_OURS = filed.c.company_id == bindparam("company")
_NUMBERED = (
    _ALL.where(_OURS, filed.c.number_folded == bindparam("folded"))
    .order_by(filed.c.seq.desc())
    .limit(bindparam("most"))
)
_BORN = select(invoices.c.id).where(invoices.c.ksef_number == bindparam("theirs"))
_BYKSEF_NUMBER = _ALL.where(
    _OURS, or_(filed.c.ksef_number == bindparam("theirs"), filed.c.invoice_id.in_(_BORN))
).limit(bindparam("most"))
_DATED = (
    _ALL.where(
        _OURS,
        filed.c.issue_date >= bindparam("first"),
        filed.c.issue_date <= bindparam("last"),
        filed.c.seq > bindparam("after"),
    )
    .order_by(filed.c.seq)
    .limit(bindparam("most"))
)
_UNTOLD = (
    _ALL.where(_OURS, _NEWS, filed.c.arrived_at >= bindparam("since"))
    .order_by(filed.c.seq)
    .limit(bindparam("most"))
)
_WITH_NEWS = select(filed.c.company_id).where(_NEWS).distinct()
_EARLIER = (
    select(filed.c.seq)
    .where(
        _OURS,
        filed.c.party_id == bindparam("party"),
        filed.c.direction == bindparam("way"),
        filed.c.seq < bindparam("place"),
    )
    .limit(1)
)
_PARTIES = select(filed.c.party_folded).where(_OURS).distinct()
_PAY = filed.update().where(filed.c.id == bindparam("wanted")).values(paid_on=bindparam("day"))
_DESCRIBE = (
    filed.update()
    .where(filed.c.id == bindparam("wanted"))
    .values(due_date=bindparam("due"), marks=bindparam("odd"))
)
_TELL = (
    filed.update()
    .where(filed.c.id == bindparam("wanted"), filed.c.told_at.is_(None))
    .values(told_at=bindparam("moment"))
)
_OLD = (
    _ALL.where(_OURS, _NEWS, filed.c.arrived_at < bindparam("before"))
    .order_by(filed.c.seq)
    .limit(bindparam("most"))
)
_RECALL = select(searches.c.company_id, searches.c.query).where(searches.c.id == bindparam("wanted"))
_PARTIES_AT_ONCE = 500


class Shelf:
    """`FiledBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._names: dict[tuple[UUID, tuple[str, ...]], list[str]] = {}

    async def get(self, filed_id: UUID) -> Filed:
        """The row of that id (KeyError when there is none)."""
        row = await self._transaction.first(_GET, {"wanted": filed_id})
        if row is None:
            raise KeyError(filed_id)
        return _filed(row)

    async def find(
        self, company_id: UUID, query: Query, today: date, *, limit: int, offset: int = 0
    ) -> Sequence[Filed]:
        """What fits, newest first; unpaid ones by their day of payment."""
        wanted = await self._narrowed(_ALL, company_id, query, today)
        if query.narrow in {Narrow.UNPAID, Narrow.OVERDUE}:
            ordered = wanted.order_by(filed.c.due_date.is_(None), filed.c.due_date, filed.c.seq)
        else:
            ordered = wanted.order_by(filed.c.issue_date.desc(), filed.c.seq.desc())
        rows = await self._transaction.rows(ordered.limit(limit).offset(offset))
        return [_filed(row) for row in rows]

    async def count(self, company_id: UUID, query: Query, today: date) -> int:
        """How many fit."""
        plain = query.narrow in {Narrow.ALL, Narrow.WAITING} and not asks_ksef(query)
        joined = filed.outerjoin(invoices, invoices.c.id == filed.c.invoice_id)
        every = select(func.count()).select_from(filed if plain else joined)
        row = await self._transaction.first(await self._narrowed(every, company_id, query, today))
        return row[0] if row else 0

    async def sums(self, company_id: UUID, query: Query, today: date) -> Mapping[str, Decimal]:
        """What they come to, by currency."""
        joined = filed.outerjoin(invoices, invoices.c.id == filed.c.invoice_id)
        every = select(filed.c.currency, func.sum(filed.c.hundredths).label("worth")).select_from(joined)
        wanted = await self._narrowed(every, company_id, query, today)
        rows = await self._transaction.rows(wanted.group_by(filed.c.currency).order_by(filed.c.currency))
        return {row.currency: _worth(int(row.worth)) for row in rows}

    async def numbered(self, company_id: UUID, number: str, limit: int) -> Sequence[Filed]:
        """Those under exactly that number or KSeF number, newest first."""
        values = {"company": company_id, "folded": fold(number), "most": limit}
        rows = await self._transaction.rows(_NUMBERED, values)
        if not rows and OF_KSEF.fullmatch(number):
            values = {"company": company_id, "theirs": number.upper(), "most": limit}
            rows = await self._transaction.rows(_BYKSEF_NUMBER, values)
        return [_filed(row) for row in rows]

    async def dated(
        self, company_id: UUID, first: date, last: date, after: int, limit: int
    ) -> Sequence[Filed]:
        """A page of those with a date of issue between two days."""
        values = {"company": company_id, "first": first, "last": last, "after": after, "most": limit}
        return [_filed(row) for row in await self._transaction.rows(_DATED, values)]

    async def pay(self, filed_id: UUID, on: date | None) -> None:
        """Write down the day it was paid, or that it was not."""
        await self._transaction.run(_PAY, {"wanted": filed_id, "day": on})

    async def describe(self, filed_id: UUID, due_date: date | None, marks: Collection[str]) -> None:
        """Write down what its document says beyond KSeF's list."""
        values = {"wanted": filed_id, "due": due_date, "odd": " ".join(marks)}
        await self._transaction.run(_DESCRIBE, values)

    async def with_news(self) -> Sequence[UUID]:
        """Companies that have received something nobody was told of."""
        return [row.company_id for row in await self._transaction.rows(_WITH_NEWS)]

    async def untold(self, company_id: UUID, since: datetime, limit: int) -> Sequence[Filed]:
        """Received ones that nobody was told of, oldest first."""
        values = {"company": company_id, "since": since, "most": limit}
        return [_filed(row) for row in await self._transaction.rows(_UNTOLD, values)]

    async def tell(self, filed_ids: Collection[UUID], at: datetime) -> None:
        """Note that they were announced."""
        for each in filed_ids:
            await self._transaction.run(_TELL, {"wanted": each, "moment": at})

    async def old(self, company_id: UUID, before: datetime, limit: int) -> Sequence[Filed]:
        """Received ones that arrived before a moment and were not looked at yet, oldest first."""
        values = {"company": company_id, "before": before, "most": limit}
        return [_filed(row) for row in await self._transaction.rows(_OLD, values)]

    async def earlier(self, filed: Filed, direction: Direction) -> bool:
        """Whether an older one of that direction names the same other party."""
        values = {
            "company": filed.company_id,
            "party": filed.party_id,
            "way": direction.value,
            "place": filed.place,
        }
        return await self._transaction.first(_EARLIER, values) is not None

    async def remember(self, search_id: UUID, company_id: UUID, query: Query) -> None:
        """Keep a search, so that its pages can be turned."""
        now = self._transaction.shared.now()
        row = {"id": search_id, "company_id": company_id, "query": encode(query), "asked_at": now}
        new = self._transaction.insert(searches)
        again = new.on_conflict_do_update(index_elements=["id"], set_={"asked_at": now})
        await self._transaction.run(again, row)

    async def recall(self, search_id: UUID) -> tuple[UUID, Query] | None:
        """The search of that id and whose it is."""
        row = await self._transaction.first(_RECALL, {"wanted": search_id})
        return row and (row.company_id, decode(Query, row.query))

    async def _narrowed(self, every: Select[Any], company_id: UUID, query: Query, today: date) -> Select[Any]:
        wanted = every.where(
            filed.c.company_id == company_id, *conditions(query), *narrowed(query.narrow, today, company_id)
        )
        if query.words:
            wanted = wanted.where(filed.c.party_folded.in_(await self._named(company_id, query.words)))
        return wanted

    async def _named(self, company_id: UUID, words: tuple[str, ...]) -> list[str]:
        """Names in the books that the words mean; the database sees to their beginnings."""
        if (company_id, words) in self._names:
            return self._names[company_id, words]
        begins = [filed.c.party_folded.contains(f" {word[:START]}", autoescape=True) for word in words]
        rows = await self._transaction.rows(_PARTIES.where(*begins), {"company": company_id})
        found = [row.party_folded for row in rows if names_it(words, row.party_folded)]
        self._names[company_id, words] = found[:_PARTIES_AT_ONCE]
        return self._names[company_id, words]


def _worth(hundredths: int) -> Decimal:
    return (Decimal(hundredths) / 100).quantize(Decimal("0.01"))


def _filed(row: Row[Any]) -> Filed:
    return Filed(
        id=row.id,
        place=row.seq,
        company_id=row.company_id,
        direction=Direction(row.direction),
        number=row.number,
        party=row.party,
        party_id=row.party_id,
        gross=_worth(row.hundredths),
        currency=row.currency,
        issue_date=row.issue_date,
        due_date=row.due_date,
        paid_on=row.paid_on,
        arrived_at=row.arrived_at,
        told_at=row.told_at,
        marks=tuple(row.marks.split()),
        invoice_id=row.invoice_id,
        ksef_number=row.numbered and KsefNumber(row.numbered),
        status=row.status and Status(row.status),
        mode=row.offline_mode and OfflineMode(row.offline_mode),
    )
