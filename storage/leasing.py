"""Which promises may be taken, in the words of SQL: looks that read what is due and no more.

What is due at once and what is due by the clock are looked at apart, each along an index of its own. In one condition
(`due_at IS NULL OR due_at <= now`) a database would walk a whole backlog that waits for tomorrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, union_all
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from storage.columns import Moment
from storage.jobs import OPEN
from storage.lanes import first_in_lane
from storage.message_queue import NOW
from storage.traffic import jobs

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_US: BindParameter[str] = bindparam("us")
_WANTED = jobs.c.kind.in_(bindparam("kinds", expanding=True))
_UNLEASED = jobs.c.leased_until.is_(None)
_FREE = or_(_UNLEASED, jobs.c.leased_until <= NOW)
_AT_ONCE, _BY_CLOCK = jobs.c.due_at.is_(None), jobs.c.due_at.is_not(None)
_BY_AGE, _BY_DUE = (jobs.c.id,), (jobs.c.due_at, jobs.c.id)


def _first(order: Sequence[ColumnElement[Any]], *conditions: ColumnElement[bool]) -> Select[Any]:
    rows = select(jobs.c.id, jobs.c.due_at)
    return rows.where(*OPEN, _WANTED, first_in_lane(jobs), *conditions).order_by(*order)


def _either(looks: Sequence[Select[Any]]) -> Any:
    return union_all(*(select(look.subquery()) for look in looks)).subquery()


def _oldest() -> Select[Any]:
    most: BindParameter[int] = bindparam("most")
    looks = (_first(_BY_AGE, _AT_ONCE, _FREE), _first(_BY_DUE, jobs.c.due_at <= NOW, _FREE))
    found = _either([look.limit(most).with_for_update(skip_locked=True) for look in looks])
    return select(found.c.id).order_by(found.c.id).limit(most)


def _any() -> Select[Any]:
    looks = (_first(_BY_AGE, _AT_ONCE, _FREE), _first(_BY_DUE, jobs.c.due_at <= NOW, _FREE))
    return select(_either([look.limit(1) for look in looks]).c.id)


def _next() -> Select[Any]:
    looks = (_first(_BY_AGE, _AT_ONCE, _UNLEASED), _first(_BY_DUE, _BY_CLOCK, _UNLEASED))
    found = _either([look.limit(1) for look in looks])
    return select(func.min(func.coalesce(found.c.due_at, _LONG_AGO), type_=Moment))


ANY_DUE = _any()
"""Whether there is anything; asked without a lock."""
LEASE = (
    jobs.update()
    .where(jobs.c.id.in_(_oldest()))
    .values(leased_by=_US, leased_until=bindparam("until"))
    .returning(jobs.c.id, jobs.c.key, jobs.c.payload, jobs.c.attempts)
)
NEXT_DUE = _next()
"""When something falls due that nobody holds; a moment long past for "at once", NULL for never."""
