"""What all stand-ins share: one clock that can be turned, and one log of what happened."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
REMEMBERED = 5000


class Bell:
    """Wakes everybody who waits for the next change."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now; whoever waits later waits for the next ring."""
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait until something holds, looked at after each ring.

        Args:
            holds: what is waited for.
            seconds: how long at most, in real time; zero only looks.

        Returns:
            Whether it holds now.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not holds():
            left = end - loop.time()
            if left <= 0:
                return False
            try:
                await asyncio.wait_for(self._next.wait(), left)
            except TimeoutError:
                return holds()
        return True


class Clock:
    """The world's time: real time, moved by an offset that anybody may change.

    Attributes:
        version: rises at each change.
    """

    def __init__(self) -> None:
        self.version = 0
        self._offset = timedelta(0)
        self._bell = Bell()

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    def ahead(self) -> timedelta:
        """By how much it is ahead of real time."""
        return self._offset

    def today_in_warsaw(self) -> date:
        """The Warsaw date."""
        return self.now().astimezone(WARSAW).date()

    def advance(self, seconds: float) -> None:
        """Turn the clock on, or back with a negative number.

        Raises:
            OverflowError: beyond the calendar; the clock stays as it was.
        """
        self._turn(self._offset + timedelta(seconds=seconds))

    def set(self, moment: datetime) -> None:
        """Turn the clock to a moment; a naive one is meant in Warsaw time.

        Raises:
            OverflowError: beyond the calendar; the clock stays as it was.
        """
        aware = moment if moment.tzinfo else moment.replace(tzinfo=WARSAW)
        self._turn(aware.astimezone(UTC) - datetime.now(UTC))

    def back_to_now(self) -> None:
        """Show real time again."""
        self._turn(timedelta(0))

    async def changed(self, after_version: int, timeout: float) -> int:  # noqa: ASYNC109 - a long poll has a length of its own
        """Wait for another version than the known one, at most `timeout` real seconds; returns the present one."""
        await self._bell.until(lambda: self.version != after_version, timeout)
        return self.version

    def _turn(self, offset: timedelta) -> None:
        # Both ends of a day's travel must stay inside the calendar, also in Warsaw's zone.
        for margin in (timedelta(days=-1), timedelta(days=1)):
            _ = datetime.now(UTC) + offset + margin
        self._offset = offset
        self.version += 1
        self._bell.ring()


@dataclass(frozen=True)
class Event:
    """One thing that happened: its number in the log, its kind and its particulars."""

    n: int
    kind: str
    data: dict[str, Any]


class EventLog:
    """What happened, oldest first; the page and long polls follow it. Old entries are forgotten, numbers go on."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=REMEMBERED)
        self._last = 0
        self._bell = Bell()

    @property
    def last(self) -> int:
        """The number of the newest event; zero before the first."""
        return self._last

    def add(self, kind: str, **data: Any) -> int:
        """Note an event and wake whoever waits; returns its number."""
        self._last += 1
        self._events.append(Event(self._last, kind, data))
        self._bell.ring()
        return self._last

    async def after(self, n: int, timeout: float) -> list[Event]:  # noqa: ASYNC109 - a long poll has a length of its own
        """The events younger than number `n`; waits up to `timeout` real seconds for the first."""
        await self._bell.until(lambda: self._last > n, timeout)
        return [event for event in self._events if event.n > n]


@dataclass
class World:
    """The clock and the log, handed to every stand-in."""

    clock: Clock = field(default_factory=Clock)
    events: EventLog = field(default_factory=EventLog)
