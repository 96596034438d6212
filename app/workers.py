"""The only place with background tasks: loops that keep the promises of the inbox and the outbox."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from invoicing.model.errors import LatarnikError, LeaseLost, Unavailable
from invoicing.services.jobs import Job, NotYet, kind_of
from invoicing.services.messages import Channel, Incoming
from invoicing.services.ports import Clock
from invoicing.services.records import Received

log = logging.getLogger(__name__)

AT_ONCE = 16
"""How many jobs, and how many chats, are served at the same time."""
IN_VIEW = 100
"""How many chats one look into the inbox takes in: in a rush one look feeds many answers."""
SURPRISES = 20
"""Attempts after which a job that fails in unforeseen ways is set aside; an absent service is waited for for ever."""
LONGEST_NAP = 5.0
"""Seconds after which a loop looks again even when nothing woke it: another process may have left work."""

Task = Callable[[], Awaitable[None]]
Handler = Callable[[Any], Awaitable[None]]
Reader = Callable[[Received], Incoming | None]


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


class Queue(Protocol):
    """The worker's side of the outbox and the inbox."""

    async def lease_jobs(self, now: datetime, limit: int, kinds: Collection[str]) -> Sequence[Leased]:
        """Jobs of these kinds that are due, ours for a minute; the oldest of each lane."""

    async def postpone(self, leased: Any, due: datetime, error: str, *, failed: bool) -> None:
        """Give a job back until `due`; a failed attempt counts towards the longer pauses."""

    async def next_due(self, kinds: Collection[str]) -> datetime | None:
        """When the next job of these kinds falls due."""

    async def reclaim(self) -> int:
        """Free what dead processes of this machine held."""

    async def release(self) -> None:
        """Give back all we have leased."""

    async def waiting_inbox(
        self, now: datetime, limit: int, channels: Collection[Channel]
    ) -> Sequence[Received]:
        """The oldest unhandled message of each lane of these channels."""

    async def postpone_inbox(self, key: str, due: datetime, error: str) -> None:
        """Try a message again later; after some failures it is parked."""

    async def park(self, leased: Any, error: str) -> None:
        """Set a job aside for a human; its lane goes on."""

    def wake(self) -> None:
        """End all waiting now."""

    async def wait_for_jobs(self, seconds: float) -> bool:
        """Until this process promised or gave back a job, or `seconds` passed."""

    async def wait_for_inbox(self, seconds: float) -> bool:
        """Until this process stored or handled a message, or `seconds` passed."""


def backoff(attempts: int, retry_after: float | None) -> timedelta:
    """How long until the next attempt: 1, 2, 4 ... 60 s with jitter, or what the service asked for."""
    if retry_after is not None:
        return timedelta(seconds=retry_after)
    seconds = min(60.0, 2.0 ** min(max(attempts - 1, 0), 6))
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter needs no secrecy


class Outbox:
    """Keeps promises: leases jobs that are due and runs their handlers, one at a time in each lane."""

    def __init__(self, queue: Queue, handlers: Mapping[str, Handler], clock: Clock) -> None:
        self._queue, self._handlers, self._clock = queue, handlers, clock
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def __call__(self) -> None:
        """Work until stopped or cancelled."""
        await self._queue.reclaim()
        while not self._stopping:
            free = AT_ONCE - len(self._running)
            leased = (
                await self._queue.lease_jobs(self._clock.now(), free, self._handlers.keys()) if free else ()
            )
            for one in leased:
                task = asyncio.create_task(self._keep(one))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            if len(self._running) >= AT_ONCE:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            elif not leased:
                await self._queue.wait_for_jobs(await self._nap())

    async def stop(self, seconds: float) -> None:
        """Lease nothing more, let running jobs end, and give back what did not."""
        self._stopping = True
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in self._running:
            task.cancel()
        await self._queue.release()

    async def _keep(self, leased: Leased) -> None:
        try:
            await self._handlers[kind_of(leased.job)](leased.job)
        except LeaseLost:
            log.info("another worker took the job over", extra={"job": leased.key})
        except NotYet as later:
            await self._later(leased, later, failed=False)
        except Unavailable as later:
            log.warning(
                "a job waits", extra={"job": leased.key, "attempt": leased.attempts, "why": str(later)}
            )
            await self._later(leased, later, failed=True)
        except LatarnikError as error:
            log.exception("a job was refused", extra={"job": leased.key})
            await self._surprised(leased, str(error))
        except Exception as error:  # a bug in one handler must not stop the others
            log.exception("a job stumbled", extra={"job": leased.key})
            await self._surprised(leased, repr(error))

    async def _surprised(self, leased: Leased, error: str) -> None:
        """What nobody foresaw may pass; after many times a human must look."""
        if leased.attempts >= SURPRISES:
            await self._queue.park(leased, error[:500])
        else:
            await self._later(leased, Unavailable(text=error), failed=True)

    async def _later(self, leased: Leased, why: Unavailable, *, failed: bool) -> None:
        due = self._clock.now() + backoff(leased.attempts, why.retry_after)
        await self._queue.postpone(leased, due, str(why)[:500], failed=failed)

    async def _nap(self) -> float:
        due = await self._queue.next_due(self._handlers.keys())
        if due is None:
            return LONGEST_NAP
        return min(LONGEST_NAP, max(0.01, (due - self._clock.now()).total_seconds()))


class Inbox:
    """Hands what came in to the assistant, in order within a chat, chats side by side."""

    def __init__(
        self,
        queue: Queue,
        readers: Mapping[Channel, Reader],
        assistant: Callable[[Incoming], Awaitable[None]],
        skip: Callable[[str], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._queue, self._readers, self._assistant, self._skip = queue, readers, assistant, skip
        self._clock = clock
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._stopping = False

    async def __call__(self) -> None:
        """Work until stopped or cancelled."""
        while not self._stopping:
            rows = await self._queue.waiting_inbox(self._clock.now(), IN_VIEW, self._readers.keys())
            fresh = [row for row in rows if row.lane not in self._busy]
            for row in fresh:
                await self._begin(row)
            if not fresh:
                await self._queue.wait_for_inbox(1.0 if rows else LONGEST_NAP)

    async def stop(self, seconds: float) -> None:
        """Take nothing more and let what runs end."""
        self._stopping = True
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=seconds)
        for task in list(self._busy.values()):
            task.cancel()

    async def _begin(self, row: Received) -> None:
        """Serve a message as soon as there is room; what does not begin before a stop stays in the inbox."""
        await self._room.acquire()
        if self._stopping:
            return
        task = asyncio.create_task(self._serve(row))
        self._busy[row.lane] = task
        task.add_done_callback(partial(self._free, row.lane))

    def _free(self, lane: str, _: asyncio.Task[None]) -> None:
        self._busy.pop(lane, None)
        self._room.release()
        self._queue.wake()  # the ring of its commit came while the chat still counted as busy

    async def _serve(self, row: Received) -> None:
        try:
            incoming = self._readers[row.channel](row)
            if incoming is None:
                await self._skip(row.key)
            else:
                await self._assistant(incoming)
        except Exception as error:  # one poisoned message must not silence a chat
            log.exception("a message could not be handled", extra={"received": row.key})
            await self._again_later(row, repr(error)[:500])

    async def _again_later(self, row: Received, error: str) -> None:
        try:
            await self._queue.postpone_inbox(row.key, self._clock.now() + timedelta(seconds=2), error)
        except Unavailable as full:  # the disk itself; without this pause the loop would spin
            log.warning("the database takes nothing", extra={"why": str(full)[:200]})
            await asyncio.sleep(2)


def every(seconds: float, look: Task) -> Task:
    """A loop that looks again and again; a service that does not answer is asked again next time."""

    async def loop() -> None:
        while True:
            try:
                await look()
            except Unavailable as error:
                log.warning("no answer", extra={"why": str(error)[:200]})
            await asyncio.sleep(seconds)

    return loop


async def forever(name: str, task: Task) -> None:
    """Keep a task alive: what it did not foresee is logged, and it starts again."""
    pause = 1.0
    while True:
        try:
            await task()
        except Exception:  # the last wall between one surprise and a dead worker
            log.exception("a worker stumbled", extra={"worker": name})
            await asyncio.sleep(pause)
            pause = min(30.0, pause * 2)
        else:
            return
