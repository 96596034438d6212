"""When the bot's messages reached their chats, in real time: cheap to ask for, also for a thousand people."""

from __future__ import annotations

import time
from collections import deque
from typing import Any

REMEMBERED = 100_000


class Deliveries:
    """A log of what the bot put into chats, and of how often it was told to slow down.

    Attributes:
        refused: how many sends and edits were answered with 429.
    """

    def __init__(self) -> None:
        self._rows: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self._last = 0
        self.refused = 0

    def clear(self) -> None:
        """Forget all; numbers go on rising."""
        self._rows.clear()
        self.refused = 0

    def add(self, what: str, chat: int, message_id: int) -> None:
        """Note a message that was `sent` or `edited`, at this moment."""
        self._last += 1
        row = {"n": self._last, "what": what, "chat": chat, "message_id": message_id, "at": time.time()}
        self._rows.append(row)

    def after(self, n: int) -> dict[str, Any]:
        """What is younger than number `n`, oldest first; `at` is real time in seconds since 1970."""
        rows = []
        for row in reversed(self._rows):
            if row["n"] <= n:
                break
            rows.append(row)
        return {"last": self._last, "refused": self.refused, "deliveries": rows[::-1]}
