"""Calls to KSeF, counted for all workers of the installation in one place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import bindparam, func, select

from storage.columns import Moment
from storage.ksef_tables import calls, pauses
from storage.transaction import Transaction
from storage.unit_of_work import Units

_KEEP = timedelta(hours=2)  # twice the longest window of KSeF
_KEY = calls.c.key == bindparam("who")
_SINCE = bindparam("since", type_=Moment)
_NOW = bindparam("moment", type_=Moment)
_MADE = select(calls.c.at).where(_KEY, calls.c.at > _SINCE, calls.c.at <= _NOW).order_by(calls.c.at)
_COUNT = select(func.count()).select_from(calls).where(_KEY, calls.c.at > _SINCE)
_PAUSED = select(pauses.c.until).where(pauses.c.key == bindparam("who"), pauses.c.until > _NOW)
_FORGET = calls.delete().where(_KEY, calls.c.at < _SINCE)


class Window(Protocol):
    """At most `most` calls within `length`."""

    @property
    def length(self) -> timedelta:
        """How long it is."""

    @property
    def most(self) -> int:
        """How many it holds."""


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

    async def take(self, claims: Sequence[Claim], now: datetime) -> float:
        """Count a call under every claim, or under none; returns 0, or the seconds until there may be room."""
        async with self._units() as work:
            waits = [await _wait(work.transaction, claim, now) for claim in claims]
            if wait := max(waits):
                return wait
            rows = [{"key": claim.key, "at": now} for claim in claims if claim.windows]
            if rows:
                await work.transaction.run(calls.insert(), rows)
            for claim in claims:
                await work.transaction.run(_FORGET, {"who": claim.key, "since": now - _KEEP})
        return 0.0

    async def pause(self, key: str, until: datetime) -> None:
        """Let nothing through under a key before a moment; a later moment stays."""
        async with self._units() as work:
            new = work.transaction.insert(pauses).values(key=key, until=until)
            later = new.on_conflict_do_update(
                index_elements=["key"], set_={"until": until}, where=pauses.c.until < until
            )
            await work.transaction.run(later)

    async def count(self, key: str, since: datetime) -> int:
        """How many calls a key has had since a moment."""
        async with self._units.reading() as work:
            row = await work.transaction.first(_COUNT, {"who": key, "since": since})
        return int(row[0]) if row else 0


async def _wait(transaction: Transaction, claim: Claim, now: datetime) -> float:
    """Seconds until every window of the claim has room and no pause is left; 0 when it has."""
    paused = await transaction.first(_PAUSED, {"who": claim.key, "moment": now})
    waits = [(paused.until - now).total_seconds()] if paused else []
    if claim.windows:
        longest = max(window.length for window in claim.windows)
        values = {"who": claim.key, "since": now - longest, "moment": now}
        made = [row.at for row in await transaction.rows(_MADE, values)]
        waits += [_until_room(window, made, now) for window in claim.windows]
    return max(waits, default=0.0)


def _until_room(window: Window, made: Sequence[datetime], now: datetime) -> float:
    recent = [at for at in made if now - at < window.length]
    if len(recent) < window.most:
        return 0.0
    freed = recent[len(recent) - window.most] + window.length
    return max(0.001, (freed - now).total_seconds())
