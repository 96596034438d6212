"""A list of invoices in a chat: a page of rows, numbered buttons, and buttons that turn the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from invoicing.services.companies import Standing
from invoicing.services.finding.records import BEFORE, Direction, Filed, Narrow, Query
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.ports import UnitOfWork
from invoicing.services.unpaid.parts import parts_of

FOUND, FILED = "found", "filed"
"""Buttons: a page of a search, one invoice."""
PAGE = 8
"""Rows of a page; as many buttons fit under it in two rows."""
_IN_A_ROW = 4
_PAGES = 1024
"""A button under a row knows the list it came from: search and page in one number."""


async def listed(work: UnitOfWork, standing: Standing, query: Query, today: date, page: int = 1) -> Reply:
    """A page of what fits; a page that does not exist is the last one."""
    company = standing.company.id
    search = search_id(company, query)
    count = await work.filed.count(company, query, today)
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    rows = await work.filed.find(company, query, today, limit=PAGE, offset=(page - 1) * PAGE)
    parts = await parts_of(work, company)
    if count > 1:
        await work.filed.remember(search, company, query)
    data = asked(query) | {
        "company": await company_named(work, standing),
        "count": count,
        "page": page,
        "pages": pages,
        "invoices": [row_of(each, today, parts.get(each.id)) for each in rows],
        "sums": await _sums(work, company, query, today),
    }
    return Reply("invoices", data, options=_buttons(rows, search, page, pages))


async def _sums(work: UnitOfWork, company: UUID, query: Query, today: date) -> list[Json]:
    """What is still to be paid, in all; of other lists nobody asks it."""
    if query.narrow not in {Narrow.UNPAID, Narrow.OVERDUE}:
        return []
    found = {**await work.filed.sums(company, query, today)}
    for invoice, paid in (await parts_of(work, company)).items():
        one = replace(query, number=(await work.filed.get(invoice)).number)
        if query.number is None and await work.filed.count(company, one, today):
            found[(await work.filed.get(invoice)).currency] -= paid
    return [{"currency": currency, "gross": str(gross)} for currency, gross in found.items()]


def search_id(company: UUID, query: Query) -> UUID:
    """The name of a search, short enough to stand in a button beside an invoice's; the same search, the same name."""
    digest = hashlib.sha256(f"{company}:{query!r}".encode()).digest()
    return UUID(int=int.from_bytes(digest[:7]) or 1)


def place_in(search: UUID, page: int) -> int:
    """Search and page as one number, for the version of a choice."""
    return search.int * _PAGES + min(page, _PAGES - 1)


def place_from(number: int) -> tuple[UUID, int] | None:
    """Search and page out of one number; None for a number that names none."""
    search, page = divmod(number, _PAGES)
    return (UUID(int=search), page) if 0 < search < 1 << 56 else None


def asked(query: Query) -> dict[str, Json]:
    """What was looked for, for the heading."""
    return {
        "narrow": query.narrow.value,
        "direction": query.direction.value if query.direction else None,
        "since": query.since.isoformat() if query.since else None,
        "until": query.until.isoformat() if query.until else None,
        "searched": query != Query(direction=query.direction, narrow=query.narrow),
    }


def row_of(found: Filed, today: date, part: Decimal | None = None) -> dict[str, Json]:
    """What a list says of an invoice; `part` of it was paid already."""
    lost = found.status is not None and found.status.value == "rejected" and found.mode is None
    to_pay = found.paid_on is None and found.gross > 0 and not lost and BEFORE not in found.marks
    late = (today - found.due_date).days if found.due_date and to_pay else 0
    return {
        "number": found.number,
        "direction": found.direction.value,
        "buyer": found.party,
        "gross": str(found.gross),
        "currency": found.currency,
        "issue_date": found.issue_date.isoformat(),
        "due_date": found.due_date.isoformat() if found.due_date else None,
        "open": to_pay,
        "part_paid": str(part) if part and to_pay else None,
        "rest": str(found.gross - part) if part and to_pay else None,
        "days_late": max(late, 0),
        "paid_on": found.paid_on.isoformat() if found.paid_on else None,
        "status": found.status.value if found.status else None,
        "ksef_number": str(found.ksef_number) if found.ksef_number else None,
        "elsewhere": found.invoice_id is None and found.direction is Direction.ISSUED,
        "marks": [each for each in found.marks if each != BEFORE],
        "before": BEFORE in found.marks,
    }


async def company_named(work: UnitOfWork, standing: Standing) -> str | None:
    """The company's name, for people who work for several."""
    several = len(await work.people.memberships(standing.person.id)) > 1
    return standing.company.profile.seller.name if several else None


def _buttons(found: Sequence[Filed], search: UUID, page: int, pages: int) -> tuple[tuple[Option, ...], ...]:
    picks = [
        Option(f"pick-{ordinal}", choice=Choice(FILED, each.id, place_in(search, page)))
        for ordinal, each in enumerate(found, 1)
    ]
    back = Option("page-back", choice=Choice(FOUND, search, page - 1))
    following = Option("page-next", choice=Choice(FOUND, search, page + 1))
    turning = tuple(each for each, there in ((back, page > 1), (following, page < pages)) if there)
    chunks = [tuple(picks[at : at + _IN_A_ROW]) for at in range(0, len(picks), _IN_A_ROW)]
    return (*chunks, turning) if turning else tuple(chunks)
