"""The pro formas of a company, the newest first, and the one that somebody means."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.services.companies import Standing
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.ports import UnitOfWork
from invoicing.services.pro_forma.records import ProForma
from invoicing.services.pro_forma.state import Fate, ProFormaState, fate_of
from invoicing.services.pro_forma.telling import INVOICE

PAGE = 8
"""Rows of a page; each may have a button."""
_LOOKED_AT, _NAMED = 500, 5
_WAITS = frozenset({ProFormaState.OPEN, ProFormaState.EXPIRED})


async def listed(work: UnitOfWork, standing: Standing, today: date, page: int = 1) -> Reply:
    """A page of them, each with where it stands; a page that does not exist is the last one."""
    company = standing.company.id
    count = await work.pro_formas.count(company)
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    found = await work.pro_formas.of_company(company, PAGE, (page - 1) * PAGE)
    fates = [await fate_of(work, each, today) for each in found]
    rows: list[Json] = [_row(each) for each in fates]
    data: dict[str, Json] = {"rows": rows, "count": count, "page": page, "pages": pages}
    if standing.among > 1:
        data["company"] = standing.company.profile.seller.name
    buttons = tuple((_button(each),) for each in fates if each.state in _WAITS)
    return Reply("pro-formas", data, options=buttons if standing.may_issue else ())


async def meant(work: UnitOfWork, company: UUID, said: str) -> ProForma:
    """The one of a number; of a count alone, "2", the only one that ends so.

    Raises:
        Refused: pro-forma-unknown; pro-forma-which, with the numbers that it could be.
    """
    named = await work.pro_formas.by_number(company, said.upper())
    if named is not None:
        return named
    if not said.isdecimal():
        raise Refused("pro-forma-unknown", number=said.upper())
    recent = await work.pro_formas.of_company(company, _LOOKED_AT)
    ending = [each for each in recent if each.content.number.rpartition("/")[2] == said]
    if len(ending) > 1:
        numbers = ", ".join(each.content.number for each in ending[:_NAMED])
        raise Refused("pro-forma-which", numbers=numbers)
    if not ending:
        raise Refused("pro-forma-unknown", number=said)
    return ending[0]


def _row(fate: Fate) -> dict[str, Json]:
    content = fate.pro_forma.content
    return {
        "number": content.number,
        "buyer": content.buyer.name,
        "gross": str(content.totals.gross),
        "currency": content.currency,
        "issue_date": content.issue_date.isoformat(),
        "due_date": content.due_date.isoformat() if content.due_date else None,
        "state": fate.state.value,
        "invoices": [*fate.invoices],
    }


def _button(fate: Fate) -> Option:
    found = fate.pro_forma
    return Option("pro-forma-invoice-of", choice=Choice(INVOICE, found.id), about=found.content.number)
