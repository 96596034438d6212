"""What was put off by a clock that has been put right since.

A worker that fails gives its job back for some seconds. Where the clock showed a day to come and was put back, those
seconds lie days ahead, and everything behind it in its lane waits along: invoices, a chat, readings of KSeF. So each
row says when it was put off, and what was put off at a moment that has not come yet is due at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, bindparam, select

from storage.columns import Moment
from storage.traffic import inbox, jobs
from storage.unit_of_work import Units, Work

AHEAD = timedelta(minutes=1)
"""How far another worker's clock may be ahead, or ours have been put back; that much a pause may be longer."""
_NOW, _LATEST = bindparam("moment", type_=Moment), bindparam("latest", type_=Moment)


def _too_late(table: Table) -> tuple[Any, ...]:
    return (
        table.c.done_at.is_(None),
        table.c.parked_at.is_(None),
        table.c.put_off_at > _LATEST,
        table.c.due_at > _NOW,
    )


_ANY = [select(table.c.id).where(*_too_late(table)).limit(1) for table in (jobs, inbox)]
_BRING_FORWARD = [
    table.update().where(*_too_late(table)).values(due_at=_NOW, put_off_at=_NOW) for table in (jobs, inbox)
]


class PutOff:
    """Looks for what waits for a moment that a clock has named too early."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def bring_forward(self, now: datetime) -> int:
        """Make it due; returns how much that was. Whoever looks in vain takes no lock.

        Args:
            now: the caller's clock.

        Raises:
            Unavailable: the database does not answer.
        """
        values = {"moment": now, "latest": now + AHEAD}
        async with self._units.reading() as look:
            if not await _any(look, values):
                return 0
        async with self._units() as work:
            run, shared = work.transaction, work.transaction.shared
            run.after_commit.extend([shared.jobs_changed, shared.inbox_changed])
            return sum([await run.run(statement, values) for statement in _BRING_FORWARD])


async def _any(look: Work, values: dict[str, Any]) -> bool:
    found = [await look.transaction.first(statement, values) for statement in _ANY]
    return any(row is not None for row in found)
