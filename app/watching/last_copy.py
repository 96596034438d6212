"""When the books were last copied: whoever copies them notes it there."""

from __future__ import annotations

from datetime import datetime, timedelta

from invoicing.services.ports import UnitOfWork
from invoicing.services.telling.stuck import LIMITS, Trouble

TOO_OLD = timedelta(hours=LIMITS[Trouble.BACKUP][0])
"""From which age on a copy is too old: the doctor says the same as whoever tells of it by himself."""
_CURSOR = "last-copy"


async def note_copy(work: UnitOfWork, at: datetime) -> None:
    """Write down that the books were copied."""
    await work.cursors.put(_CURSOR, at.isoformat())


async def last_copy(work: UnitOfWork) -> datetime | None:
    """When they were; None where no copy was ever made."""
    noted = await work.cursors.get(_CURSOR)
    return datetime.fromisoformat(noted) if noted else None
