"""Which stored invoices a caller may see and asks for (facts: sections 6.2 and 6.4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from .errors import ApiError
from .office import Office
from .records import Archive, SentInvoice
from .wire import WARSAW, moment, one_of, optional, required, stamp

LONGEST_RANGE = timedelta(days=100)

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


class Selection:
    """The invoices that filters let through, for one caller."""

    def __init__(self, office: Office, archive: Archive) -> None:
        self._office = office
        self._archive = archive

    @property
    def mark(self) -> datetime:
        """The high water mark: up to here the list by permanent storage is closed."""
        return self._office.now() - timedelta(seconds=self._office.switches.faults.hwm_lag)

    def find(self, filters: dict[str, Any], nip: str) -> tuple[Window, list[SentInvoice]]:
        """The window asked for and what lies in it, oldest first."""
        window = self.window(required(filters, "dateRange", dict))
        subject = one_of(required(filters, "subjectType", str), SUBJECTS, "subjectType")
        found = [
            each
            for each in self._archive.invoices
            if each.stored_at is not None
            and SUBJECTS[subject](each, nip)
            and window.holds(each)
            and _matches(each, filters)
        ]
        return window, sorted(found, key=DATES[window.kind])

    def window(self, dates: dict[str, Any]) -> Window:
        """Read `dateRange`; 21405 for an impossible one, 21183 beyond the mark when it restricts."""
        kind = one_of(required(dates, "dateType", str), DATES, "dateType")
        since = moment(required(dates, "from", str))
        until = moment(dates["to"]) if dates.get("to") is not None else max(self._office.now(), since)
        if until < since:
            raise ApiError(21405, "'dateRange.to' nie może być wcześniejsze niż 'dateRange.from'.")
        if until - since > LONGEST_RANGE:
            raise ApiError(21405, "Zakres dat nie może przekraczać 100 dni.")
        if dates.get("restrictToPermanentStorageHwmDate") is True and kind == "PermanentStorage":
            if since > self.mark:
                detail = "Parametr dateRange.from jest późniejszy niż PermanentStorageHwmDate"
                raise ApiError(21183, f"{detail} przy włączonym restrictToPermanentStorageHwmDate.")
            until = min(until, self.mark)
        return Window(kind, since, until)


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
    value = summary[AMOUNTS[one_of(str(wanted.get("type")), AMOUNTS, "amount.type")]]
    lowest, highest = wanted.get("from"), wanted.get("to")
    return (lowest is None or value >= lowest) and (highest is None or value <= highest)


def metadata(invoice: SentInvoice) -> dict[str, Any]:
    """`InvoiceMetadata` of a stored invoice."""
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
