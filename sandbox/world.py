"""What all stand-ins share: the world's time, and a log of what happened in it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


class Signal:
    """Something that happens again and again, and that many may wait for."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake everybody who waits."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, seconds: float) -> None:
        """Until the next ring, or until the time is over."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(waiter, max(0.0, seconds))
        finally:
            self._waiters.discard(waiter)


class Clock:
    """The world's time: the real one, moved by an offset. It runs on by itself."""

    def __init__(self) -> None:
        self.version = 0
        self._offset = timedelta(0)
        self._signal = Signal()

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC) + self._offset

    def today_in_warsaw(self) -> date:
        """The Warsaw date."""
        return self.now().astimezone(WARSAW).date()

    def advance(self, seconds: float) -> None:
        """Move the clock; a negative number moves it back."""
        self._move(self._offset + timedelta(seconds=seconds))

    def set(self, moment: datetime) -> None:
        """Put the clock to an aware moment."""
        self._move(moment - datetime.now(UTC))

    def back_to_now(self) -> None:
        """Show the real time again."""
        self._move(timedelta(0))

    async def changed(self, after_version: int, timeout: float) -> int:  # noqa: ASYNC109 - a long poll has an end
        """The version, at once when it differs from `after_version`, else after a change or the time-out."""
        if self.version == after_version:
            await self._signal.wait(timeout)
        return self.version

    def _move(self, offset: timedelta) -> None:
        self._offset = offset
        self.version += 1
        self._signal.ring()


@dataclass(frozen=True)
class Event:
    """Something that happened; `number` rises by one."""

    number: int
    kind: str
    at: datetime
    data: dict[str, Any]


class EventLog:
    """What happened, for the page and for long polls; only the newest thousand are kept."""

    KEPT = 1000

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._events: list[Event] = []
        self._number = 0
        self._signal = Signal()

    @property
    def latest(self) -> int:
        """Number of the newest event."""
        return self._number

    def add(self, kind: str, **data: Any) -> int:
        """Write an event; returns its number."""
        self._number += 1
        self._events.append(Event(self._number, kind, self._clock.now(), data))
        del self._events[: -self.KEPT]
        self._signal.ring()
        return self._number

    async def after(self, n: int, timeout: float) -> list[Event]:  # noqa: ASYNC109 - a long poll has an end
        """Events younger than `n`; waits for the first one until the time-out."""
        if self._number <= n:
            await self._signal.wait(timeout)
        return [event for event in self._events if event.number > n]


@dataclass
class World:
    """The sandbox's world."""

    clock: Clock = field(default_factory=Clock)
    events: EventLog = field(init=False)

    def __post_init__(self) -> None:
        self.events = EventLog(self.clock)
