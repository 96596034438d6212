"""What other processes on the same books are to hear from this one.

A bell rings in its own process only. What it rings for is noted here too, as words, and whoever carries words to
other processes (`storage.listening`, `storage.watching`) takes them from here. Nothing depends on it: a word that is
lost costs the other process the seconds until it looks by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

Heard = Callable[[Collection[str]], None]
"""What words of another process do in this one."""

JOBS, INBOX = "jobs", "inbox"
"""Something about jobs changed; something about messages. A job that is ready is told by its kind."""


class Neighbours:
    """Words that nobody has carried yet; each of them once, so that they are few when nobody does."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._some = asyncio.Event()

    def tell(self, word: str) -> None:
        """Let others know, soon."""
        self._words.add(word)
        self._some.set()

    def look_up(self) -> None:
        """End a wait for words, though there may be none."""
        self._some.set()

    async def words(self, seconds: float) -> set[str]:
        """What is to be carried now; none when nothing happened for so many seconds, or at `look_up`."""
        try:
            async with asyncio.timeout(seconds):
                await self._some.wait()
        except TimeoutError:
            pass
        self._some.clear()
        words, self._words = self._words, set()
        return words
