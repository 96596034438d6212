"""Owners are told in time: a certificate that ends, or no offline certificate before KSeF goes dark."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from invoicing.services.access.certificates import HeldCertificate, Wallet, wallet_of
from invoicing.services.access.page import page_button
from invoicing.services.messages import Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Company, Role
from invoicing.services.replies import tell

DAYS_BEFORE = (60, 30, 14, 7, 1, 0)
"""How many days before the end of a certificate or token its owners hear of it; 0 is the end itself."""
WAKING_HOURS = range(8, 20)
"""When such news may reach a chat, in Warsaw."""


def notice_due(valid_to: date, today: date) -> int | None:
    """Which of `DAYS_BEFORE` has been reached; None while there is more time.

    >>> notice_due(date(2026, 12, 20), date(2026, 11, 20)), notice_due(date(2026, 11, 25), date(2026, 11, 20))
    (30, 7)
    """
    left = (valid_to - today).days
    return min((days for days in DAYS_BEFORE if left <= days), default=None)


class WatchCertificates:
    """Looks into every wallet; saying the same twice is prevented by the key of what is shown."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self) -> None:
        """One look over all companies; by night nobody is told anything, the next look will do."""
        now = self._clock.now()
        if now.hour not in WAKING_HOURS:
            return
        async with self._units() as work:
            for company in await work.companies.all():
                wallet = await wallet_of(work, company.id)
                for certificate in wallet.certificates:
                    await _ending(work, company, wallet, certificate, now)
                await _offline_missing(work, company, wallet, now)


async def _ending(
    work: UnitOfWork, company: Company, wallet: Wallet, certificate: HeldCertificate, now: datetime
) -> None:
    end = certificate.valid_to.astimezone(now.tzinfo).date()
    days = notice_due(end, now.date())
    if days is None:
        return
    data = {
        "company": company.profile.seller.name,
        "type": certificate.type.value,
        "serial": certificate.serial,
        "until": end.isoformat(),
        "ended": certificate.valid_to <= now,
        "successor": _successor(wallet, certificate, now),
    }
    options = () if data["successor"] else ((page_button(company.id),),)
    reply = Reply("certificate-ending", data, options=options)
    await _tell_owners(work, company.id, reply, f"certificate:{certificate.serial}:{days}")


def _successor(wallet: Wallet, certificate: HeldCertificate, now: datetime) -> str | None:
    """Until when another certificate of the same type serves, if one does."""
    others = [one for one in wallet.certificates if one.type is certificate.type]
    last = max(others, key=lambda one: one.valid_to)
    return None if last is certificate else last.valid_to.astimezone(now.tzinfo).date().isoformat()


async def _offline_missing(work: UnitOfWork, company: Company, wallet: Wallet, now: datetime) -> None:
    """Without an offline certificate; told from the day after the company was first seen so, once a month."""
    cursor = f"no-offline-certificate:{company.id}"
    if wallet.offline_certificate(now) is not None:
        return
    first_seen = await work.cursors.get(cursor)
    if first_seen is None:
        await work.cursors.put(cursor, now.date().isoformat())
    elif first_seen < now.date().isoformat():
        reply = Reply("offline-certificate-missing", {"company": company.profile.seller.name})
        await _tell_owners(work, company.id, reply, f"no-offline-certificate:{company.id}:{now:%Y-%m}")


async def _tell_owners(work: UnitOfWork, company: UUID, reply: Reply, cause: str) -> None:
    for person, membership in await work.people.members(company):
        if membership.role is Role.OWNER:
            await tell(work, person.id, company, reply, cause)
