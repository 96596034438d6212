"""A backlog of ten thousand offline invoices of one company goes home, with production's limits on.

    python -m benchmarks.draining [INVOICES]

The worker is the app itself (`latarnik run --role worker`), KSeF's stand-in a process beside it. Exit status 1 when a
figure misses its bound.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx

from benchmarks import processes
from benchmarks.figures import Bound, Figure, missed, show
from benchmarks.processes import LATARNIK, Running
from benchmarks.stage import READY
from invoicing.model.invoice import Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Line
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.sending.adopting import Adopting, Foreign
from ksef.fa3.reader import read_document
from ksef.fa3.writer import Fa3Writer
from storage.database import Database, open_database
from storage.secrets import read_key_file

NIP, NAME, ADDRESS = "9990001137", "Latarnia Morska sp. z o.o.", "Portowa 1/2, 00-999 Przykładowo"
SIZE = 10_000
PATIENCE = 900.0
AT_ONCE = 500
FIRST = b"LAT/0"
BOUNDS = {
    "accepted with their proof": Bound(least=1.0),
    "API calls for 100 invoices": Bound(most=2.0),
    "answers 429": Bound(most=0),
}


@dataclass
class Earlier:
    """A clock that stands an hour ago: what was issued then is no tap that somebody waits for."""

    at: datetime

    def now(self) -> datetime:
        """That moment."""
        return self.at

    def today(self) -> date:
        """Its day."""
        return self.at.date()


async def main() -> int:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    with tempfile.TemporaryDirectory(prefix="latarnik-drain-", ignore_cleanup_errors=True) as root:
        folder = Path(root)
        counter = await processes.start(
            [sys.executable, "-m", "benchmarks.ksef_counter", NIP], os.environ, "ready {", Path.cwd()
        )
        try:
            await counter.until_ready()
            figures = await drain(folder, size, addresses(counter))
        finally:
            await counter.stop()
    show(f"{size} offline invoices go home", figures, BOUNDS)
    troubles = missed(figures, BOUNDS)
    print("\n".join(troubles) if troubles else "Every bound holds.")
    return int(bool(troubles))


def addresses(counter: Running) -> dict[str, str]:
    line = next(each for each in counter.words.splitlines() if each.startswith("ready "))
    said: dict[str, str] = json.loads(line.removeprefix("ready "))
    return said


async def drain(folder: Path, size: int, where: dict[str, str]) -> list[Figure]:
    environment = settings(folder, where)
    token = folder / "token"
    token.write_text(where["token"])
    for words in (
        ["migrate"],
        [
            "company",
            "add",
            "--nip",
            NIP,
            "--name",
            NAME,
            "--address",
            ADDRESS,
            "--ksef-token-file",
            str(token),
        ],
    ):
        await processes.whole([*LATARNIK, *words], environment, folder)
    data = folder / "data"
    database = open_database(f"sqlite:///{data / 'latarnik.sqlite3'}", read_key_file(data / "secret.key"))
    try:
        await fill(database, size)
        worker = await processes.start([*LATARNIK, "run", "--role", "worker"], environment, READY, folder)
        try:
            await worker.until_ready()
            begun = time.perf_counter()
            peak = await until_home(database, worker)
            seconds = time.perf_counter() - begun
            cpu = processes.cpu_seconds(worker.pid)
        finally:
            await worker.stop()
        proven = await with_proof(database)
    finally:
        await database.close()
    async with httpx.AsyncClient(trust_env=False) as http:
        counted = (await http.get(where["counts"])).json()
    for call, times in sorted(counted["calls"].items()):
        print(f"  {times:>4}  {call}")
    calls = sum(counted["calls"].values())
    return [
        Figure(
            "accepted with their proof",
            proven / size,
            "",
            f"{proven} of {size}, {counted['accepted']} in KSeF",
        ),
        Figure(
            "API calls for 100 invoices",
            calls * 100 / size,
            "",
            f"{calls} in all, {calls / size:.4f} an invoice, log-in and reading back among them",
        ),
        Figure("presigned addresses used", counted["presigned"], ""),
        Figure("answers 429", counted["too_many"], ""),
        Figure("from the start of the worker", seconds, "s", f"{cpu:.0f} s of its CPU"),
        Figure("peak memory of the worker", peak, "MB"),
    ]


def settings(folder: Path, where: dict[str, str]) -> dict[str, str]:
    ours = {
        "DATA_DIR": str(folder / "data"),
        "KSEF_ENVIRONMENT": "prod",
        "KSEF_API": where["ksef"],
        "LIGHTHOUSE_API": where["lighthouse"],
        "REGISTER_API": where["lighthouse"],
        "LOG_FORMAT": "json",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LATARNIK_")}
    return kept | {f"LATARNIK_{name}": value for name, value in ours.items()}


async def fill(database: Database, size: int) -> None:
    """So many issued offline invoices of three lines, each with its promise to be submitted."""
    clock = Earlier(datetime.now(UTC).astimezone() - timedelta(hours=1))
    adopt = Adopting(database.units, clock)
    async with database.units.reading() as work:
        company = await work.companies.by_nip(Nip.parse(NIP))
    if company is None:
        raise LookupError(NIP)
    template = document(clock)
    view = read_document(template)
    for start in range(0, size, AT_ONCE):
        documents = [
            Foreign(
                template.replace(FIRST, f"LAT/{number + 1}".encode()),
                dataclasses.replace(view, number=f"LAT/{number + 1}"),
            )
            for number in range(start, min(size, start + AT_ONCE))
        ]
        await adopt(company, documents, offline=True)


def document(clock: Earlier) -> bytes:
    line = Line("konsultacje w sprawie latarni", Decimal(2), "godz.", Decimal(200), VatRate.STANDARD)
    invoice = Invoice(
        number=FIRST.decode(),
        kind=InvoiceKind.VAT,
        issue_date=clock.today(),
        seller=Seller(Nip.parse(NIP), NAME, Address(ADDRESS)),
        buyer=Buyer(BuyerKind.DOMESTIC, "Klient S.A.", Address("ul. Polna 2"), nip=Nip.parse("5260250274")),
        lines=(line,) * 3,
        price_kind=PriceKind.NET,
    )
    return Fa3Writer()(invoice, clock.now())


async def until_home(database: Database, worker: Running) -> float:
    """Wait until nothing waits; returns the worker's peak of resident memory in MB."""
    end, peak = time.perf_counter() + PATIENCE, 0.0
    while time.perf_counter() < end:
        peak = max(peak, processes.peak_mb(worker.pid))
        async with database.units.reading() as work:
            if not await work.invoices.count_waiting():
                return peak
        await asyncio.sleep(0.5)
    raise TimeoutError(worker.words)


async def with_proof(database: Database) -> int:
    """How many have a KSeF number, and a receipt that names it."""
    proven, receipts = 0, dict[bytes, bytes]()
    async with database.units.reading() as work:
        (company,) = await work.companies.all()
        for stored in await work.invoices.recent(company.id, 100_000):
            if stored.receipt is None or stored.ksef_number is None:
                continue
            if stored.receipt not in receipts:
                receipts[stored.receipt] = await work.receipts.get(stored.receipt)
            proven += stored.ksef_number.value.encode() in receipts[stored.receipt]
    return proven


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
