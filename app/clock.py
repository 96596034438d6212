"""The time: the system's, or the sandbox's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import httpx

from invoicing.model.warsaw import WARSAW

log = logging.getLogger(__name__)


class SystemClock:
    """The machine's time in Warsaw, moved by `offset` (zero outside the sandbox)."""

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def now(self) -> datetime:
        """The present moment, aware, in Europe/Warsaw."""
        return (datetime.now(UTC) + self.offset).astimezone(WARSAW)

    def today(self) -> date:
        """The Warsaw date."""
        return self.now().date()


class SandboxTime:
    """Follows the sandbox's clock, which goes by the same machine: a long poll that ends when somebody turned it."""

    def __init__(
        self, clock: SystemClock, url: str, http: httpx.AsyncClient, on_change: Callable[[], None]
    ) -> None:
        self._clock, self._url, self._http, self._on_change = clock, url, http, on_change
        self._version = -1

    async def __call__(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                await self.once(wait=20)
            except (httpx.HTTPError, KeyError, ValueError) as error:
                log.warning("the sandbox's clock does not answer", extra={"error": str(error)[:100]})
                await asyncio.sleep(0.5)

    async def once(self, wait: float) -> None:
        """Ask once; returns at a change or after `wait` seconds."""
        answer = await self._http.get(
            self._url, params={"after": self._version, "wait": wait}, timeout=wait + 5
        )
        body = answer.raise_for_status().json()
        if int(body["version"]) != self._version:
            self._version = int(body["version"])
            self._clock.offset = timedelta(seconds=float(body["ahead"]))  # however long the answer took
            self._on_change()
