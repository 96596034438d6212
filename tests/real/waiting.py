"""Waiting for what servers do in their own time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE = 60.0


async def until(holds: Callable[[], bool], what: str) -> None:
    """Look until something holds.

    Raises:
        TimeoutError: it does not; `what` says what was waited for.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - a server's folder rings no bell
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise TimeoutError(f"waited in vain for {what}") from None
