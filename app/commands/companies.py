"""The company that a command is about."""

from __future__ import annotations

from app.commands.speaking import fail
from invoicing.model.party import Nip
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company


async def company_or_fail(work: UnitOfWork, nip: Nip) -> Company:
    """The company of a NIP.

    Raises:
        SystemExit: status 1 with a sentence: the command was well written, the books do not know the company.
    """
    company: Company | None = await work.companies.by_nip(nip)
    if company is None:
        fail(f"There is no company with NIP {nip.digits} here. Add it first: latarnik company add")
    return company
