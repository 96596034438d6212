"""From database rows to the encrypted parts of a batch, beside a bare zip and AES of the same bytes.

python -m benchmarks.batch

Each measurement is a process of its own on one core, so its peak of memory is its own. Exit status 1 when a figure
misses its bound.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.figures import Bound, Figure, missed, show
from invoicing.model.invoice import Invoice, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from ksef.crypto import SymmetricKey
from ksef.fa3.writer import Fa3Writer
from ksef.packing import Parcel
from storage.database import migrate, open_database

BOUNDS = {
    "10000 invoices, one core": Bound(most=10.0),
    "10000 invoices, peak": Bound(most=150.0),
    "peak, 20000 to 1000": Bound(most=1.2),
}
SIZES = (1_000, 10_000, 20_000)
_BATCH = uuid.UUID(int=7)
_PAGE = 200
_NUMBER = "FV/2026/11/7777777"
_DIFFERENT = 2_000
_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_WORDS = [
    "lampa",
    "soczewka",
    "kabel",
    "montaż",
    "serwis",
    "przegląd",
    "farba",
    "lina",
    "boja",
    "kotwica",
    "beton",
    "deska",
    "śruba",
    "olej",
    "filtr",
    "pompa",
    "silnik",
    "zegar",
    "mapa",
    "kompas",
    "radio",
    "antena",
    "bateria",
    "panel",
    "żagiel",
    "maszt",
    "wiosło",
    "szalupa",
    "kapok",
    "gwizdek",
    "rakieta",
    "koło",
]
_INSERT = (
    "INSERT INTO invoices (id, company_id, draft_id, number, content, xml, sha256, issued_at, issued_by, status,"
    " deemed_offline, attempt, rejection, issue_date, batch_id)"
    " VALUES (?, ?, ?, ?, '{}', ?, ?, '2026-11-20 10:00:00.000000', ?,"
    " 'issued', 0, 1, '[]', '2026-11-20', ?)"
)


def main() -> int:
    """Measure and print; the status of the process."""
    if len(sys.argv) > 1:
        print(json.dumps(_child(sys.argv[1], Path(sys.argv[2]))))
        return 0
    figures: list[Figure] = []
    peaks: dict[int, float] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "books.sqlite3"
            length = _fill(path, size)
            ours, bare = _measured("ours", path), _measured("bare", path)
        peaks[size] = ours["peak"]
        remark = f"{length / 1e6:.0f} MB of XML, {ours['parts']} part(s)"
        figures += [
            Figure(f"{size} invoices, one core", ours["seconds"], "s", remark),
            Figure(f"{size} invoices, to bare zip and AES", bare["seconds"] / ours["seconds"], "x", "speed"),
            Figure(f"{size} invoices, peak", ours["peak"], "MB", f"bare {bare['peak']:.0f} MB"),
        ]
    figures.append(Figure("peak, 20000 to 1000", peaks[20_000] / peaks[1_000], "x"))
    show("Rows to encrypted parts", figures, BOUNDS)
    troubles = missed(figures, BOUNDS)
    print("\n".join(troubles) if troubles else "Every bound holds.")
    return int(bool(troubles))


def _fill(path: Path, size: int) -> int:
    """Books with so many issued invoices of one to nine lines in one batch; returns the bytes of all XML."""
    asyncio.run(migrate(f"sqlite:///{path}"))
    documents, length = [document.split(_NUMBER.encode()) for document in _documents()], 0
    with closing(sqlite3.connect(path)) as books, books:
        books.execute("PRAGMA foreign_keys = OFF")
        for number in range(size):
            xml = f"FV/2026/11/{number}".encode().join(documents[number % len(documents)])
            length += len(xml)
            owner = uuid.UUID(int=1).hex
            row = (
                uuid.uuid4().hex,
                owner,
                uuid.uuid4().hex,
                f"FV/2026/11/{number}",
                xml,
                sha256(xml).digest(),
                owner,
            )
            books.execute(_INSERT, (*row, _BATCH.hex))
    return length


def _documents() -> list[bytes]:
    """Different sellers' days: buyers, goods, quantities and prices vary, the same in every run."""
    chance = random.Random(7)
    write, made_at = Fa3Writer(), datetime(2026, 11, 20, 10, tzinfo=UTC)
    seller = Seller(
        Nip("5265877635"), "Latarnia Morska sp. z o.o.", Address("ul. Portowa 1/2", "80-001 Gdańsk")
    )
    buyers = [_buyer(chance) for _ in range(300)]
    return [
        write(
            Invoice(
                number=_NUMBER,
                kind=InvoiceKind.VAT,
                issue_date=date(2026, 11, 20),
                seller=seller,
                buyer=chance.choice(buyers),
                lines=tuple(_line(chance) for _ in range(chance.randint(1, 9))),
                price_kind=PriceKind.NET,
            ),
            made_at,
        )
        for _ in range(_DIFFERENT)
    ]


def _buyer(chance: random.Random) -> Buyer:
    street = f"ul. {chance.choice(_WORDS).capitalize()}a {chance.randint(1, 200)}"
    town = f"{chance.randint(0, 99):02}-{chance.randint(0, 999):03} {chance.choice(_WORDS).capitalize()}ów"
    name = f"{chance.choice(_WORDS)}-{chance.choice(_WORDS)} {chance.randint(1, 999)} sp. z o.o."
    return Buyer(BuyerKind.DOMESTIC, name, Address(street, town), nip=_nip(chance))


def _nip(chance: random.Random) -> Nip:
    while True:
        digits = str(chance.randint(111_000_000, 119_999_999))
        check = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
        if check < 10:
            return Nip(f"{digits}{check}")


def _line(chance: random.Random) -> Line:
    name = " ".join(chance.sample(_WORDS, chance.randint(2, 5)))
    price = Decimal(chance.randint(100, 500_000)) / 100
    rate = chance.choice([VatRate.STANDARD, VatRate.STANDARD, VatRate.REDUCED])
    return Line(name, Decimal(chance.randint(1, 40)), chance.choice(["szt.", "godz.", "kg"]), price, rate)


def _measured(way: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.batch", way, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _child(way: str, path: Path) -> dict[str, Any]:
    os.sched_setaffinity(0, {0})
    begun = time.process_time()
    parts = asyncio.run(_ours(path)) if way == "ours" else _bare(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"seconds": time.process_time() - begun, "peak": peak, "parts": parts}


async def _ours(path: Path) -> int:
    database = open_database(f"sqlite:///{path}", bytes(32))
    place, page = 0, [(0, b"", b"")]
    async with database.units.reading() as work:
        (group,) = await work.batches.groups(_BATCH)  # all of one day
    with Parcel(path.parent, SymmetricKey()) as parcel:
        while page:
            async with database.units.reading() as work:
                page = list(await work.batches.documents(_BATCH, group, place, _PAGE))
            if page:
                place = page[-1][0]
                await asyncio.to_thread(parcel.add, [xml for _, _, xml in page])
        parts = len(await asyncio.to_thread(parcel.seal))
    await database.close()
    return parts


def _bare(path: Path) -> int:
    """What the work is without us: read, zip into memory, encrypt at once."""
    made = io.BytesIO()
    with closing(sqlite3.connect(path)) as books, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for seq, xml in books.execute("SELECT seq, xml FROM invoices ORDER BY seq"):
            archive.writestr(f"{seq}.xml", xml)
    return len([SymmetricKey().encrypt(made.getvalue())])


if __name__ == "__main__":
    sys.exit(main())
