"""What waits and is in no batch, who is taken into one, and whose promise is at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, case, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from invoicing.model.offline import OfflineMode
from invoicing.services.ksef_jobs import Submit
from invoicing.services.ksef_records import Batch
from invoicing.services.records import WaitingGroup
from storage.columns import Moment
from storage.tables import WAITING, WAITS, invoices
from storage.traffic import jobs
from storage.transaction import Transaction

AT_ONCE = 500
"""Values in one statement: SQLite and PostgreSQL bind some ten thousand at most."""
FREE = (
    WAITS,
    invoices.c.company_id == bindparam("company"),
    invoices.c.status == "issued",
    invoices.c.batch_id.is_(None),
    invoices.c.corrects.is_(None),  # a technical correction goes in an interactive session only
)
_TERM = (invoices.c.issue_date, invoices.c.offline_mode)
_GROUP = (
    invoices.c.company_id,
    *_TERM,
    func.count().label("so_many"),
    func.min(invoices.c.issued_at).label("first_issued_at"),
    func.max(invoices.c.issued_at).label("last_issued_at"),
)
_FRESH = func.sum(case((invoices.c.issued_at >= bindparam("since", type_=Moment), 1), else_=0)).label("fresh")
_LINE = select(*_GROUP, _FRESH).where(*FREE).group_by(invoices.c.company_id, *_TERM).order_by(*_TERM)
_OF_BATCH = (
    select(*_GROUP)
    .where(invoices.c.batch_id == bindparam("batch"), invoices.c.status.in_(WAITING))
    .group_by(invoices.c.company_id, *_TERM)
    .order_by(*_TERM)
)
_CHOSEN = (invoices.c.seq, invoices.c.id, invoices.c.attempt)
_NOW = bindparam("moment", type_=Moment)
_AT_HAND = select(jobs.c.key).where(
    jobs.c.key.in_(bindparam("keys", expanding=True)),
    jobs.c.done_at.is_(None),
    jobs.c.parked_at.is_(None),
    or_(jobs.c.due_at.is_(None), jobs.c.due_at <= _NOW, jobs.c.leased_until > _NOW),
)


def of_term(group: WaitingGroup) -> ColumnElement[bool]:
    """Invoices of that day of issue and mode."""
    mode = group.mode
    same = invoices.c.offline_mode.is_(None) if mode is None else invoices.c.offline_mode == mode.value
    return and_(invoices.c.issue_date == group.issue_date, same)


async def line(
    transaction: Transaction, company_id: UUID, since: datetime
) -> Sequence[tuple[WaitingGroup, int]]:
    """What is issued, unsent and in no batch, in groups of one term; and how many of each are from `since` on."""
    rows = await transaction.rows(_LINE, {"company": company_id, "since": since})
    return [(_group(row), int(row.fresh)) for row in rows]


async def groups_of(transaction: Transaction, batch_id: UUID) -> Sequence[WaitingGroup]:
    """The unsettled invoices of a batch, in groups of one term."""
    return [_group(row) for row in await transaction.rows(_OF_BATCH, {"batch": batch_id})]


async def promises(
    transaction: Transaction, company_id: UUID, groups: Sequence[WaitingGroup], limit: int
) -> Sequence[str]:
    """Keys of the promises to submit the first invoices of these groups that are in no batch."""
    if not groups:
        return []
    chosen = select(*_CHOSEN).where(*FREE, or_(*map(of_term, groups))).order_by(invoices.c.seq).limit(limit)
    rows = await transaction.rows(chosen, {"company": company_id})
    return [Submit(row.id, row.attempt).key for row in rows]


async def at_hand(transaction: Transaction, keys: Sequence[str]) -> set[str]:
    """Which of these promises somebody works on, or is about to: they are due, and not set aside."""
    if not keys:
        return set()
    now = transaction.shared.now()
    return {row.key for row in await transaction.rows(_AT_HAND, {"keys": list(keys), "moment": now})}


async def take(
    transaction: Transaction,
    batch: Batch,
    limit: int,
    before: datetime | None,
    groups: Sequence[WaitingGroup],
) -> int:
    """Put up to `limit` into a batch, group after group; their own promises are crossed out. Returns how many."""
    taken = 0
    old = [] if before is None else [invoices.c.issued_at < before]
    for group in groups:
        if taken == limit:
            break
        free = select(*_CHOSEN).where(*FREE, of_term(group), *old)
        oldest = free.order_by(invoices.c.issued_at, invoices.c.seq).limit(
            limit - taken
        )  # in an index's order
        rows = await transaction.rows(oldest, {"company": batch.company_id})
        for some in chunks(rows):
            chosen = invoices.c.seq.in_([row.seq for row in some])
            await transaction.run(invoices.update().where(chosen).values(batch_id=batch.id))
            await _cross_out(transaction, [Submit(row.id, row.attempt).key for row in some])
        taken += len(rows)
    return taken


async def move(transaction: Transaction, old: UUID, new: UUID, groups: Sequence[WaitingGroup]) -> int:
    """Put the unsettled invoices of these groups from one batch into another. Returns how many."""
    theirs = and_(invoices.c.batch_id == old, invoices.c.status.in_(WAITING), or_(*map(of_term, groups)))
    return await transaction.run(invoices.update().where(theirs).values(batch_id=new))


async def _cross_out(transaction: Transaction, keys: Sequence[str]) -> None:
    """The batch keeps these promises; who works on one just now finds its lease lost."""
    shared = transaction.shared
    kept = (
        jobs.update()
        .where(jobs.c.key.in_(keys), jobs.c.done_at.is_(None))
        .values(done_at=shared.now(), leased_by=None, leased_until=None)
    )
    await transaction.run(kept)
    transaction.after_commit.extend([partial(_let_go, transaction, keys), shared.jobs_changed])


def _let_go(transaction: Transaction, keys: Sequence[str]) -> None:
    for key in keys:
        transaction.shared.leases.let_go(key)


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many values as go into one statement."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def _group(row: Row[Any]) -> WaitingGroup:
    return WaitingGroup(
        company_id=row.company_id,
        issue_date=row.issue_date,
        mode=row.offline_mode and OfflineMode(row.offline_mode),
        count=row.so_many,
        first_issued_at=row.first_issued_at,
        last_issued_at=row.last_issued_at,
    )
