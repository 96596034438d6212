"""What is due when, over a hundred thousand queued invoices after a new notice.

    python -m benchmarks.due [INVOICES]

Two hundred companies, two months, every mode, every invoice issued at a moment of its own; one in fifty was refused
after its offline issue and waits to be put right. Exit status 1 when a figure
misses its bound.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine

from benchmarks.figures import Bound, Figure, median, missed, show
from invoicing.model.company import CompanyProfile
from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.records import Company, WaitingGroup
from invoicing.services.telling.moving_terms import moves
from invoicing.services.terms.due import Terms, by_urgency, terms_of_each
from storage.database import Database, migrate, open_database
from storage.tables import invoices

SIZE, COMPANIES, DAYS, ROUNDS = 100_000, 200, 61, 5
FIRST_DAY = date(2026, 11, 1)
WARSAW = ZoneInfo("Europe/Warsaw")
MODES = (
    None,
    OfflineMode.OFFLINE24,
    OfflineMode.UNAVAILABILITY,
    OfflineMode.EMERGENCY,
    OfflineMode.TOTAL_FAILURE,
)
CHUNK = 5000
REFUSED = 50
"""Every so many invoices of a mode, one was refused."""
BOUNDS = {
    "core, each invoice on its own": Bound(most=0.3),
    "core, as the books give them": Bound(most=0.3),
    "with the database": Bound(most=2.0),
}


@dataclass(frozen=True, slots=True)
class Queued:
    """An invoice that waits."""

    company: UUID
    issued_at: datetime
    mode: OfflineMode | None


def queue(size: int) -> list[Queued]:
    """Invoices of two months, the same in every run."""
    chance = random.Random(4)
    start = datetime.combine(FIRST_DAY, datetime.min.time(), WARSAW)
    return [
        Queued(
            UUID(int=1 + chance.randrange(COMPANIES)),
            start + timedelta(days=chance.randrange(DAYS), minutes=chance.randrange(24 * 60)),
            chance.choice(MODES),
        )
        for _ in range(size)
    ]


def timeline() -> list[Outage]:
    """A failure and works every week; the last failure has just been announced."""
    weeks = [FIRST_DAY + timedelta(days=7 * number) for number in range(9)]
    failures = [Outage(OutageKind.FAILURE, day, day + timedelta(days=1)) for day in weeks]
    works = [
        Outage(OutageKind.MAINTENANCE, day + timedelta(days=3), day + timedelta(days=3)) for day in weeks
    ]
    return [*failures, *works]


NOTICE = Outage(OutageKind.FAILURE, FIRST_DAY + timedelta(days=DAYS - 1), None)


def one_by_one(crowd: Sequence[Queued]) -> list[WaitingGroup]:
    """The worst the core can be given: a group for each invoice."""
    return [
        WaitingGroup(each.company, each.issued_at.date(), each.mode, 1, each.issued_at, each.issued_at)
        for each in crowd
    ]


def seconds_of(work: Callable[[], object]) -> float:
    """CPU seconds of one core, the median of some rounds."""
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return median(spent)


async def main() -> int:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    crowd, after = queue(size), [*timeline(), NOTICE]
    singles = one_by_one(crowd)
    with tempfile.TemporaryDirectory(prefix="latarnik-due-") as root:
        url = f"sqlite:///{Path(root) / 'latarnik.sqlite3'}"
        await migrate(url)
        database = open_database(url, bytes(32))
        try:
            await fill(database, url, crowd)
            async with database.units.reading() as work:
                groups = await work.invoices.groups()
            wall = [await with_database(database) for _ in range(ROUNDS)]
        finally:
            await database.close()
    figures = [
        Figure(
            "core, each invoice on its own",
            seconds_of(lambda: _due(singles, after)),
            "s",
            f"CPU, {len(singles)} groups of one",
        ),
        Figure(
            "core, as the books give them",
            seconds_of(lambda: _due(groups, after)),
            "s",
            f"CPU, {len(groups)} groups",
        ),
        Figure(
            "with the database",
            median(wall),
            "s",
            "SQLite on this disk: groups, terms before and after the notice, who moved",
        ),
    ]
    show(f"What is due when: {size} queued invoices of {COMPANIES} companies", figures, BOUNDS)
    troubles = missed(figures, BOUNDS)
    print("\n".join(troubles) if troubles else "Every bound holds.")
    return int(bool(troubles))


def _due(groups: Sequence[WaitingGroup], outages: Sequence[Outage]) -> object:
    terms = Terms(outages)
    return by_urgency(groups, lambda _: terms)


async def with_database(database: Database) -> float:
    """Wall seconds: read what waits, and say what is due and whose term the notice moved."""
    begun = time.perf_counter()
    async with database.units.reading() as work:
        groups = await work.invoices.groups()
        await terms_of_each(work, {group.company_id for group in groups})
        known = [*await work.outages.timeline(), *timeline()]
    before, after = Terms(known), Terms([*known, NOTICE])
    by_urgency(groups, lambda _: after)
    moves(groups, lambda _: before, lambda _: after)
    return time.perf_counter() - begun


async def fill(database: Database, url: str, crowd: Sequence[Queued]) -> None:
    """Put the crowd into the books; only what the question reads is true to life."""
    seller = Seller(Nip.parse("9990001137"), "Latarnia", Address("Portowa 1"))
    async with database.units() as work:
        await work.companies.add(Company(UUID(int=0), CompanyProfile(seller)))
    engine = create_engine(url)  # without the check of foreign keys, which no reader of the queue needs
    with engine.begin() as connection:
        for rows in _chunks(crowd):
            connection.execute(invoices.insert(), rows)
    engine.dispose()


def _chunks(crowd: Sequence[Queued]) -> Iterator[list[dict[str, object]]]:
    for start in range(0, len(crowd), CHUNK):
        yield [_row(start + at, each) for at, each in enumerate(crowd[start : start + CHUNK])]


def _row(number: int, queued: Queued) -> dict[str, object]:
    xml = b"<Faktura/>" * 300
    refused = number % REFUSED == 0 and queued.mode is not None
    return {
        "id": UUID(int=number + 1),
        "company_id": queued.company,
        "draft_id": UUID(int=number + 1),
        "number": f"FV/{number}",
        "content": "{}" * 500,
        "xml": xml,
        "sha256": hashlib.sha256(f"{number}".encode()).digest(),
        "issued_at": queued.issued_at.astimezone(UTC),
        "issued_by": UUID(int=1),
        "status": "rejected" if refused else "issued",
        "offline_mode": queued.mode and queued.mode.value,
        "deemed_offline": False,
        "attempt": 1,
        "rejection": '["450","Błąd weryfikacji semantyki dokumentu faktury"]' if refused else "[]",
        "issue_date": queued.issued_at.date(),
    }


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
