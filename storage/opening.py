"""Units of work for a while, for what works on books as wholes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from storage.dialects import open_engines
from storage.secrets import SecretBox
from storage.transaction import Shared
from storage.unit_of_work import Units

_BUSY_SECONDS = 30.0


@asynccontextmanager
async def units_of(url: str, box: SecretBox, now: Callable[[], datetime]) -> AsyncIterator[Units]:
    """Transactions on the books of an address; all connections are closed at the end.

    Raises:
        UnusableDatabaseUrl: the address names no database that we can use.
    """
    engines = open_engines(url, _BUSY_SECONDS)
    try:
        yield Units(engines, Shared(engines.name, box, now))
    finally:
        await engines.close()
