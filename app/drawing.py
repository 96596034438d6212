"""Processes that draw: typst keeps hundreds of megabytes after a long document, and gives them back only by ending."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from invoicing.model.errors import Refused

if TYPE_CHECKING:
    from concurrent.futures.process import ProcessPoolExecutor

P = ParamSpec("P")
T = TypeVar("T")

A = TypeVar("A")

FEW, CHUNK = 16, 4
"""Documents that one process draws before another has begun, and those that are handed over together."""
TASKS = 8
"""Long documents after which a process ends and another begins."""


def drawers(processes: int, tasks: int | None = None) -> ProcessPoolExecutor:
    """Processes that begin anew, because a copy of one with threads may hang."""
    import multiprocessing  # noqa: PLC0415 - megabytes that most roles never need
    from concurrent.futures.process import ProcessPoolExecutor  # noqa: PLC0415

    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, max_tasks_per_child=tasks)


def each_of(call: Callable[[A], T], found: Sequence[A]) -> Iterator[T]:
    """What `call` gives for each, in their order; on all cores when there are enough to pay for the processes.

    Raises:
        Refused: document-too-long, a process died of one of them.
    """
    cores = os.cpu_count() or 1
    if len(found) < FEW or cores == 1:
        yield from map(call, found)
        return
    with drawers(cores) as pool:
        try:
            yield from pool.map(call, found, chunksize=CHUNK)
        except BrokenExecutor as error:
            raise Refused("document-too-long") from error


class Aside:
    """One process beside this one, started when it is first wanted and begun anew after some documents."""

    def __init__(self, tasks: int = TASKS) -> None:
        self._tasks = tasks
        self._pool: ProcessPoolExecutor | None = None

    async def __call__(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `call` gives, in the other process; arguments, result and errors must be picklable.

        Raises:
            Refused: document-too-long, the process died of the document.
        """
        pool = self._pool = self._pool or drawers(1, self._tasks)
        try:
            return await asyncio.wrap_future(pool.submit(call, *args, **kwargs))
        except BrokenExecutor as error:
            if self._pool is pool:
                self._pool = None
            raise Refused("document-too-long") from error

    async def close(self) -> None:
        """End the process; a document that is being drawn is finished first."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)
