"""The inbox's worker: hands what came in to the assistant, in order within a chat, chats side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from app.duty import Resting
from app.logs import masked
from app.workers import AT_ONCE, LONGEST_NAP
from invoicing.model.errors import Unavailable
from invoicing.services.messages import Channel, Incoming
from invoicing.services.ports import Clock
from invoicing.services.records import Received

log = logging.getLogger(__name__)

IN_VIEW = 100
"""How many chats one look into the inbox takes in: in a rush one look feeds many answers."""
AGAIN_AFTER = 2.0
"""Seconds until a message is tried again; what is not there for longer says how long it wants to be left alone."""

Reader = Callable[[Received], Awaitable[Incoming | None] | Incoming | None]
"""What somebody did, of what lies in the inbox; a letter may need the DNS to be read, an update does not."""
_COUNTED = frozenset({Channel.EMAIL})
"""Channels whose messages are counted before they are read: anybody can write a letter that ends the process."""
Telling = Callable[[Received, Incoming | None], Awaitable[None]]


class MessageQueue(Protocol):
    """The worker's side of the inbox."""

    async def waiting_inbox(
        self, now: datetime, limit: int, channels: Collection[Channel]
    ) -> Sequence[Received]:
        """The oldest unhandled message of each lane of these channels."""

    async def begin_inbox(self, key: str) -> bool:
        """Count an attempt before it is made; True when there were too many, and the message is set aside."""

    async def postpone_inbox(
        self, key: str, due: datetime, error: str, *, failed: bool, begun: bool = False
    ) -> bool:
        """Try a message again later; after some failures it is set aside, which is told by True."""

    def wake(self) -> None:
        """End all waiting now."""

    async def wait_for_inbox(self, seconds: float) -> bool:
        """Until this process stored or handled a message, or `seconds` passed."""


class Inbox:
    """Hands what came in to the assistant, in order within a chat, chats side by side."""

    def __init__(
        self,
        queue: MessageQueue,
        readers: Mapping[Channel, Reader],
        assistant: Callable[[Incoming], Awaitable[None]],
        skip: Callable[[str], Awaitable[None]],
        clock: Clock,
        *,
        tell_aside: Telling | None = None,
        resting: Resting | None = None,
    ) -> None:
        self._queue, self._readers, self._assistant, self._skip = queue, readers, assistant, skip
        self._clock, self._tell_aside, self._resting = clock, tell_aside, resting or Resting()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._serving: dict[str, str] = {}  # by lane, the message that is being answered
        self._next: set[str] = set()  # lanes whose next message was seen while they still counted as busy
        self._room = asyncio.Semaphore(AT_ONCE)
        self._stopping = False

    async def __call__(self) -> None:
        """Work until stopped or cancelled."""
        while not self._stopping:
            channels = self._resting.awake(self._readers)
            rows = await self._queue.waiting_inbox(self._clock.now(), IN_VIEW, channels)
            fresh = [row for row in rows if row.lane not in self._busy]
            self._next.update(row.lane for row in rows if self._serving.get(row.lane, row.key) != row.key)
            for row in fresh:
                await self._begin(row)
            if not fresh or len(rows) < IN_VIEW:  # a ring that came meanwhile ends the wait at once
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
        self._busy[row.lane], self._serving[row.lane] = task, row.key
        task.add_done_callback(partial(self._free, row.lane))

    def _free(self, lane: str, _: asyncio.Task[None]) -> None:
        self._busy.pop(lane, None)
        self._serving.pop(lane, None)
        self._room.release()
        if lane in self._next:  # nothing will ring for it again
            self._next.discard(lane)
            self._queue.wake()

    async def _serve(self, row: Received) -> None:
        incoming: Incoming | None = None
        begun = False
        try:
            if row.channel in _COUNTED:
                if await self._queue.begin_inbox(row.key):
                    log.error("a message was begun too often", extra={"received": row.key})
                    await self._tell(row, incoming)
                    return
                begun = True
            read = self._readers[row.channel](row)
            incoming = await read if isinstance(read, Awaitable) else read
            if incoming is None:
                await self._skip(row.key)
            else:
                await self._assistant(incoming)
        except Unavailable as away:  # the message is fine; a service or the disk is not, however long
            log.warning("a message waits", extra={"received": row.key, "why": str(away)[:200]})
            await self._again_later(row, incoming, away, begun=begun)
        except Exception as error:  # one poisoned message must not silence a chat
            log.exception("a message could not be handled", extra={"received": row.key})
            await self._again_later(row, incoming, error, begun=begun)

    async def _tell(self, row: Received, incoming: Incoming | None) -> None:
        if self._tell_aside is not None:
            await self._tell_aside(row, incoming)

    async def _again_later(
        self, row: Received, incoming: Incoming | None, error: Exception, *, begun: bool
    ) -> None:
        away = isinstance(error, Unavailable)
        pause = (error.retry_after if isinstance(error, Unavailable) else None) or AGAIN_AFTER
        due = self._clock.now() + timedelta(seconds=pause)
        why = masked(repr(error))[:500]
        try:
            if await self._queue.postpone_inbox(row.key, due, why, failed=not away, begun=begun):
                await self._tell(row, incoming)
        except Unavailable as full:  # the disk itself; without this pause the loop would spin
            log.warning("the database takes nothing", extra={"why": str(full)[:200]})
            await asyncio.sleep(AGAIN_AFTER)
