"""One call for many callers: whoever comes while it is in the air gets its result, good or bad."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Runs a call at most once at a time; a cancelled caller hands it to the next one in line."""

    def __init__(self) -> None:
        self._flight: asyncio.Future[T] | None = None

    async def __call__(self, call: Callable[[], Awaitable[T]]) -> T:
        """The result of the call that is in the air, or of this one."""
        while self._flight is not None:
            flight = self._flight
            await asyncio.wait([flight])
            if not flight.cancelled():
                return flight.result()
        return await self._fly(call)

    async def _fly(self, call: Callable[[], Awaitable[T]]) -> T:
        flight = self._flight = asyncio.get_running_loop().create_future()
        try:
            result = await call()
        except BaseException as error:
            self._land(flight, error)
            raise
        self._flight = None
        flight.set_result(result)
        return result

    def _land(self, flight: asyncio.Future[T], error: BaseException) -> None:
        self._flight = None
        if isinstance(error, Exception):
            flight.set_exception(error)
            flight.exception()  # seen here, so that nobody waiting is no complaint
        else:
            flight.cancel()
