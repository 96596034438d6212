"""Once a month a company's own entry in the register of VAT tax-payers is looked at again; a change is told to its owners.

Buyers lose by what changed there unnoticed: they may not deduct from whoever is not an active tax-payer, and above
15 000 zł they may pay only to a listed account (art. 117ba Ordynacja podatkowa, art. 22p PIT, art. 15d CIT). The
register allows a hundred searches a day, which are people's first, so that this look takes one company at a time.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from invoicing.model.accounts import BankAccount
from invoicing.model.company import CompanyProfile, VatStatus
from invoicing.model.errors import Unavailable
from invoicing.model.party import Nip
from invoicing.services.messages import Json, Reply
from invoicing.services.onboarding.sightings import seen_of
from invoicing.services.ports import Clock, RegisteredTaxpayer, UnitOfWork, UnitsOfWork
from invoicing.services.records import Company, Role
from invoicing.services.telling.audience import listeners

ASKING_HOURS = range(9, 19)
"""When the register is asked, in Warsaw; by night it updates itself, and nobody is to be woken by what it says."""
APART = timedelta(minutes=20)
"""At least so long between two companies, so that the day's searches remain for people."""
AGAIN_AFTER = timedelta(hours=3)
"""When a register that was silent is asked again."""
LOOK_AGAIN = timedelta(hours=1)
"""After so long a company that came meanwhile is noticed."""
_SPREAD = 5  # days over which companies that came on one day are spread
_NEXT_LOOK = "own-entries:next-look"


class Listed(StrEnum):
    """What the register says of a tax-payer."""

    ACTIVE = "active"
    EXEMPT = "exempt"
    ABSENT = "absent"  # not registered, struck off, or never there


_STATUSES: Mapping[str | None, Listed] = {"Czynny": Listed.ACTIVE, "Zwolniony": Listed.EXEMPT}


@dataclass(frozen=True, slots=True)
class Entry:
    """What was seen: the status, and whether the account was listed; None where it says nothing."""

    status: Listed
    account: str | None = None
    account_listed: bool | None = None

    @classmethod
    def expected(cls, profile: CompanyProfile) -> Entry:
        """What should be there, by what the company says of itself."""
        if profile.vat_status is VatStatus.EXEMPT:
            return cls(Listed.EXEMPT)
        account = _listable(profile)
        return cls(Listed.ACTIVE, account, True if account else None)


class OwnRegister(Protocol):
    """The register, asked for an entry and about an account."""

    async def find(self, nip: Nip, on: date) -> RegisteredTaxpayer | None:
        """The entry on that day; None when the register says that there is none.

        Raises:
            Unavailable: no usable answer.
        """

    async def assigned(self, nip: Nip, account: str, on: date) -> bool:
        """Whether the account is that tax-payer's; raises as `find`."""


class CompareOwnEntries:
    """One look: the first company whose month is over, if the register is not being asked too often."""

    def __init__(self, units: UnitsOfWork, clock: Clock, register: OwnRegister) -> None:
        self._units, self._clock, self._register = units, clock, register

    async def __call__(self) -> None:
        """Ask outside of any transaction; what was seen and who is told of it are written in one."""
        now = self._clock.now()
        if now.hour not in ASKING_HOURS:
            return
        company = await self._next(now)
        if company is None:
            return
        try:
            seen = await self._seen(company.profile, now.date())
        except Unavailable:
            await self._postpone(company.id, now + AGAIN_AFTER)
            return
        async with self._units() as work:
            before = await _before(work, company)
            await work.cursors.put(_entry(company.id), json.dumps(asdict(seen)))
            await work.cursors.put(_due(company.id), _month_later(company.id, now).isoformat())
            await _tell(work, company, before, seen, now.date())

    async def _next(self, now: datetime) -> Company | None:
        """Whose turn it is; mostly one short query says that it is nobody's."""
        async with self._units.reading() as work:
            if not _has_come(await work.cursors.get(_NEXT_LOOK), now):
                return None
        async with self._units() as work:
            chosen, soonest = None, now + LOOK_AGAIN
            for company in await work.companies.all():
                due = await _due_of(work, company.id, now)
                if due > now:
                    soonest = min(soonest, due)
                elif chosen is None:
                    chosen = company
            await work.cursors.put(_NEXT_LOOK, (now + APART if chosen else soonest).isoformat())
        return chosen

    async def _seen(self, profile: CompanyProfile, today: date) -> Entry:
        nip = profile.seller.nip
        found = await self._register.find(nip, today)
        status = _STATUSES.get(found.vat_status, Listed.ABSENT) if found else Listed.ABSENT
        account = _listable(profile)
        if status is not Listed.ACTIVE or account is None:
            return Entry(status)
        return Entry(status, account, await self._register.assigned(nip, account, today))

    async def _postpone(self, company_id: UUID, due: datetime) -> None:
        async with self._units() as work:
            await work.cursors.put(_due(company_id), due.isoformat())


def changes(before: Entry, seen: Entry, profile: CompanyProfile) -> list[str]:
    """What an owner has to know; nothing where all is as it was, or as it ought to be.

    A company that charges no VAT may be listed as exempt or not at all: that is one and the same to it.
    """
    found: list[str] = []
    taxed = profile.vat_status is VatStatus.ACTIVE
    if (before.status is Listed.ACTIVE) != (seen.status is Listed.ACTIVE):
        found.append("active" if seen.status is Listed.ACTIVE else "not-active")
    elif taxed and before.status is not seen.status:
        found.append("not-active")
    if seen.account_listed is None:
        return found
    known = before.account_listed if before.account == seen.account else True
    if known is not seen.account_listed and not (known is None and seen.account_listed):
        found.append("account-listed" if seen.account_listed else "account-missing")
    return found


async def _tell(work: UnitOfWork, company: Company, before: Entry, seen: Entry, today: date) -> None:
    changed = changes(before, seen, company.profile)
    if not changed:
        return
    data: dict[str, Json] = {
        "company": company.profile.seller.name,
        "nip": company.profile.seller.nip.digits,
        "changed": [*changed],
        "status": seen.status.value,
        "taxed": company.profile.vat_status is VatStatus.ACTIVE,
        "account": seen.account,
        "on": today.isoformat(),
    }
    reply = Reply("own-entry-changed", data)
    for owner in await listeners(work, [company.id], {Role.OWNER}):
        await work.jobs.enqueue(owner.show(reply, f"own-entry:{company.id}:{today}"))


async def _due_of(work: UnitOfWork, company_id: UUID, now: datetime) -> datetime:
    """When a company is to be looked at; one that is new here gets a day of its own first."""
    due = await work.cursors.get(_due(company_id))
    if due is not None:
        return datetime.fromisoformat(due)
    first = now + timedelta(minutes=_scattered(company_id))
    await work.cursors.put(_due(company_id), first.isoformat())
    return first


def _has_come(moment: str | None, now: datetime) -> bool:
    return moment is None or datetime.fromisoformat(moment) <= now


async def _before(work: UnitOfWork, company: Company) -> Entry:
    """What was seen last: a month ago, or when the company was taken on; else what ought to be there."""
    kept = await work.cursors.get(_entry(company.id))
    if kept:
        read = json.loads(kept)
        return Entry(Listed(read["status"]), read["account"], read["account_listed"])
    seen = await seen_of(work, company.id)
    if seen is None:
        return Entry.expected(company.profile)
    status, account = _STATUSES.get(seen.vat_status, Listed.ABSENT), _listable(company.profile)
    listed = account in seen.accounts if account and status is Listed.ACTIVE else None
    return Entry(status, account, listed)


def _listable(profile: CompanyProfile) -> str | None:
    """The account as the register knows it: at a Polish bank, 26 digits."""
    if profile.bank_account is None:
        return None
    account = BankAccount.parse(profile.bank_account)
    return account.number if account.iban.startswith("PL") else None


def _month_later(company_id: UUID, now: datetime) -> datetime:
    return now + timedelta(days=28, minutes=_scattered(company_id))


def _scattered(company_id: UUID) -> int:
    """Minutes that are a company's own, so that those who came together do not ask together."""
    return zlib.crc32(company_id.bytes) % (_SPREAD * 24 * 60)


def _entry(company_id: UUID) -> str:
    return f"own-entry:{company_id}"


def _due(company_id: UUID) -> str:
    return f"own-entry-due:{company_id}"
