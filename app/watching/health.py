"""Whether this process works."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from invoicing.model.errors import Unavailable
from storage.database import Database

Loops = Mapping[str, asyncio.Task[None]]

ANSWERS_WITHIN = 5.0
"""Seconds after which a database that says nothing counts as away."""


def live(loops: Loops) -> dict[str, str]:
    """Whether every background loop runs: one that has ended only a restart brings back."""
    return {name: "stopped" if task.done() else "ok" for name, task in loops.items()}


async def health(database: Database, loops: Loops) -> dict[str, str]:
    """The loops, and whether the database answers; the long look at the whole history is the doctor's."""
    checks = live(loops)
    try:
        async with asyncio.timeout(ANSWERS_WITHIN), database.units.reading() as work:
            await work.outages.state()
    except Unavailable as error:
        return {**checks, "database": error.reason}
    except TimeoutError:
        return {**checks, "database": "no-answer"}
    return {**checks, "database": "ok"}
