"""The counter of stored invoices: one by its number, and metadata by filters (facts: sections 6.1 and 6.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from aiohttp import web

from .errors import ApiError
from .front import Route, caller
from .office import Office
from .records import Archive, SentInvoice
from .reference import KSEF_NUMBER_SHAPE
from .wire import WARSAW, json_body, optional, page_size, required, sha256_base64, stamp

LONGEST_RANGE = timedelta(days=100)
ROW_CAP = 10_000
HWM_LAG = timedelta(seconds=1)
READ = ("InvoiceRead",)
SUBJECTS: dict[str, Callable[[SentInvoice, str], bool]] = {
    "Subject1": lambda invoice, nip: invoice.content.seller_nip == nip,
    "Subject2": lambda invoice, nip: invoice.content.buyer_nip == nip,
    "Subject3": lambda invoice, nip: nip in invoice.content.third_nips,
    "SubjectAuthorized": lambda invoice, nip: (
        nip in invoice.content.texts("f:PodmiotUpowazniony/f:DaneIdentyfikacyjne/f:NIP")
    ),
}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WARSAW)


DATES: dict[str, Callable[[SentInvoice], datetime]] = {
    "Issue": lambda invoice: _midnight(invoice.content.issue_date),
    "Invoicing": lambda invoice: invoice.received_at,
    "PermanentStorage": lambda invoice: invoice.stored_at or invoice.received_at,
}


@dataclass(frozen=True)
class Window:
    """The dates asked for."""

    kind: str
    since: datetime
    until: datetime

    def holds(self, invoice: SentInvoice) -> bool:
        """Tell whether the invoice falls into the window."""
        return self.since <= DATES[self.kind](invoice) <= self.until


class QueryCounter:
    """Shows stored invoices to those whom they concern."""

    def __init__(self, office: Office, archive: Archive) -> None:
        self._office = office
        self._archive = archive

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
        body = await json_body(request)
        hwm = self._office.now() - HWM_LAG
        window = self._window(required(body, "dateRange", dict), hwm)
        subject = _one_of(required(body, "subjectType", str), SUBJECTS, "subjectType")
        nip = caller(request).context.nip
        stored = [each for each in self._archive.invoices if each.stored_at is not None]
        found = [
            each
            for each in stored
            if SUBJECTS[subject](each, nip) and window.holds(each) and _matches(each, body)
        ]
        order = _one_of(request.query.get("sortOrder", "Asc"), ("Asc", "Desc"), "sortOrder")
        found.sort(key=DATES[window.kind], reverse=order == "Desc")
        start, size = _offset(request), page_size(request, 10, 250)
        rows = found[:ROW_CAP][start * size : (start + 1) * size]
        more = (start + 1) * size < min(len(found), ROW_CAP)
        answer = {
            "hasMore": more,
            "isTruncated": len(found) > ROW_CAP and not more,
            "permanentStorageHwmDate": stamp(hwm) if window.kind == "PermanentStorage" else None,
            "invoices": [_metadata(each) for each in rows],
        }
        return web.json_response(answer)

    def _window(self, dates: dict[str, Any], hwm: datetime) -> Window:
        kind = _one_of(required(dates, "dateType", str), DATES, "dateType")
        since = _moment(required(dates, "from", str))
        until = _moment(dates["to"]) if dates.get("to") is not None else max(self._office.now(), since)
        if until < since:
            raise ApiError(21405, "'dateRange.to' nie może być wcześniejsze niż 'dateRange.from'.")
        if until - since > LONGEST_RANGE:
            raise ApiError(21405, "Zakres dat nie może przekraczać 100 dni.")
        if dates.get("restrictToPermanentStorageHwmDate") is True and kind == "PermanentStorage":
            if since > hwm:
                detail = "Parametr dateRange.from jest późniejszy niż PermanentStorageHwmDate"
                raise ApiError(21183, f"{detail} przy włączonym restrictToPermanentStorageHwmDate.")
            until = min(until, hwm)
        return Window(kind, since, until)


def _one_of(value: str, allowed: Any, name: str) -> str:
    if value not in allowed:
        raise ApiError(21405, f"'{name}' ma niedozwoloną wartość '{value}'.")
    return value


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as wrong:
        raise ApiError(21405, f"'{value}' nie jest poprawną datą.") from wrong
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=WARSAW)


def _offset(request: web.Request) -> int:
    text = request.query.get("pageOffset", "0")
    if not text.isascii() or not text.isdigit():
        raise ApiError(21405, "'pageOffset' musi być liczbą nieujemną.")
    return int(text)


EXACT: dict[str, Callable[[SentInvoice], object]] = {
    "ksefNumber": lambda invoice: invoice.ksef_number,
    "invoiceNumber": lambda invoice: invoice.content.number,
    "sellerNip": lambda invoice: invoice.content.seller_nip,
    "invoicingMode": lambda invoice: invoice.mode,
    "isSelfInvoicing": lambda invoice: invoice.content.is_self_billed,
    "hasAttachment": lambda invoice: invoice.content.has_attachment,
    "formType": lambda _: "FA",
}
LISTED = {"currencyCodes": "currency", "invoiceTypes": "invoiceType"}
AMOUNTS = {"Brutto": "grossAmount", "Netto": "netAmount", "Vat": "vatAmount"}


def _matches(invoice: SentInvoice, filters: dict[str, Any]) -> bool:
    for name, read in EXACT.items():
        if filters.get(name) is not None and filters[name] != read(invoice):
            return False
    summary = invoice.content.summary()
    for name, field in LISTED.items():
        if filters.get(name) and summary[field] not in filters[name]:
            return False
    return _buyer_matches(summary, filters) and _amount_matches(summary, filters)


def _buyer_matches(summary: dict[str, Any], filters: dict[str, Any]) -> bool:
    wanted = optional(filters, "buyerIdentifier", dict)
    if wanted is None:
        return True
    actual = summary["buyer"]["identifier"]
    return wanted.get("type") == actual["type"] and wanted.get("value") in (None, actual["value"])


def _amount_matches(summary: dict[str, Any], filters: dict[str, Any]) -> bool:
    wanted = optional(filters, "amount", dict)
    if wanted is None:
        return True
    value = summary[AMOUNTS[_one_of(str(wanted.get("type")), AMOUNTS, "amount.type")]]
    lowest, highest = wanted.get("from"), wanted.get("to")
    return (lowest is None or value >= lowest) and (highest is None or value <= highest)


def _metadata(invoice: SentInvoice) -> dict[str, Any]:
    return {
        "ksefNumber": invoice.ksef_number,
        **invoice.content.summary(),
        "invoicingDate": stamp(invoice.received_at),
        "acquisitionDate": stamp(invoice.numbered_at),
        "permanentStorageDate": stamp(invoice.stored_at),
        "invoicingMode": invoice.mode,
        "invoiceHash": invoice.invoice_hash,
        "hashOfCorrectedInvoice": invoice.corrected_hash,
    }
