"""What a look for work costs while a hundred thousand promises wait for tomorrow, as they do in a long outage.

    python -m benchmarks.backlog [PROMISES]

On SQLite and on PostgreSQL (from Debian, tests/real/packages.sh), each beside the same look with a thousand waiting.
The database learns of the backlog as it comes, all at once: nothing is analysed first. Exit status 1 when a figure
misses its bound.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from benchmarks.books import writing
from benchmarks.figures import Bound, Figure, median, missed, show
from invoicing.services.jobs import Show
from invoicing.services.ksef_jobs import Submit
from invoicing.services.messages import Channel, Reply
from storage.codec import encode
from storage.database import Database, migrate, open_database
from storage.secrets import new_key
from storage.traffic import jobs
from tests.twins.postgresql import postgresql_server

FEW, MANY, CHUNK, ROUNDS = 1_000, 100_000, 5_000, 60
FLAT = Bound(most=1.3)
NOW = datetime.now(UTC)
TOMORROW = NOW + timedelta(days=1)


async def promise(database: Database, first: int, last: int) -> None:
    """Invoices whose submission was put off until tomorrow."""
    for start in range(first, last, CHUNK):
        rows = [_row(Submit(UUID(int=number + 1))) for number in range(start, min(last, start + CHUNK))]
        async with writing(database) as work:
            await work.transaction.connection.execute(jobs.insert(), rows)


def _row(job: Submit) -> dict[str, object]:
    named = {"kind": "Submit", "key": job.key, "lane": job.lane, "payload": encode(job, Submit)}
    return named | {"due_at": TOMORROW, "attempts": 0, "created_at": NOW}


class Looks:
    """What a worker asks again and again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._causes = iter(range(1_000_000))

    async def nothing_due(self) -> None:
        """A look in vain."""
        await self._database.queue.lease_jobs(NOW, 16)

    async def one_due(self) -> None:
        """Something is promised, taken and kept."""
        async with self._database.units() as work:
            await work.jobs.enqueue(Show(Channel.TELEGRAM, "1", Reply("help"), f"{next(self._causes)}"))
        (leased,) = await self._database.queue.lease_jobs(NOW, 16)
        async with self._database.units() as work:
            await work.jobs.finish(leased.key)

    async def until_when(self) -> None:
        """How long it may sleep, asked of the database and not of what it remembers."""
        self._database.queue.wake()
        await self._database.queue.next_due()

    async def the_dead(self) -> None:
        """Whether a dead process holds anything."""
        await self._database.queue.left_by_the_dead()


async def milliseconds(look: Callable[[], Awaitable[None]]) -> float:
    """The middle one of many."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await look()
        taken.append(1000 * (time.perf_counter() - begun))
    return median(taken)


async def measure(name: str, url: str, many: int) -> tuple[list[Figure], dict[str, Bound]]:
    """Every look with few and with many waiting."""
    await migrate(url)
    database = open_database(url, new_key())
    try:
        looks = Looks(database)
        asked = {
            "nothing is due": looks.nothing_due,
            "one comes, is taken and kept": looks.one_due,
            "when is the next one due": looks.until_when,
            "does a dead process hold any": looks.the_dead,
        }
        await promise(database, 0, FEW)
        few = {what: await milliseconds(look) for what, look in asked.items()}
        await promise(database, FEW, many)
        crowd = {what: await milliseconds(look) for what, look in asked.items()}
    finally:
        await database.close()
    figures = [
        Figure(
            f"{name}: {what}", crowd[what] / few[what], "x", f"{few[what]:.2f} ms, then {crowd[what]:.2f} ms"
        )
        for what in asked
    ]
    return figures, {figure.name: FLAT for figure in figures}


async def main() -> int:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="latarnik-backlog-")))
        server = stack.enter_context(postgresql_server())
        server.create("books")
        figures: list[Figure] = []
        bounds: dict[str, Bound] = {}
        for name, url in (
            ("SQLite", f"sqlite:///{folder / 'books.sqlite3'}"),
            ("PostgreSQL", server.url("books")),
        ):
            made, held = await measure(name, url, many)
            show(f"{name}: {many} promises wait, beside {FEW}", made, held)
            figures, bounds = [*figures, *made], bounds | held
    sentences = missed(figures, bounds)
    print("\n".join(sentences) if sentences else "\nEvery bound holds.")
    return int(bool(sentences))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
