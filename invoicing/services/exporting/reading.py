"""Reading a month invoice by invoice, so that memory does not grow with their number."""

from __future__ import annotations

import calendar
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from invoicing.model.document import DocumentView
from invoicing.model.errors import InvalidDocument, InvalidValue, Refused
from invoicing.model.lifecycle import Status
from invoicing.services.exporting.records import (
    BROKEN,
    ELSEWHERE,
    NO_DOCUMENT,
    NO_PDF,
    NOT_ISSUED,
    RECEIVED,
    Exported,
    File,
    Row,
)
from invoicing.services.file_refs import DocumentForm
from invoicing.services.finding.records import Direction, Filed, Query
from invoicing.services.papers.documents import Documents
from invoicing.services.ports import UnitOfWork, UnitsOfWork
from invoicing.services.received.documents import TheirDocuments
from invoicing.services.received.ports import Reads

PAGE = 50


def days_of(month: date) -> tuple[date, date]:
    """First and last day of its month."""
    return month.replace(day=1), month.replace(day=calendar.monthrange(month.year, month.month)[1])


async def count_of(work: UnitOfWork, company: UUID, month: date) -> int:
    """How many invoices have their date of issue in it."""
    first, last = days_of(month)
    return await work.filed.count(company, Query(since=first, until=last), last)


@dataclass(frozen=True, slots=True)
class MonthReader:
    """Reads issued and received invoices with their files.

    Attributes:
        documents, theirs: where files come from.
        reads: what a received document says of net and tax.
        folder: where files of a direction lie in the package, in a language.
    """

    units: UnitsOfWork
    documents: Documents
    theirs: TheirDocuments
    reads: Reads
    folder: Callable[[Direction, str], str]

    async def __call__(self, company: UUID, month: date, language: str) -> AsyncIterator[Exported]:
        """Every invoice of the month, in the order in which they were written down."""
        first, last = days_of(month)
        place = 0
        while True:
            async with self.units.reading() as work:
                page = await work.filed.dated(company, first, last, place, PAGE)
            for filed in page:
                yield await self._exported(filed, language)
            if len(page) < PAGE:
                return
            place = page[-1].place

    async def _exported(self, filed: Filed, language: str) -> Exported:
        return await (self._ours if filed.invoice_id else self._theirs)(filed, language)

    async def _ours(self, filed: Filed, language: str) -> Exported:
        async with self.units.reading() as work:
            stored = await work.invoices.get(filed.id)
        totals, supplied = stored.invoice.totals, stored.invoice.supply_date
        row = replace(
            _row(filed, stored.status.value),
            net=totals.net,
            vat=totals.vat,
            supply_date=supplied.isoformat() if supplied else "",
        )
        if stored.status is Status.REJECTED and stored.offline_mode is None:
            return Exported(replace(row, status=NOT_ISSUED), ())
        xml = File(self._named(filed, language), stored.xml, filed.issue_date)
        try:
            drawn = await self.documents.content(stored, DocumentForm.PDF, language)
        except (
            Refused
        ):  # the hand-over matrix, or no certificate: the buyer must not get it, so neither a copy
            return Exported(replace(row, xml=xml.name, note=NO_PDF), (xml,))
        return _with_pdf(row, xml, drawn)

    def _named(self, filed: Filed, language: str) -> str:
        """The XML's name in the package; the place tells apart what numbers without odd letters no longer do."""
        number = re.sub(r"[^\w.-]+", "-", filed.number).strip("-.")[:80] or "faktura"
        seller = re.sub(r"[^A-Za-z0-9]", "", filed.party_id or "")
        bearer = f"{seller}-" if seller and filed.direction is Direction.RECEIVED else ""
        return f"{self.folder(filed.direction, language)}/{filed.place:06}-{bearer}{number}.xml"

    async def _theirs(self, filed: Filed, language: str) -> Exported:
        status = RECEIVED if filed.direction is Direction.RECEIVED else ELSEWHERE
        async with self.units.reading() as work:
            kept = await work.ksef.get(filed.company_id, filed.ksef_number) if filed.ksef_number else None
        if kept is None or kept.entry.xml is None:
            return Exported(replace(_row(filed, status), note=NO_DOCUMENT), ())
        content = kept.entry.xml
        xml = File(self._named(filed, language), content, filed.issue_date)
        try:
            row = _said(_row(filed, status), self.reads(content))
            drawn = await self.theirs.content(filed, content, DocumentForm.PDF, language)
        except (InvalidDocument, InvalidValue, Refused):
            return Exported(replace(_row(filed, status), xml=xml.name, note=BROKEN), (xml,))
        return _with_pdf(row, xml, drawn)


def _with_pdf(row: Row, xml: File, drawn: bytes) -> Exported:
    pdf = File(xml.name.removesuffix(".xml") + ".pdf", drawn, xml.day)
    return Exported(replace(row, xml=xml.name, pdf=pdf.name), (xml, pdf))


def _row(filed: Filed, status: str) -> Row:
    return Row(
        direction=filed.direction,
        number=filed.number,
        issue_date=filed.issue_date,
        supply_date="",
        party=filed.party,
        party_id=filed.party_id or "",
        net=None,
        vat=None,
        gross=filed.gross,
        currency=filed.currency,
        due_date=filed.due_date,
        paid_on=filed.paid_on,
        status=status,
        mode=filed.mode.value if filed.mode else "",
        ksef_number=str(filed.ksef_number) if filed.ksef_number else "",
    )


def _said(row: Row, view: DocumentView) -> Row:
    """Net and tax as the document has them; an amount that is none leaves both empty."""
    try:
        net = sum((Decimal(each.net or 0) for each in view.totals), Decimal(0))
        vat = sum((Decimal(each.vat or 0) for each in view.totals), Decimal(0))
    except InvalidOperation:
        return replace(row, supply_date=view.supplied)
    return replace(row, net=net, vat=vat, supply_date=view.supplied)
