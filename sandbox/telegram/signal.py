"""Waking everybody who waits for the next change."""

from __future__ import annotations

import asyncio


class Signal:
    """A bell: whoever waits is woken by the next ring."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake all who wait now."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109  # a long poll has a length of its own
        """Wait for a ring; tell whether it came within `timeout` seconds."""
        if timeout <= 0:
            return False
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            done, _ = await asyncio.wait({waiter}, timeout=timeout)
        finally:
            self._waiting.discard(waiter)
        return bool(done)
