"""The outbox as a transaction sees it; the workers' side is `queue`."""

from __future__ import annotations

from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import bindparam, case, or_

from invoicing.model.errors import LeaseLost
from invoicing.services.jobs import Job, kind_of
from storage import dialects
from storage.columns import Moment
from storage.lanes import followed
from storage.sealed_jobs import payload_of
from storage.traffic import jobs
from storage.transaction import Transaction

OPEN = (jobs.c.done_at.is_(None), jobs.c.parked_at.is_(None))
_SHOWN = "{}"
"""What is left of words that were shown: an invitation's link, and whatever else was for one pair of eyes, is gone."""
_SOON = frozenset({"Submit", "CheckSubmission", "SendBatch", "CheckBatch"})
"""Kinds whose time, where they are promised for later, is a pause from now on; the others name an hour of a day."""
_TOLD = or_(jobs.c.kind.startswith("Show:"), jobs.c.kind == "ForgetTraces")
"""Kinds whose words are gone with the keeping: what was shown, and where somebody could be reached once."""
_FINISH = (
    jobs.update()
    .where(
        jobs.c.key == bindparam("promise"),
        jobs.c.done_at.is_(None),
        or_(jobs.c.leased_by.is_(None), jobs.c.leased_by == bindparam("us")),
    )
    .values(
        done_at=bindparam("moment"),
        leased_by=None,
        leased_until=None,
        payload=case((_TOLD, _SHOWN), else_=jobs.c.payload),
    )
    .returning(followed(jobs))
)
_HASTEN = (
    jobs.update()
    .where(
        *OPEN,
        jobs.c.kind == bindparam("which"),
        jobs.c.due_at > bindparam("moment", type_=Moment),
    )
    .values(due_at=bindparam("moment", type_=Moment), put_off_at=bindparam("moment", type_=Moment))
)

_FORGET = jobs.delete().where(
    jobs.c.done_at.is_not(None),
    jobs.c.kind == bindparam("which"),
    jobs.c.created_at < bindparam("moment", type_=Moment),
)


class Jobs:
    """`JobBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def enqueue(self, job: Job, due: datetime | None = None) -> None:
        """Promise a job, due now or later; a key that exists already is left as it is."""
        shared = self._transaction.shared
        now = shared.now()
        row = {
            "kind": kind_of(job),
            "key": job.key,
            "lane": job.lane,
            "payload": payload_of(job, shared.box),
            "due_at": due,
            "attempts": 0,
            "put_off_at": now if due is not None and kind_of(job) in _SOON else None,
            "created_at": now,
        }
        await self._transaction.run(_enqueue(shared.dialect), row)
        tell = partial(shared.job_ready, kind_of(job)) if due is None else shared.jobs_changed
        self._transaction.after_commit.append(tell)

    async def finish(self, key: str) -> None:
        """The promise is kept; of a message that was shown the words are forgotten, the key stays.

        A process finishes what it has leased, or what nobody has (a handler that was called by hand).

        Raises:
            LeaseLost: another worker has taken it over, or finished it; the transaction must not commit.
        """
        shared = self._transaction.shared
        values = {"promise": key, "us": shared.leases.owner, "moment": shared.now()}
        row = await self._transaction.first(_FINISH, values)
        if row is None:
            shared.leases.let_go(key)
            raise LeaseLost(job=key)
        self._transaction.after_commit.append(lambda: shared.leases.let_go(key))
        if row.followed:
            self._transaction.after_commit.append(shared.jobs_changed)

    async def forget(self, kind: str, before: datetime) -> int:
        """Drop kept promises of a kind that were made before a moment; only for kinds whose keys never come again."""
        return await self._transaction.run(_FORGET, {"which": kind, "moment": before})

    async def hasten(self, kind: str, now: datetime) -> None:
        """Make all waiting jobs of a kind (see `kind_of`) due."""
        await self._transaction.run(_HASTEN, {"which": kind, "moment": now})
        self._transaction.after_commit.append(self._transaction.shared.jobs_changed)


@cache
def _enqueue(dialect: str) -> Any:
    return dialects.insert(dialect, jobs).on_conflict_do_nothing(index_elements=["key"])
