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
_INSERT = (
    "INSERT INTO invoices (id, company_id, draft_id, number, content, xml, sha256, issued_at, issued_by, status,"
    " deemed_offline, attempt, rejection, batch_id) VALUES (?, ?, ?, ?, '{}', ?, ?, '2026-11-20 10:00:00.000000', ?,"
    " 'issued', 0, 1, '[]', ?)"
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
    """Books with so many issued invoices of five lines in one batch; returns the bytes of all XML."""
    asyncio.run(migrate(f"sqlite:///{path}"))
    document, length = _document(), 0
    with closing(sqlite3.connect(path)) as books, books:
        books.execute("PRAGMA foreign_keys = OFF")
        for number in range(size):
            xml = document.replace(b"FV/2026/11/7", f"FV/2026/11/{number}".encode())
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


def _document() -> bytes:
    line = Line("konsultacje w sprawie latarni", Decimal(2), "godz.", Decimal(200), VatRate.STANDARD)
    invoice = Invoice(
        number="FV/2026/11/7",
        kind=InvoiceKind.VAT,
        issue_date=date(2026, 11, 20),
        seller=Seller(
            Nip("5265877635"), "Latarnia Morska sp. z o.o.", Address("ul. Portowa 1/2", "80-001 Gdańsk")
        ),
        buyer=Buyer(
            BuyerKind.DOMESTIC, "Klient S.A.", Address("ul. Polna 2", "30-001 Kraków"), nip=Nip("5260250274")
        ),
        lines=(line,) * 5,
        price_kind=PriceKind.NET,
    )
    return Fa3Writer()(invoice, datetime(2026, 11, 20, 10, tzinfo=UTC))


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
    with Parcel(path.parent, SymmetricKey()) as parcel:
        while page:
            async with database.units.reading() as work:
                page = list(await work.batches.documents(_BATCH, place, _PAGE))
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
