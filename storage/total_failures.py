"""Total failures that people confirmed for their companies: the lighthouse alone proclaims none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from invoicing.model.errors import Refused
from invoicing.services.books import EventBook
from invoicing.services.messages import Json
from invoicing.services.outages.books import TotalFailure
from invoicing.services.records import Event
from storage.outage_tables import total_failures
from storage.transaction import Transaction

_OF_COMPANY = (
    select(total_failures)
    .where(total_failures.c.company_id == bindparam("company"))
    .order_by(total_failures.c.began_at, total_failures.c.seq)
)
_ALL = select(total_failures).order_by(total_failures.c.seq)
_LASTING = (
    select(total_failures)
    .where(total_failures.c.company_id == bindparam("company"), total_failures.c.ended_at.is_(None))
    .order_by(total_failures.c.seq)
)
_END = (
    total_failures.update()
    .where(total_failures.c.seq == bindparam("failure"))
    .values(ended_at=bindparam("ended"), ended_source=bindparam("said"))
)

_BEGAN = (
    total_failures.update()
    .where(total_failures.c.seq == bindparam("failure"))
    .values(began_at=bindparam("began"), source=bindparam("said"))
)


class TotalFailures:
    """What companies confirmed; each change is a line of the history."""

    def __init__(self, transaction: Transaction, events: EventBook) -> None:
        self._transaction, self._events = transaction, events

    async def confirm(
        self, company_id: UUID, person: UUID, source: str, began: datetime, at: datetime
    ) -> bool:
        """As `OutageBook.confirm_total_failure`."""
        if began > at:
            raise Refused("total-failure-ahead", began=began.isoformat())
        words = _named(source)
        if await self._transaction.first(_LASTING, {"company": company_id}):
            return False
        row = {
            "company_id": company_id,
            "person_id": person,
            "source": words,
            "began_at": began,
            "confirmed_at": at,
        }
        await self._transaction.add(total_failures, row)
        evidence: dict[str, Json] = {"source": words, "moment": began.isoformat()}
        await self._events.add(Event("total-failure-confirmed", at, str(person), company_id, None, evidence))
        return True

    async def end(self, company_id: UUID, person: UUID, source: str, ended: datetime, at: datetime) -> bool:
        """As `OutageBook.end_total_failure`."""
        words = _named(source)
        lasting = await self._transaction.first(_LASTING, {"company": company_id})
        if lasting is None:
            return False
        if not lasting.began_at <= ended <= at:
            raise Refused("total-failure-order", began=lasting.began_at.isoformat(), ended=ended.isoformat())
        await self._transaction.run(_END, {"failure": lasting.seq, "ended": ended, "said": words})
        evidence: dict[str, Json] = {"source": words, "moment": ended.isoformat()}
        await self._events.add(Event("total-failure-ended", at, str(person), company_id, None, evidence))
        return True

    async def correct(
        self, company_id: UUID, person: UUID, source: str, began: datetime, at: datetime
    ) -> bool:
        """As `OutageBook.correct_total_failure`; what was written before stays in the history."""
        words = _named(source)
        known = await self._transaction.rows(_OF_COMPANY, {"company": company_id})
        if not known:
            return False
        latest = known[-1]
        if began > at:
            raise Refused("total-failure-ahead", began=began.isoformat())
        if latest.ended_at is not None and began > latest.ended_at:
            raise Refused("total-failure-order", began=began.isoformat(), ended=latest.ended_at.isoformat())
        await self._transaction.run(_BEGAN, {"failure": latest.seq, "began": began, "said": words})
        evidence: dict[str, Json] = {
            "source": words,
            "moment": began.isoformat(),
            "before": latest.began_at.isoformat(),
            "source_before": latest.source,
        }
        await self._events.add(Event("total-failure-corrected", at, str(person), company_id, None, evidence))
        return True

    async def of(self, company_id: UUID) -> Sequence[TotalFailure]:
        """What the company confirmed, oldest first."""
        return [_failure(row) for row in await self._transaction.rows(_OF_COMPANY, {"company": company_id})]

    async def all(self) -> Sequence[TotalFailure]:
        """What all companies confirmed."""
        return [_failure(row) for row in await self._transaction.rows(_ALL)]


def _failure(row: Row[Any]) -> TotalFailure:
    return TotalFailure(
        row.company_id,
        row.person_id,
        row.source,
        row.began_at,
        row.confirmed_at,
        row.ended_at,
        row.ended_source,
    )


def _named(source: str) -> str:
    words = " ".join(source.split())
    if not words:
        raise Refused("total-failure-source")
    return words
