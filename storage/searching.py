"""What a search says, in the words of the database."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from invoicing.model.lifecycle import Status
from invoicing.services.finding.records import BEFORE, Narrow, Query
from invoicing.services.parsing.tokens import fold
from storage.shelf_tables import filed
from storage.tables import WAITS, invoices

KSEF_NUMBER = func.coalesce(invoices.c.ksef_number, filed.c.ksef_number)
OF_KSEF = re.compile(r"[0-9A-Fa-f-]{8,36}")
"""Letters of a KSeF number, so many that people's own have no more."""
_WAITING = select(invoices.c.id).where(WAITS)
_LOST = Status.REJECTED.value


def conditions(query: Query) -> list[ColumnElement[bool]]:
    """What everything that is said of an invoice comes to."""
    found: list[ColumnElement[bool]] = []
    if query.direction is not None:
        found.append(filed.c.direction == query.direction.value)
    if query.party_id is not None:
        found.append(filed.c.party_id == query.party_id)
    if query.number is not None:
        inside = filed.c.number_folded.contains(fold(query.number), autoescape=True)
        theirs = KSEF_NUMBER.contains(query.number.upper(), autoescape=True)
        found.append(or_(inside, theirs) if asks_ksef(query) else inside)
    if query.gross is not None:
        found.append(filed.c.hundredths == hundredths(query.gross))
    if query.currency is not None:
        found.append(filed.c.currency == query.currency)
    if query.since is not None:
        found.append(filed.c.issue_date >= query.since)
    if query.until is not None:
        found.append(filed.c.issue_date <= query.until)
    return found


def asks_ksef(query: Query) -> bool:
    """Whether the number may be a part of one that KSeF gave: longer than people's own, of its letters."""
    return query.number is not None and OF_KSEF.fullmatch(query.number) is not None


def narrowed(narrow: Narrow, today: date, company_id: UUID) -> list[ColumnElement[bool]]:
    """Which of them are wanted; needs the table of invoices joined, but for those that wait."""
    status = invoices.c.status
    if narrow is Narrow.WAITING:
        return [filed.c.invoice_id.in_(_WAITING.where(invoices.c.company_id == company_id))]
    if narrow is Narrow.REJECTED:
        return [status == _LOST]
    if narrow is Narrow.ALL:
        return []
    counts = or_(status.is_(None), status != _LOST, invoices.c.offline_mode.is_not(None))
    to_pay = [filed.c.paid_on.is_(None), filed.c.hundredths > 0, counts, filed.c.marks != BEFORE]
    return [*to_pay, filed.c.due_date < today] if narrow is Narrow.OVERDUE else to_pay


def hundredths(amount: Decimal) -> int:
    """An amount with two decimals as a whole number."""
    return int((amount * 100).to_integral_value())
