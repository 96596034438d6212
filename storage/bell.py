"""What wakes the workers of this process when it has committed something for them to do."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary


class Bell:
    """Rung after a commit; every task that waits hears every ring, also one that came while it was at work."""

    def __init__(self) -> None:
        self._rings = 0
        self._rung = asyncio.Event()
        self._heard: WeakKeyDictionary[asyncio.Task[object], int] = WeakKeyDictionary()

    def ring(self) -> None:
        """Wake all listeners, now or at their next `wait`."""
        self._rings += 1
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for a ring this task has not heard, at most `seconds`; whether there was one.

        A task's first wait returns at once if the bell ever rang: it cannot know what it missed.
        """
        task = asyncio.current_task()
        if task is None:  # unreachable in a coroutine that runs; says so to the type checker
            raise RuntimeError("a bell is heard by tasks")
        if self._heard.get(task, 0) == self._rings and not await self._next(seconds):
            return False
        self._heard[task] = self._rings
        return True

    async def _next(self, seconds: float | None) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        return True
