"""How each invoice of a month is marked in the JPK_V7 that is filed on a given day.

The structure JPK_V7M(3) wants the KSeF number, or why there is none: OFF (failure, art. 106nf), DI (offline24 and
unavailability; the file is corrected when the number has come), BFK (issued outside KSeF for ever).
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from invoicing.model.jpk import Marker, Outside, jpk_marker
from invoicing.model.lifecycle import Status
from invoicing.model.offline import Duty, OfflineMode
from invoicing.model.party import BuyerKind
from invoicing.services.companies import Standing
from invoicing.services.messages import Json, Reply
from invoicing.services.parsing.months import month_said, previous_month
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import StoredInvoice
from invoicing.services.replies import summary
from invoicing.services.sending.waiting import term_of
from invoicing.services.terms.due import Terms, terms_of_each

_FIRST_READ, _LATE_DATED = 200, timedelta(days=62)
_SHOWN = 40  # invoices in one message
_ASKING = frozenset({"jpk", "znacznik", "znaczniki", "oznaczenia"})
_LONGEST = 6  # words
REFUSED = "none"
"""Marker of what KSeF refused while online: no invoice was issued."""
_PLAIN = str.maketrans("ąćęłńóśźż", "acelnoszz")


@dataclass(frozen=True, slots=True)
class Marked:
    """An invoice and its marker on the day.

    Attributes:
        marker: of `model/jpk`, or "none".
        correct_later: the file must be corrected when the number has come.
    """

    stored: StoredInvoice
    marker: str
    article: str
    correct_later: bool = False

    def data(self) -> dict[str, Json]:
        """As a line of the command, and of the reply."""
        number = self.stored.ksef_number if self.marker == Marker.NUMBER else None
        return {
            **summary(self.stored),
            "issue_date": self.stored.invoice.issue_date.isoformat(),
            "ksef_number": str(number) if number else None,
            "marker": self.marker,
            "article": self.article,
            "correct_later": self.correct_later,
        }


def marked(stored: StoredInvoice, terms: Terms, on: date, now: datetime) -> Marked:
    """The marker on a filing day; an online invoice that KSeF refused was never issued (art. 106na ust. 1)."""
    del now
    numbered = stored.numbered_by_ksef_at if stored.ksef_number else None
    if stored.status is Status.REJECTED and stored.offline_mode is None:
        return Marked(stored, REFUSED, "art. 106na ust. 1")
    said = jpk_marker(
        stored.offline_mode,
        on,
        issued=stored.invoice.issue_date,
        numbered_at=numbered,
        outside=_outside(stored, terms),
    )
    return Marked(stored, said.marker.value, f"art. {said.article}", said.correct_later)


def _outside(stored: StoredInvoice, terms: Terms) -> Outside | None:
    """Why it never goes to KSeF; None when it does."""
    if stored.offline_mode is OfflineMode.TOTAL_FAILURE:
        return Outside.TOTAL_FAILURE
    if stored.status is Status.OUTSIDE:
        consumer = stored.invoice.buyer.kind is BuyerKind.CONSUMER
        return Outside.CONSUMER if consumer else Outside.SMALL_SALES
    if stored.ksef_number is None and term_of(stored, terms).duty is Duty.NONE:
        emergency = stored.offline_mode is OfflineMode.EMERGENCY
        return Outside.LIFTED_FAILURE if emergency else Outside.LIFTED
    return None


async def jpk_of_month(work: UnitOfWork, company: UUID, month: date, on: date, now: datetime) -> list[Marked]:
    """All invoices with a date of issue in that month, by date and number.

    Args:
        work: the open transaction.
        company: whose.
        month: any day of the month.
        on: the filing day.
        now: tells the time zone of days.
    """
    first = month.replace(day=1)
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    terms = (await terms_of_each(work, [company]))[company]
    found = [each async for each in _issued(work, company, first, last)]
    found.sort(key=lambda stored: (stored.invoice.issue_date, stored.invoice.number))
    return [marked(stored, terms, on, now) for stored in found]


async def _issued(work: UnitOfWork, company: UUID, first: date, last: date) -> AsyncIterator[StoredInvoice]:
    """Reads back from the latest until well before the month: dates of issue follow the order of issue roughly."""
    most = _FIRST_READ
    latest = await work.invoices.recent(company, most)
    while len(latest) == most and latest[-1].invoice.issue_date >= first - _LATE_DATED:
        most *= 4
        latest = await work.invoices.recent(company, most)
    for stored in latest:
        if first <= stored.invoice.issue_date <= last:
            yield stored


def asked_month(text: str, today: date) -> date | None:
    """The first day of the month whose markers somebody asks for; None when the words are about something else.

    Without a month it is the one that is filed next, the previous; a month that has not come yet is last year's.

    >>> asked_month("znaczniki JPK za listopad", date(2026, 12, 3)), asked_month("/jpk 2026-10", date(2026, 12, 3))
    (datetime.date(2026, 11, 1), datetime.date(2026, 10, 1))
    """
    words = re.findall(r"[\w-]+", text.lower().translate(_PLAIN))
    if "jpk" not in words or len(words) > _LONGEST or not _ASKING & set(words[:2]):
        return None
    return month_said(text, today) or previous_month(today)


async def jpk_reply(work: UnitOfWork, standing: Standing, month: date, now: datetime) -> Reply:
    """The list in a chat, as of today."""
    found = await jpk_of_month(work, standing.company.id, month, now.date(), now)
    counts: dict[str, Json] = dict(Counter(each.marker for each in found))
    # those with a number need no word each; the others do
    others: list[Json] = [each.data() for each in found if each.marker != Marker.NUMBER]
    data: dict[str, Json] = {
        "company": standing.company.profile.seller.name,
        "month": month.isoformat(),
        "on": now.date().isoformat(),
        "count": len(found),
        "counts": counts,
        "invoices": others[:_SHOWN],
        "more": max(0, len(others) - _SHOWN),
    }
    return Reply("jpk", data)


def reading_of(text: str, now: datetime) -> Callable[[UnitOfWork, Standing], Awaitable[Reply]] | None:
    """What answers the words, when they ask for markers."""
    month = asked_month(text, now.date())
    return partial(jpk_reply, month=month, now=now) if month else None
