"""Taps on buttons that wait for the bot's answer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.telegram.arguments import Arguments
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.limits import CALLBACK_ANSWER_CHARACTERS, CALLBACK_PATIENCE

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
REMEMBERED = 10_000


@dataclass(slots=True)
class Callback:
    """One tap: when it happened, and what the bot answered."""

    query_id: str
    born: datetime
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    text: str | None = None
    show_alert: bool = False
    url: str | None = None

    async def outcome(self, wait: float) -> dict[str, Any]:
        """Wait up to `wait` seconds for the bot's answer and tell what the person sees."""
        try:
            await asyncio.wait_for(self.answered.wait(), wait)
        except TimeoutError:
            return {"answered": False, "alert": None}
        return {"answered": True, "alert": self.text, "show_alert": self.show_alert, "url": self.url}


class CallbackBook:
    """Open callback queries.

    Attributes:
        patience: seconds of the world's time within which a query has to be answered.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.patience = CALLBACK_PATIENCE
        self._now = now
        self._open: dict[str, Callback] = {}

    def open(self) -> Callback:
        """Start a query with a fresh 64-bit identifier."""
        callback = Callback(str(secrets.randbits(63) - (1 << 62)), self._now())
        self._open[callback.query_id] = callback
        if len(self._open) > REMEMBERED:
            del self._open[next(iter(self._open))]
        return callback

    def answer(self, arguments: Arguments) -> bool:
        """Answer a query, once.

        Raises:
            ApiError: 400 when the query is unknown, too old or answered before, or the text is too long.
        """
        text = arguments.text("text")
        if len(text) > CALLBACK_ANSWER_CHARACTERS:
            raise bad_request("MESSAGE_TOO_LONG")
        callback = self._open.pop(arguments.text("callback_query_id"), None)
        if callback is None or (self._now() - callback.born).total_seconds() > self.patience:
            raise _too_old()
        callback.text = text or None
        callback.show_alert = arguments.flag("show_alert")
        callback.url = arguments.text("url") or None
        callback.answered.set()
        return True

    def clear(self) -> None:
        """Forget all open queries."""
        self._open.clear()


def _too_old() -> ApiError:
    return bad_request(TOO_OLD)
