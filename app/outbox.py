"""The outbox's worker: keeps promises, one at a time in each lane, and sets aside what no repeating helps."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Protocol

from app.duty import Resting
from app.logs import masked
from app.watching.tally import ASIDE, KEPT, LATER, LOST, Tally
from app.workers import AT_ONCE, LONGEST_NAP
from invoicing.model.errors import LatarnikError, LeaseLost, Unavailable
from invoicing.services.jobs import Job, NotYet, kind_of
from invoicing.services.ports import Clock
from invoicing.services.sending.troubles import SetAside

log = logging.getLogger(__name__)

SURPRISES = 20
"""Attempts after which a job that fails in unforeseen ways is set aside; an absent service is waited for for ever."""
A_FEW, PATIENCE = 6, 0.02
"""Places that one lease fills in a rush, and the seconds that the first of them stays free for that."""

Handler = Callable[[Any], Awaitable[None]]
Telling = Callable[[Job, Exception], Awaitable[None]]


class Leased(Protocol):
    """A job that is ours for a while."""

    @property
    def key(self) -> str:
        """The idempotency key."""

    @property
    def job(self) -> Job:
        """What to do."""

    @property
    def attempts(self) -> int:
        """Which attempt this is, from 1."""


class JobQueue(Protocol):
    """The worker's side of the outbox."""

    async def lease_jobs(self, now: datetime, limit: int, kinds: Collection[str]) -> Sequence[Leased]:
        """Jobs of these kinds that are due, ours for a while; the oldest of each lane."""

    async def postpone(self, leased: Any, due: datetime, error: str, *, failed: bool) -> None:
        """Give a job back until `due`; a failed attempt counts towards the longer pauses."""

    async def next_due(self, kinds: Collection[str]) -> datetime | None:
        """When the next job of these kinds falls due."""

    async def reclaim(self) -> int:
        """Free what dead processes of this machine held."""

    async def release(self) -> None:
        """Give back all we have leased."""

    async def park(self, leased: Any, error: str) -> None:
        """Set a job aside for a human; its lane goes on."""

    async def wait_for_jobs(self, seconds: float) -> bool:
        """Until this process promised or gave back a job, or `seconds` passed."""


def backoff(attempts: int, retry_after: float | None) -> timedelta:
    """How long until the next attempt: 1, 2, 4 ... 60 s with jitter, or what the service asked for."""
    if retry_after is not None:
        return timedelta(seconds=retry_after)
    seconds = min(60.0, 2.0 ** min(max(attempts - 1, 0), 6))
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter needs no secrecy


class Outbox:
    """Keeps promises: leases jobs that are due and runs their handlers, one at a time in each lane."""

    def __init__(
        self,
        queue: JobQueue,
        handlers: Mapping[str, Handler],
        clock: Clock,
        tell_aside: Telling | None = None,
        *,
        tally: Tally | None = None,
        resting: Resting | None = None,
    ) -> None:
        self._queue, self._handlers, self._clock = queue, handlers, clock
        self._tell_aside, self._tally, self._resting = tell_aside, tally or Tally(), resting or Resting()
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._idle = asyncio.Event()

    async def until_idle(self, most: float) -> None:
        """Until once nothing was left to do since the start; at the latest after so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), most)

    async def __call__(self) -> None:
        """Work until stopped or cancelled."""
        await self._queue.reclaim()
        while not self._stopping:
            free = AT_ONCE - len(self._running)
            leased = await self._queue.lease_jobs(self._clock.now(), free, self._kinds()) if free else ()
            for one in leased:
                task = asyncio.create_task(self._keep(one))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            if not leased and not self._running:
                self._idle.set()
            if len(self._running) >= AT_ONCE:
                await self._room()
            elif (
                len(leased) < free
            ):  # no others are to be had; a ring that came meanwhile ends the wait at once
                await self._queue.wait_for_jobs(await self._nap())

    async def stop(self, seconds: float) -> None:
        """Lease nothing more, let running jobs end, and give back what did not."""
        self._stopping = True
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        cut_off = list(self._running)
        for task in cut_off:
            task.cancel()
        if cut_off:
            await asyncio.wait(cut_off, timeout=1)
        await self._queue.release()

    async def _room(self) -> None:
        """Wait for a few places, not long for more than one: in a rush one lease, a commit, fills them all."""
        await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while len(self._running) > AT_ONCE - A_FEW:
                    await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def _keep(self, leased: Leased) -> None:
        kind, begun = kind_of(leased.job), monotonic()
        try:
            end, reason = await self._attempt(leased, self._handlers[kind])
        except Exception as error:  # the database itself; the queue gives the job back when it can
            log.warning(
                "a job could not be given back",
                extra={"job": leased.key, "why": _words(error)[:200]},
                exc_info=not isinstance(error, Unavailable),
            )
            end, reason = LATER, _code(error)
        self._tally.ran(kind, end, reason, monotonic() - begun)

    async def _attempt(self, leased: Leased, handler: Handler) -> tuple[str, str]:
        """Try once; returns how it ended and why."""
        try:
            await handler(leased.job)
        except LeaseLost:
            log.info("another worker took the job over", extra={"job": leased.key})
            return LOST, ""
        except NotYet as later:
            await self._later(leased, later, failed=False)
            return LATER, later.reason
        except Unavailable as later:
            log.warning(
                "a job waits", extra={"job": leased.key, "attempt": leased.attempts, "why": str(later)}
            )
            await self._later(leased, later, failed=True)
            return LATER, later.reason
        except SetAside as error:
            log.error("a job needs a human", extra={"job": leased.key, "why": str(error)})  # noqa: TRY400 - foreseen
            return await self._aside(leased, error)
        except Exception as error:  # a bug in one handler must not stop the others
            how = "a job was refused" if isinstance(error, LatarnikError) else "a job stumbled"
            log.exception(how, extra={"job": leased.key})
            return await self._surprised(leased, error)
        return KEPT, ""

    async def _surprised(self, leased: Leased, error: Exception) -> tuple[str, str]:
        """What nobody foresaw may pass; after many times a human must look."""
        if leased.attempts >= SURPRISES:
            return await self._aside(leased, error)
        await self._later(leased, Unavailable(text=_words(error)), failed=True)
        return LATER, _code(error)

    async def _aside(self, leased: Leased, error: Exception) -> tuple[str, str]:
        """Tell first: whatever dies in between, nothing is set aside in silence."""
        if self._tell_aside is not None:
            try:
                await self._tell_aside(leased.job, error)
            except Exception:  # whom it concerns may be what is broken; the doctor tells of it in any case
                log.exception("nobody could be told", extra={"job": leased.key})
        await self._queue.park(leased, masked(_words(error)))
        return ASIDE, _code(error)

    async def _later(self, leased: Leased, why: Unavailable, *, failed: bool) -> None:
        due = self._clock.now() + backoff(leased.attempts, why.retry_after)
        await self._queue.postpone(leased, due, masked(str(why))[:500], failed=failed)

    def _kinds(self) -> Collection[str]:
        return self._resting.awake(self._handlers)

    async def _nap(self) -> float:
        due = await self._queue.next_due(self._kinds())
        if due is None:
            return LONGEST_NAP
        return min(LONGEST_NAP, max(0.01, (due - self._clock.now()).total_seconds()))


def _code(error: Exception) -> str:
    """A word for figures, which hold nothing about anybody."""
    return error.reason if isinstance(error, LatarnikError) else "surprise"


def _words(error: Exception) -> str:
    return (str(error) if isinstance(error, LatarnikError) else repr(error))[:500]
