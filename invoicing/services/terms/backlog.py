"""What KSeF has not taken yet, as one person sees it: all their companies, by deadline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from invoicing.model.offline import Article, Duty, OfflineMode
from invoicing.services.messages import Json
from invoicing.services.ports import UnitOfWork
from invoicing.services.terms.due import Due, what_is_due


@dataclass(frozen=True, slots=True)
class Row:
    """Invoices of a company that are due on one day in one mode.

    Attributes:
        day: the last day in time; None while it is not known, and where nothing must be sent.
        issued: the days of issue, from the first to the last.
        rejected: KSeF refused them; their term runs until a person puts them right.
    """

    company: str
    count: int
    day: date | None
    duty: Duty
    ground: OfflineMode
    article: Article
    issued: tuple[date, date]
    rejected: bool = False

    def data(self, today: date) -> dict[str, Json]:
        """As replies carry it."""
        first, last = self.issued
        return {
            "company": self.company,
            "count": self.count,
            "deadline": self.day.isoformat() if self.day else None,
            "no_duty": self.duty is Duty.NONE,
            "mode": self.ground.value,
            "article": f"art. {self.article.value}",
            "late": self.day is not None and self.day < today,
            "today": self.day == today,
            "issued_from": first.isoformat(),
            "issued_to": last.isoformat(),
            "rejected": self.rejected,
        }


class Overview:
    """What waits or must be put right at some companies, read once and asked for many people."""

    def __init__(self, found: Iterable[Due], names: Mapping[UUID, str], today: date) -> None:
        self.today = today
        self._names = names
        self._rows: dict[UUID, list[Row]] = {company: [] for company in names}
        by_company = sorted(found, key=lambda due: due.group.company_id.int)
        for company, group in groupby(by_company, key=lambda due: due.group.company_id):
            self._rows[company] = _merged(names.get(company, ""), group)

    def rows(self, companies: Iterable[UUID]) -> list[Row]:
        """What KSeF has not taken from these companies, the earliest deadline first, then by name."""
        return sorted((row for company in companies for row in self._rows.get(company, ())), key=_order)

    def of(self, companies: Sequence[UUID]) -> dict[str, Json]:
        """What replies say of it: how many wait, how many were rejected, until when, and whether to name companies."""
        rows = self.rows(companies)
        return {
            "count": sum(row.count for row in rows if not row.rejected),
            "rejected": sum(row.count for row in rows if row.rejected),
            "rows": [row.data(self.today) for row in rows],
            "many": len(companies) > 1,
        }


def _order(row: Row) -> tuple[bool, date, str, date]:
    return (row.duty is Duty.NONE, row.day or date.max, row.company.casefold(), row.issued[0])


def _merged(company: str, found: Iterable[Due]) -> list[Row]:
    """One row for all days of issue that end on the same day for the same reason."""

    def key(due: Due) -> tuple[bool, date, bool, str, str]:
        term, rejected = due.deadline, due.group.rejected
        return (term.duty is Duty.NONE, term.day or date.max, not rejected, due.ground, term.article)

    rows = []
    for _, same in groupby(sorted(found, key=key), key=key):
        group = list(same)
        deadline, days = group[0].deadline, [due.group.issue_date for due in group]
        count = sum(due.group.count for due in group)
        ends = (min(days), max(days))
        rejected = group[0].group.rejected
        rows.append(
            Row(
                company, count, deadline.day, deadline.duty, group[0].ground, deadline.article, ends, rejected
            )
        )
    return rows


async def overview(work: UnitOfWork, today: date, companies: Sequence[UUID] | None = None) -> Overview:
    """Look at some companies; None looks at all, with few queries however many there are."""
    if companies is None:
        known = await work.companies.all()
    else:
        known = [await work.companies.get(company) for company in companies]
    names = {company.id: company.profile.seller.name for company in known}
    return Overview(await what_is_due(work, companies), names, today)


async def companies_of(work: UnitOfWork, person: UUID) -> list[UUID]:
    """Where a person belongs, the first joined first."""
    return [membership.company_id for membership in await work.people.memberships(person)]
