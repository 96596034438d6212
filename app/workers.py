"""The only place with background tasks: loops that keep the promises of the inbox and the outbox."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

log = logging.getLogger(__name__)

Task = Callable[[], Awaitable[None]]


def backoff(attempts: int, retry_after: float | None) -> timedelta:
    """How long to wait before the next attempt: 1 s, 2 s, 4 s ... 60 s with jitter, or what the service asked for."""
    if retry_after is not None:
        return timedelta(seconds=retry_after)
    seconds = min(60.0, 2.0 ** min(attempts, 6))
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter needs no secrecy


async def forever(name: str, task: Task) -> None:
    """Keep a task alive: what it did not foresee is logged, and it starts again."""
    pause = 1.0
    while True:
        try:
            await task()
        except Exception:  # the last wall between one bad input and a dead worker
            log.exception("a worker stumbled", extra={"worker": name})
            await asyncio.sleep(pause)
            pause = min(30.0, pause * 2)
