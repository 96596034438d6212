"""Calls to KSeF, counted for all workers of the installation in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Row, bindparam, func, or_, select

from storage.columns import Moment
from storage.ksef_tables import calls, pauses
from storage.transaction import Transaction
from storage.unit_of_work import Units

_KEEP = timedelta(hours=2)  # twice the longest window of KSeF
_AHEAD = timedelta(minutes=1)
"""How far another worker's clock may be ahead, or ours have been put back; what is dated later does not count."""
_SWEPT = 20  # old rows that go with each call, which adds two at most
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

_KEY = calls.c.key == bindparam("who")
_SINCE = bindparam("since", type_=Moment)
_RECENT = (_KEY, calls.c.at > _SINCE, calls.c.at <= bindparam("latest", type_=Moment))
_NTH_LAST = select(calls.c.at).where(*_RECENT).order_by(calls.c.at.desc()).limit(1).offset(bindparam("newer"))
_COUNT = select(func.count()).select_from(calls).where(*_RECENT)
_PAUSE = select(pauses.c.until, pauses.c.begun_at).where(pauses.c.key == bindparam("who"))
_LOCKED = _PAUSE.with_for_update()
_OLDEST = select(calls.c.id).order_by(calls.c.id).limit(_SWEPT).scalar_subquery()
_LANDED = (
    calls.update()
    .where(
        calls.c.key.in_(bindparam("keys", expanding=True)), calls.c.at == bindparam("counted", type_=Moment)
    )
    .values(at=bindparam("moment", type_=Moment))
)
_SWEEP = calls.delete().where(calls.c.id.in_(_OLDEST), calls.c.at < _SINCE)


class Window(Protocol):
    """At most `most` calls within `length`."""

    @property
    def length(self) -> timedelta:
        """How long it is."""

    @property
    def most(self) -> int:
        """How many it holds; none lets nothing through."""


class Claim(Protocol):
    """A call that wants to be counted under a key, if all windows have room."""

    @property
    def key(self) -> str:
        """Whose windows."""

    @property
    def windows(self) -> Sequence[Window]:
        """All of them must have room."""


class Calls:
    """`CallLedger` of the room `ksef`: one short transaction a call, so that no two workers see the same room."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def take(
        self, claims: Sequence[Claim], now: Callable[[], datetime], ahead: timedelta = timedelta()
    ) -> float:
        """Count a call under every claim, or under none; returns 0, or the seconds until there may be room.

        It is written down so much later than now, until it has `landed`.
        """
        async with self._units() as work:
            told = [await _locked(work.transaction, key) for key in sorted(claim.key for claim in claims)]
            moment = (
                now()
            )  # not before the locks are ours: the others' calls are written with earlier moments
            waits = [(_end(each, moment) - moment).total_seconds() for each in told]
            waits += [await _wait(work.transaction, claim, moment) for claim in claims]
            if (wait := max(waits, default=0.0)) > 0:
                return wait
            rows = [{"key": claim.key, "at": moment + ahead} for claim in claims if claim.windows]
            if rows:
                await work.transaction.run(calls.insert(), rows)
                await work.transaction.run(_SWEEP, {"since": moment - _KEEP})
        return 0.0

    async def landed(self, keys: Sequence[str], counted: datetime, now: datetime) -> None:
        """Write a call down that was counted at a moment to come: it is over now."""
        async with self._units() as work:
            await work.transaction.run(_LANDED, {"keys": list(keys), "counted": counted, "moment": now})

    async def pause(self, key: str, until: datetime, now: datetime) -> None:
        """Let nothing through under a key before a moment; a later moment stays, unless a clock was put back since."""
        async with self._units() as work:
            new = work.transaction.insert(pauses).values(key=key, until=until, begun_at=now)
            later = new.on_conflict_do_update(
                index_elements=["key"],
                set_={"until": until, "begun_at": now},
                where=or_(pauses.c.until < until, pauses.c.begun_at > now + _AHEAD),
            )
            await work.transaction.run(later)

    async def made(self, key: str, length: timedelta, now: datetime) -> int:
        """How many calls a key has had within the last `length`."""
        values = {"who": key, "since": now - length, "latest": now + _AHEAD}
        async with self._units.reading() as look:
            row = await look.transaction.first(_COUNT, values)
        return int(row[0]) if row else 0

    async def paused_until(self, key: str, now: datetime) -> datetime | None:
        """The end of the last pause of a key; None when it never had one, or had it at a moment that has not come."""
        async with self._units.reading() as look:
            row = await look.transaction.first(_PAUSE, {"who": key})
        end = _end(row, now)
        return None if end == _NEVER else end


def _end(told: Row[Any] | None, now: datetime) -> datetime:
    """Until when a key is to be left alone; what a clock wrote down that was put back since does not count."""
    if told is None or (told.begun_at is not None and told.begun_at > now + _AHEAD):
        return _NEVER
    until: datetime = told.until
    return until


async def _locked(transaction: Transaction, key: str) -> Row[Any] | None:
    """What is known of the key's last pause; its row is the lock where writers do not come one after another anyway."""
    row = await transaction.first(_LOCKED, {"who": key})
    if row is None:
        new = transaction.insert(pauses).values(key=key, until=_NEVER).on_conflict_do_nothing()
        await transaction.run(new)
        row = await transaction.first(_LOCKED, {"who": key})
    return row


async def _wait(transaction: Transaction, claim: Claim, now: datetime) -> float:
    """Seconds until every window of the claim has room; 0 or less when it has."""
    waits = [await _until_room(transaction, claim.key, window, now) for window in claim.windows]
    return max(waits, default=0.0)


async def _until_room(transaction: Transaction, key: str, window: Window, now: datetime) -> float:
    if window.most < 1:
        return window.length.total_seconds()
    place = {"who": key, "since": now - window.length, "latest": now + _AHEAD, "newer": window.most - 1}
    row = await transaction.first(_NTH_LAST, place)
    if row is None:
        return 0.0
    at: datetime = min(row.at, now)  # who is under way may land any moment
    return (at + window.length - now).total_seconds()
