"""The only place with background tasks: `outbox`, `inbox`, and the loops that look again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from invoicing.model.errors import Unavailable

log = logging.getLogger(__name__)

AT_ONCE = 16
"""How many jobs, and how many chats, are served at the same time."""
LONGEST_NAP = 5.0
"""Seconds after which a loop looks again even when nothing woke it: another process may have left work."""
AWAY = 1.0
"""Seconds until a worker that could not reach its database tries again."""

Task = Callable[[], Awaitable[None]]


async def _at_once() -> None:
    """Nothing to wait for."""


def every(seconds: float, look: Task, turn: Task = _at_once) -> Task:
    """A loop that looks again and again; a service that does not answer is asked again next time.

    Before each look it waits for its `turn`: of rounds that one process makes for all, this may be another's.
    """

    async def loop() -> None:
        while True:
            await turn()
            try:
                await look()
            except Unavailable as error:
                log.warning("no answer", extra={"why": str(error)[:200]})
            await asyncio.sleep(seconds)

    return loop


async def forever(name: str, task: Task) -> None:
    """Keep a task alive: what it did not foresee is logged, and it starts again.

    A database that is away is foreseen: work goes on soon after it is back, however long it was away.
    """
    pause = 1.0
    while True:
        try:
            await task()
        except Unavailable as error:
            log.warning("no answer", extra={"worker": name, "why": str(error)[:200]})
            await asyncio.sleep(AWAY)
        except Exception:  # the last wall between one surprise and a dead worker
            log.exception("a worker stumbled", extra={"worker": name})
            await asyncio.sleep(pause)
            pause = min(30.0, pause * 2)
        else:
            return
