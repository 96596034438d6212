"""Packs a month of a company: for a chat, part by part, or for the command line."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from app.drawing import Aside
from app.house import House
from app.issuer_links import IssuerLinksOfWallets
from app.packing import LIMIT, ZipParts
from app.places import ksef_environment
from app.practice import trial_of
from app.rendering import DocumentRenderer, receipt_page
from app.ways_in import WaysIn
from invoicing.model.errors import Refused
from invoicing.services.exporting.jobs import ExportMonth
from invoicing.services.exporting.reading import MonthReader, count_of, days_of
from invoicing.services.exporting.records import Exported, Table
from invoicing.services.file_refs import ExportRef
from invoicing.services.finding.records import Direction
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Json, Reply
from invoicing.services.papers.documents import Documents
from invoicing.services.papers.looks import LooksInBooks
from invoicing.services.ports import FileToShow, IssuerLinks, UnitsOfWork
from invoicing.services.received.documents import TheirDocuments
from ksef.fa3.reader import read_document
from storage.database import Database
from templates.month_table import month_table

TELLS_EVERY = 100
"""Invoices between two words about how far it is."""
HALF_PACKED = 6 * 3600.0
"""Seconds after which nobody is at work on a package any more: whoever was has been killed."""
DRAWN_BY_ONE = 200
"""Documents that one process draws."""
KEPT = 2 * 24 * 3600.0
"""Seconds that a package stays after it was packed: whoever was away may still get it."""
_ABOUT = "about.json"

Progress = Callable[[int], Awaitable[None]]


@dataclass(slots=True)
class Packed:
    """What was packed: names of the parts, how many invoices of which kind, and how many lack a file."""

    parts: list[str]
    issued: int = 0
    received: int = 0
    lacking: int = 0


def drawing_of_months() -> Aside:
    """A process for a month's drawings, begun anew now and then: what typst keeps of each does not pile up."""
    return Aside(DRAWN_BY_ONE)


def exporting_of(house: House) -> Exporting:
    """Exports of this house; what they draw with is closed with it."""
    units, clock, settings = house.database.units, house.clock, house.settings
    monthly, qr = drawing_of_months(), ksef_environment(settings).qr
    house.closers.append(monthly.close)
    links = IssuerLinksOfWallets(WaysIn(house.database, clock), clock, qr)
    packer = packer_of(house.database, qr, links, monthly, trial=trial_of(settings))
    return Exporting(units, packer, settings.spool)


@dataclass(frozen=True, slots=True)
class Packer:
    """Packs months."""

    read: MonthReader
    table: Table
    limit: int = LIMIT

    async def __call__(
        self, company: UUID, month: date, language: str, folder: Path, progress: Progress | None = None
    ) -> Packed:
        """Write the parts into a folder; memory does not grow with their number."""
        stem, packed = f"eksport-{month:%Y-%m}", Packed([])
        parts = ZipParts(folder, stem, self.limit)
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as lines:
            lines.write(self.table.head(language))
            async for each in self.read(company, month, language):
                lines.write(self.table.line(each.row, language))
                await asyncio.to_thread(_add, parts, each)
                _count(packed, each)
                if progress is not None and not (packed.issued + packed.received) % TELLS_EVERY:
                    await progress(packed.issued + packed.received)
            lines.seek(0)
            parts.add(self.table.name(month, language), lines.read().encode(), days_of(month)[1])
        packed.parts = [path.name for path in await asyncio.to_thread(parts.close)]
        return packed


def packer_of(
    database: Database,
    qr: str,
    links: IssuerLinks,
    drawing: Aside,
    limit: int = LIMIT,
    *,
    trial: str | None = None,
) -> Packer:
    """Packs months of the books; every document is drawn in the other process."""
    units = database.units
    renderer = DocumentRenderer(qr, drawing, LooksInBooks(units), long=0, trial=trial)
    receipt = partial(receipt_page, trial=trial)
    documents, theirs = Documents(units, renderer, links, receipt), TheirDocuments(units, renderer)
    table = month_table(trial)
    return Packer(MonthReader(units, documents, theirs, read_document, table.folder), table, limit)


def _add(parts: ZipParts, each: Exported) -> None:
    for file in each.files:
        parts.add(file.name, file.content, file.day)


def _count(packed: Packed, each: Exported) -> None:
    if each.row.direction is Direction.ISSUED:
        packed.issued += 1
    else:
        packed.received += 1
    packed.lacking += bool(each.row.note)


class Exporting:
    """Keeps the promise `ExportMonth`, and gives the parts to whoever shows them (a fetcher of `ExportRef`).

    A package is packed beside its place and renamed, so it is there whole or not at all: a process that is killed
    while packing begins anew, one that is killed later goes on with what is packed. Each part is a promise of its
    own.
    """

    def __init__(self, units: UnitsOfWork, packer: Packer, spool: Path) -> None:
        self._units, self._packer, self._spool = units, packer, spool / "exports"

    async def __call__(self, job: ExportMonth) -> None:
        """Pack it and promise every part."""
        folder = self._spool / _name_of(job.key)
        if not folder.is_dir():
            company, count = await self._size(job)

            async def tell(done: int) -> None:
                async with self._units() as work:
                    await work.jobs.enqueue(_show(job, _progress(job, company, done, count), f"at:{done}"))

            told = tell if job.channel is Channel.TELEGRAM else None
            await self._pack(job.company_id, job.month, job.language, folder, told)
        packed = Packed(**json.loads((folder / _ABOUT).read_text(encoding="utf-8")))
        async with self._units() as work:
            company = (await work.companies.get(job.company_id)).profile.seller.name
            count = packed.issued + packed.received
            if job.channel is Channel.TELEGRAM:
                await work.jobs.enqueue(_show(job, _progress(job, company, count, count), "done"))
            for part, name in enumerate(packed.parts, 1):
                await work.jobs.enqueue(_show(job, _part(job, packed, part, name, company), str(part)))
            await work.jobs.finish(job.key)

    async def fetch(self, ref: ExportRef, language: str) -> FileToShow:
        """A part; one that was packed long ago, or on another machine, is packed anew.

        Raises:
            Refused: export-gone, the month has fewer parts by now.
        """
        folder = self._spool / _name_of(ref.key)
        path = folder / ref.name
        if not await asyncio.to_thread(path.is_file):
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            await self._pack(ref.company_id, ref.month, language, folder)
        try:
            return FileToShow(ref.name, await asyncio.to_thread(path.read_bytes))
        except OSError as error:
            raise Refused("export-gone") from error

    async def _size(self, job: ExportMonth) -> tuple[str, int]:
        async with self._units.reading() as work:
            company = (await work.companies.get(job.company_id)).profile.seller.name
            return company, await count_of(work, job.company_id, job.month)

    async def _pack(
        self, company: UUID, month: date, language: str, folder: Path, tell: Progress | None = None
    ) -> None:
        await asyncio.to_thread(self._tidy)
        beside = Path(tempfile.mkdtemp(prefix=".packing-", dir=self._spool))
        try:
            packed = await self._packer(company, month, language, beside, tell)
            await asyncio.to_thread(_put, beside, folder, packed)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise

    def _tidy(self) -> None:
        """Make room: packages of days ago, and what a killed process left half packed."""
        self._spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in self._spool.iterdir():
            most = HALF_PACKED if folder.name.startswith(".packing-") else KEPT
            if time.time() - folder.stat().st_mtime > most:
                shutil.rmtree(folder, ignore_errors=True)


def _put(beside: Path, folder: Path, packed: Packed) -> None:
    (beside / _ABOUT).write_text(json.dumps(asdict(packed)), encoding="utf-8")
    beside.rename(folder)


def _name_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _show(job: ExportMonth, reply: Reply, what: str) -> Show:
    return Show(job.channel, job.chat, reply, f"{job.key}:{what}", job.language, company_id=job.company_id)


def _progress(job: ExportMonth, company: str, done: int, count: int) -> Reply:
    data: dict[str, Json] = {
        "month": job.month.isoformat(),
        "company": company,
        "done": done,
        "count": count,
    }
    return Reply("export-progress", data, tag=job.key, replaces=job.key)


def _part(job: ExportMonth, packed: Packed, part: int, name: str, company: str) -> Reply:
    data: dict[str, Json] = {
        "month": job.month.isoformat(),
        "company": company,
        "part": part,
        "parts": len(packed.parts),
        "issued": packed.issued,
        "received": packed.received,
        "lacking": packed.lacking,
    }
    ref = ExportRef(job.key, name, job.company_id, job.month)
    return Reply("export", data, documents=(ref,))
