"""The counter of export packages: ordered, made, fetched by parts, forgotten (facts: section 6.3)."""

import io
import json
import secrets
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from .errors import ApiError, GoneError
from .front import Route, caller
from .keys import SYMMETRIC_USAGE, aes_encrypt, oaep_decrypt
from .office import Office
from .queries import READ, ROW_CAP
from .records import Archive, SentInvoice
from .selection import DATES, Selection, Window, metadata
from .statuses import status_view
from .wire import decoded, json_body, one_of, optional, required, sha256_base64, stamp

RUNNING, DONE, EXPIRED, BAD_KEY, BEYOND = 100, 200, 210, 415, 420
NAMES = {
    RUNNING: "Eksport faktur w toku",
    DONE: "Eksport faktur zakończony sukcesem",
    EXPIRED: "Eksport faktur wygasł i nie jest już dostępny do pobrania",
    BAD_KEY: "Błąd odszyfrowania dostarczonego klucza",
    BEYOND: "Zakres filtrowania wykracza poza dostępny zakres danych",
}
AT_ONCE = 10
PACKAGE_LIFE = timedelta(days=1)
STATUS_LIFE = timedelta(days=7)
LAST_DATES = {
    "Issue": "lastIssueDate",
    "Invoicing": "lastInvoicingDate",
    "PermanentStorage": "lastPermanentStorageDate",
}


@dataclass
class Piece:
    """A part of a package: plain bytes, and the encrypted ones that are handed out under a ticket."""

    plain: bytes
    encrypted: bytes
    ticket: str


@dataclass
class Export:
    """One order."""

    reference: str
    nip: str
    filters: dict[str, Any]
    key: bytes | None
    iv: bytes
    compression: str
    only_metadata: bool
    ordered_at: datetime
    code: int = RUNNING
    done_at: datetime | None = None
    size: int = 0
    count: int = 0
    pieces: list[Piece] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


class ExportCounter:
    """Makes packages."""

    def __init__(self, office: Office, archive: Archive) -> None:
        self._office = office
        self._selection = Selection(office, archive)
        self._exports: dict[str, Export] = {}

    def routes(self) -> list[Route]:
        """The operations under /invoices/exports."""
        one = "/invoices/exports/{reference}"
        return [
            Route("POST", "/invoices/exports", self.order, "invoiceExport", any_of=READ),
            Route("GET", one, self.status, "invoiceExportStatus", any_of=READ),
        ]

    def clear(self) -> None:
        """Forget all orders."""
        self._exports.clear()

    async def order(self, request: web.Request) -> web.Response:
        """Take an order; the key is looked at later, as with sessions."""
        body = await json_body(request)
        nip = caller(request).context.nip
        export = self._read(body, nip)
        self._selection.window(required(export.filters, "dateRange", dict))
        running = [each for each in self._exports.values() if each.nip == nip and each.code == RUNNING]
        if len(running) >= AT_ONCE:
            raise ApiError(21182, f"Osiągnięto limit {AT_ONCE} równoczesnych eksportów.")
        self._exports[export.reference] = export
        self._office.begin(self._make(export))
        return web.json_response({"referenceNumber": export.reference}, status=201)

    async def status(self, request: web.Request) -> web.Response:
        """Where an order stands; its package while that lives."""
        reference = request.match_info["reference"]
        export = self._exports.get(reference)
        if export is None or export.nip != caller(request).context.nip:
            raise ApiError(21175, f"Eksport faktur o numerze referencyjnym {reference} nie istnieje.")
        now = self._office.now()
        if now >= export.ordered_at + STATUS_LIFE:
            raise GoneError
        if export.code == DONE and export.done_at and now >= export.done_at + PACKAGE_LIFE:
            export.code = EXPIRED
        return web.json_response(self._view(export))

    async def download(self, request: web.Request) -> web.Response:
        """A part by its link: no token, no limit, until the package expires."""
        for export in self._exports.values():
            for piece in export.pieces:
                alive = export.done_at and self._office.now() < export.done_at + PACKAGE_LIFE
                if piece.ticket == request.match_info["ticket"] and alive:
                    headers = {"x-ms-meta-hash": sha256_base64(piece.encrypted)}
                    return web.Response(body=piece.encrypted, headers=headers)
        return web.Response(status=403, text="AuthenticationFailed")

    def _read(self, body: dict[str, Any], nip: str) -> Export:
        encryption = required(body, "encryption", dict)
        iv = decoded(required(encryption, "initializationVector", str), "initializationVector", 16)
        wrapped = decoded(required(encryption, "encryptedSymmetricKey", str), "encryptedSymmetricKey")
        keys = self._office.keys.find(SYMMETRIC_USAGE, optional(encryption, "publicKeyId", str))
        key = oaep_decrypt(keys, wrapped)
        return Export(
            self._office.reference("EH"),
            nip,
            required(body, "filters", dict),
            key if key is not None and len(key) == 32 else None,
            iv,
            one_of(body.get("compressionType") or "Zip", ("Zip", "TarGz"), "compressionType"),
            optional(body, "onlyMetadata", bool, default=False),
            self._office.now(),
        )

    async def _make(self, export: Export) -> None:
        faults = self._office.switches.faults
        await self._office.switches.pause(faults.status_delay)
        export.done_at = self._office.now()
        if export.key is None:
            export.code = BAD_KEY
            return
        window, found = self._selection.find(export.filters, export.nip)
        cap = min(ROW_CAP, int(faults.export_cap))
        rows = found[:cap]
        archive = _packed(rows, export)
        self._cut(export, archive)
        export.count, export.size = len(rows), len(archive)
        export.facts = self._facts(window, rows, truncated=len(found) > cap)
        export.code = DONE

    def _facts(self, window: Window, rows: Sequence[SentInvoice], *, truncated: bool) -> dict[str, Any]:
        facts: dict[str, Any] = {"isTruncated": truncated}
        if truncated:
            last = DATES[window.kind](rows[-1])
            facts[LAST_DATES[window.kind]] = (
                last.date().isoformat() if window.kind == "Issue" else stamp(last)
            )
        if window.kind == "PermanentStorage":
            facts["permanentStorageHwmDate"] = stamp(min(self._selection.mark, window.until))
        return facts

    def _cut(self, export: Export, archive: bytes) -> None:
        length = int(self._office.switches.faults.export_part)
        for start in range(0, len(archive), length):
            plain = archive[start : start + length]
            encrypted = aes_encrypt(plain, export.key or b"", export.iv)
            export.pieces.append(Piece(plain, encrypted, secrets.token_urlsafe(24)))

    def _view(self, export: Export) -> dict[str, Any]:
        view: dict[str, Any] = {
            "status": status_view(export.code, NAMES),
            "completedDate": stamp(export.done_at),
        }
        if export.code != DONE or export.done_at is None:
            return view
        until = export.done_at + PACKAGE_LIFE
        package = {
            "compressionType": export.compression,
            "invoiceCount": export.count,
            "size": export.size,
            "parts": [
                self._part(export, number, piece, until) for number, piece in enumerate(export.pieces, 1)
            ],
            **export.facts,
        }
        return {**view, "packageExpirationDate": stamp(until), "package": package}

    def _part(self, export: Export, number: int, piece: Piece, until: datetime) -> dict[str, Any]:
        return {
            "ordinalNumber": number,
            "partName": f"{export.reference}-{number:03}.zip.aes",
            "method": "GET",
            "url": f"{self._office.base_url}/storage/export/{piece.ticket}",
            "partSize": len(piece.plain),
            "partHash": sha256_base64(piece.plain),
            "encryptedPartSize": len(piece.encrypted),
            "encryptedPartHash": sha256_base64(piece.encrypted),
            "expirationDate": stamp(until),
        }


def _packed(rows: Sequence[SentInvoice], export: Export) -> bytes:
    listing = json.dumps({"invoices": [metadata(each) for each in rows]}, ensure_ascii=False).encode()
    files = [("_metadata.json", listing)]
    if not export.only_metadata:
        files += [(f"{each.ksef_number}.xml", each.plain) for each in rows]
    return _zipped(files) if export.compression == "Zip" else _tarred(files)


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def _tarred(files: Sequence[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()
