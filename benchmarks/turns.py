"""Whose turn it is among a hundred thousand queued invoices of one company.

    python -m benchmarks.turns [INVOICES]

Two months, online and offline, every invoice with its promise. Exit status 1 when a figure misses its bound.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import create_engine

from benchmarks.due import CHUNK, DAYS, FIRST_DAY, WARSAW, Queued, fill
from benchmarks.figures import Bound, Figure, median, missed, show
from invoicing.model.offline import OfflineMode
from invoicing.services.ksef_jobs import Submit
from invoicing.services.ksef_records import Batch
from invoicing.services.sending.routing import FRESH, MOST_IN_A_BATCH
from invoicing.services.sending.turns import line_of
from storage.codec import encode
from storage.database import Database, migrate, open_database
from storage.traffic import jobs

SIZE, ROUNDS = 100_000, 5
COMPANY = UUID(int=0)
MODES = (None, OfflineMode.OFFLINE24, OfflineMode.UNAVAILABILITY)
BOUNDS = {
    "who goes first": Bound(most=1.5),
    "a batch of 10 000 gathered": Bound(most=5.0),
}


class Now:
    """A clock that stands after the last day."""

    def now(self) -> datetime:
        """That moment."""
        return datetime.combine(FIRST_DAY + timedelta(days=DAYS), datetime.min.time(), WARSAW)

    def today(self) -> date:
        """Its day."""
        return self.now().date()


def queue(size: int) -> list[Queued]:
    """Invoices of one company, the same in every run."""
    chance = random.Random(4)
    start = datetime.combine(FIRST_DAY, datetime.min.time(), WARSAW)
    return [
        Queued(COMPANY, start + timedelta(minutes=chance.randrange(DAYS * 24 * 60)), chance.choice(MODES))
        for _ in range(size)
    ]


def promise(url: str, size: int) -> None:
    """Every invoice has been promised to KSeF."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for start in range(0, size, CHUNK):
            some = range(start, min(size, start + CHUNK))
            connection.execute(jobs.insert(), [_job(Submit(UUID(int=number + 1))) for number in some])
    engine.dispose()


def _job(job: Submit) -> dict[str, object]:
    return {
        "kind": "Submit",
        "key": job.key,
        "payload": encode(job, Submit),
        "attempts": 0,
        "created_at": datetime.now(UTC),
    }


async def looked(database: Database, clock: Now) -> float:
    """Wall seconds until we know whose turn it is."""
    begun = time.perf_counter()
    async with database.units.reading() as work:
        await line_of(work, COMPANY, clock.now() - FRESH, clock.today())
    return time.perf_counter() - begun


async def gathered(database: Database, clock: Now) -> float:
    """Wall seconds until the most urgent invoices of one kind are in a batch; other writers wait so long."""
    async with database.units.reading() as work:
        line = await line_of(work, COMPANY, clock.now() - FRESH, clock.today())
    begun = time.perf_counter()
    async with database.units() as work:
        batch = Batch(uuid4(), COMPANY, offline=True, size=0, gathered_at=clock.now())
        await work.batches.gather(batch, line.of_kind(offline=True), MOST_IN_A_BATCH)
    return time.perf_counter() - begun


async def main() -> int:
    """Measure and print; the status of the process."""
    size, clock = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE, Now()
    with tempfile.TemporaryDirectory(prefix="latarnik-turns-") as root:
        url = f"sqlite:///{Path(root) / 'latarnik.sqlite3'}"
        await migrate(url)
        database = open_database(url, bytes(32))
        try:
            await fill(database, url, queue(size))
            promise(url, size)
            looks = [await looked(database, clock) for _ in range(ROUNDS)]
            batches = [await gathered(database, clock) for _ in range(ROUNDS)]
        finally:
            await database.close()
    figures = [
        Figure("who goes first", median(looks), "s", "SQLite: the line of a company by deadline"),
        Figure("a batch of 10 000 gathered", median(batches), "s", "SQLite: one transaction"),
    ]
    show(f"Whose turn it is: {size} queued invoices of one company", figures, BOUNDS)
    troubles = missed(figures, BOUNDS)
    print("\n".join(troubles) if troubles else "Every bound holds.")
    return int(bool(troubles))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
