"""Processes that draw: typst keeps hundreds of megabytes after a long document, and gives them back only by ending."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from invoicing.model.errors import Refused

if TYPE_CHECKING:
    from concurrent.futures.process import ProcessPoolExecutor

P = ParamSpec("P")
T = TypeVar("T")

A = TypeVar("A")

FEW, CHUNK = 16, 4
"""Documents that one process draws before another has begun, and those that are handed over together."""
SECONDS = 180.0
"""Seconds that one long document may take: 10 000 rows take 14 of them on a machine at rest."""
TASKS = 8
"""Long documents after which a process ends and another begins."""
MOST, LEAST = 3 * 1024**3, 400 * 1024**2
"""Bytes that a process may fill: 10 000 rows take 2 GB of it, one row a quarter of the least."""
_CGROUP = Path("/sys/fs/cgroup/memory.max")


def drawers(processes: int, tasks: int | None = None, memory: int | None = None) -> ProcessPoolExecutor:
    """Processes that begin anew, because a copy of one with threads may hang.

    Args:
        processes: how many.
        tasks: documents after which one ends and another begins.
        memory: bytes that one may fill; it dies of more, and nothing beside it suffers.
    """
    import multiprocessing  # noqa: PLC0415 - megabytes that most roles never need
    from concurrent.futures.process import ProcessPoolExecutor  # noqa: PLC0415 - heavy, for this role alone

    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        processes,
        mp_context=context,
        max_tasks_per_child=tasks,
        initializer=partial(_bound, memory) if memory else None,
    )


def _bound(memory: int) -> None:
    # told to stop, or by Ctrl-C, every process of a service hears it; this one's death would look like a document's fault
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # its death is foreseen


def cut_off_drawing() -> None:
    """End whoever still draws for this process, which stops: a long document takes a minute, and is drawn anew later."""
    if (processes := sys.modules.get("multiprocessing")) is not None:
        for process in processes.active_children():
            process.kill()


def share_of_memory() -> int:
    """Half of what this machine, or its container, has; never more than the longest document needs."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    allowed = _CGROUP.read_text().strip() if _CGROUP.is_file() else ""
    return max(LEAST, min(MOST, min(whole, int(allowed) if allowed.isdecimal() else whole) // 2))


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
    """One process beside this one, started when it is first wanted and begun anew after some documents.

    Args:
        tasks: how many documents.
        memory: bytes it may fill; by default its share of this machine.

    Attributes:
        seconds: how long one document may take; whoever waits behind it would wait for ever.
    """

    def __init__(self, tasks: int = TASKS, memory: int | None = None, seconds: float = SECONDS) -> None:
        self._tasks, self._memory, self.seconds = tasks, memory, seconds
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()  # so that a document's time begins when it is its turn

    async def __call__(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `call` gives, in the other process; arguments, result and errors must be picklable.

        Raises:
            Refused: document-too-long, it needs more memory or time than there is, or the process died of it.
        """
        async with self._turn:
            pool = self._pool = self._pool or drawers(1, self._tasks, self._memory or share_of_memory())
            try:
                return await self._in_time(pool, partial(call, *args, **kwargs))
            except MemoryError as error:
                raise Refused("document-too-long") from error
            except BrokenExecutor as error:
                if self._pool is pool:
                    self._pool = None
                raise Refused("document-too-long") from error

    async def close(self) -> None:
        """End the process; a document that is being drawn is finished first."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)

    async def _in_time(self, pool: ProcessPoolExecutor, call: Callable[[], T]) -> T:
        drawn = asyncio.wrap_future(pool.submit(call))
        try:
            await asyncio.wait({drawn}, timeout=self.seconds)
        finally:
            if not drawn.done():  # late, or nobody waits for it any more
                drawn.cancel()
                self._pool = None
                for process in list(pool._processes.values()):  # noqa: SLF001 - kill_workers() is Python 3.14's
                    process.kill()
        if drawn.cancelled():
            raise Refused("document-too-long")
        return await drawn
