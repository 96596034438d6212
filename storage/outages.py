"""The book of outages: what the lighthouse announced, and its latest state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from invoicing.model.offline import Outage, OutageKind
from invoicing.services.records import LighthouseState
from storage.tables import outages, reports
from storage.transaction import Transaction

_TIMELINE = select(outages).order_by(outages.c.start, outages.c.kind)
_LATEST = (
    select(reports.c.seq, reports.c.state, reports.c.since, reports.c.fetched_at)
    .order_by(reports.c.seq.desc())
    .limit(1)
)
_SEEN_AGAIN = reports.update().where(reports.c.seq == bindparam("report")).values(fetched_at=bindparam("at"))


class Outages:
    """`OutageBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def record(
        self, state: OutageKind | None, outages: Sequence[Outage], raw: str, at: datetime
    ) -> bool:
        """Write a report; True when the state differs from the one before (or is the first and not None).

        The raw body is kept as evidence when state or announcements changed; a repetition only moves the time.
        """
        announced = await self._announce(outages)
        before = await self._transaction.first(_LATEST)
        same = before is not None and before.state == state
        if before is not None and same and not announced:
            await self._transaction.run(_SEEN_AGAIN, {"report": before.seq, "at": at})
            return False
        since = before.since if before is not None and same else at
        row = {"state": state and state.value, "since": since, "fetched_at": at, "raw": raw}
        await self._transaction.add(reports, row)
        return state is not None if before is None else not same

    async def timeline(self) -> tuple[Outage, ...]:
        """All announced outages by start; one that is no longer announced stays, for it was."""
        rows = await self._transaction.rows(_TIMELINE)
        return tuple(Outage(OutageKind(row.kind), row.start, row.end) for row in rows)

    async def state(self) -> LighthouseState | None:
        """The latest state, None before the first report."""
        row = await self._transaction.first(_LATEST)
        return row and LighthouseState(row.state and OutageKind(row.state), row.fetched_at, row.since)

    async def _announce(self, announced: Sequence[Outage]) -> bool:
        known = set(await self.timeline())
        news = [outage for outage in announced if outage not in known]
        for outage in news:
            row = {"kind": outage.kind.value, "start": outage.start, "end": outage.end}
            new = self._transaction.insert(outages).values(**row)
            place = ["kind", "start"]
            await self._transaction.run(
                new.on_conflict_do_update(index_elements=place, set_={"end": outage.end})
            )
        return bool(news)
