"""The counter of stored invoices: one by its number, and metadata by filters (facts: sections 6.1 and 6.2)."""

from aiohttp import web

from .errors import ApiError
from .front import Route, caller
from .office import Office
from .records import Archive
from .reference import KSEF_NUMBER_SHAPE
from .selection import SUBJECTS, Selection, metadata
from .wire import json_body, one_of, page_offset, page_size, sha256_base64, stamp

ROW_CAP = 10_000
READ = ("InvoiceRead",)


class QueryCounter:
    """Shows stored invoices to those whom they concern."""

    def __init__(self, office: Office, archive: Archive) -> None:
        self._archive = archive
        self._selection = Selection(office, archive)

    def routes(self) -> list[Route]:
        """The reading operations outside of sessions."""
        return [
            Route("GET", "/invoices/ksef/{number}", self.download, "invoiceDownload", any_of=READ),
            Route("POST", "/invoices/query/metadata", self.metadata, "invoiceMetadata", any_of=READ),
        ]

    async def download(self, request: web.Request) -> web.Response:
        """The document itself, byte for byte; 21165 between number and permanent storage."""
        number = request.match_info["number"]
        if not KSEF_NUMBER_SHAPE.fullmatch(number):
            raise ApiError(21405, "Numer KSeF ma nieprawidłowy format.")
        invoice = self._archive.by_ksef_number(number)
        nip = caller(request).context.nip
        if invoice is None or not any(concerns(invoice, nip) for concerns in SUBJECTS.values()):
            raise ApiError(21164, f"Faktura o numerze {number} nie została znaleziona.")
        if invoice.stored_at is None:
            raise ApiError(21165, f"Faktura o numerze {number} nie jest jeszcze dostępna.")
        headers = {"x-ms-meta-hash": sha256_base64(invoice.plain)}
        return web.Response(body=invoice.plain, content_type="application/xml", headers=headers)

    async def metadata(self, request: web.Request) -> web.Response:
        """List metadata by filters."""
        filters = await json_body(request)
        window, found = self._selection.find(filters, caller(request).context.nip)
        if one_of(request.query.get("sortOrder", "Asc"), ("Asc", "Desc"), "sortOrder") == "Desc":
            found.reverse()
        size = page_size(request, 10, 250)
        start = page_offset(request) * size
        end = min(start + size, ROW_CAP)
        by_storage = window.kind == "PermanentStorage"
        answer = {
            "hasMore": end < len(found),
            "isTruncated": ROW_CAP <= end < len(found),
            "permanentStorageHwmDate": stamp(self._selection.mark) if by_storage else None,
            "invoices": [metadata(each) for each in found[start:end]],
        }
        return web.json_response(answer)
