"""What only trying tells: whether KOD II holds, KSeF lets the company in, letters get out, and clocks agree.

A worker tries from time to time and writes down what came of it, because an answer in a chat waits for no network.
What could not be tried, for a service was away, proves nothing and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from invoicing.model.errors import LatarnikError, Refused
from invoicing.services.access.certificates import OfflineCertificate, wallet_of
from invoicing.services.access.token_login import needs_certificate
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Company

PROVEN_FOR = timedelta(hours=12)
"""So long what was tried with success is not tried again."""
FAILED_FOR = timedelta(minutes=10)
_SERVER = "server"
NOT_SET_UP = "not-set-up"
CODE_WRONG = "code-wrong"


class Trials(Protocol):
    """Tries what an outage would use; sends no invoice and no letter."""

    async def code(self, company: Company, certificate: OfflineCertificate) -> str | None:
        """Make KOD II of a made-up digest and look at it; what is wrong with it, None when nothing is.

        Raises:
            Unavailable: the page behind the code does not answer.
        """

    async def login(self, company: Company) -> None:
        """Log in to KSeF the usual way.

        Raises:
            Unavailable, Refused, Misunderstood: as KSeF answers.
        """

    async def mail(self) -> str | None:
        """Whether the mail server lets us in; NOT_SET_UP, or None when it does.

        Raises:
            Unavailable: it does not.
        """

    async def skew(self) -> timedelta:
        """How far our clock is from KSeF's.

        Raises:
            Unavailable: KSeF does not answer.
        """


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try: when, why it failed (None for success), and what it was tried with."""

    at: datetime
    reason: str | None = None
    subject: str = ""

    def is_stale(self, now: datetime, subject: str = "") -> bool:
        """Whether it wants to be tried again; what lies ahead of a clock that was put back does."""
        lasts = PROVEN_FOR if self.reason is None else FAILED_FOR
        return self.subject != subject or not timedelta(0) <= now - self.at < lasts


Proofs = Mapping[str, Tried]


async def proofs_of(work: UnitOfWork, company_id: UUID) -> Proofs:
    """What was tried for a company, by `code`, `login`, and for all of them `mail`, `clock`."""
    return {**await _read(work, _SERVER), **await _read(work, str(company_id))}


class ProveReadiness:
    """Tries what was not tried lately, company by company."""

    def __init__(self, units: UnitsOfWork, clock: Clock, trials: Trials) -> None:
        self._units, self._clock, self._trials = units, clock, trials

    async def __call__(self, *, anew: bool = False) -> None:
        """One look over all companies.

        Args:
            anew: try everything, whenever it was tried last.
        """
        async with self._units.reading() as work:
            companies = await work.companies.all()
        await self._server(anew=anew)
        for company in companies:
            await self._company(company, anew=anew)

    async def _server(self, *, anew: bool) -> None:
        now = self._clock.now()
        async with self._units.reading() as work:
            known = await _read(work, _SERVER)
        found = dict(known)
        if anew or _wanted(known, "mail", now):
            found |= await self._mail(now)
        if anew or _wanted(known, "clock", now):
            found |= await self._skew(now)
        await self._keep(_SERVER, known, found)

    async def _mail(self, now: datetime) -> Proofs:
        try:
            return {"mail": Tried(now, await self._trials.mail())}
        except LatarnikError as error:  # a mail server that is away is what the check is about
            return {"mail": Tried(now, error.reason)}

    async def _skew(self, now: datetime) -> Proofs:
        try:
            skew = await self._trials.skew()
        except LatarnikError:
            return {}
        seconds = round(abs(skew.total_seconds()))
        return {"clock": Tried(now, str(seconds) if seconds > MOST_SKEW.total_seconds() else None)}

    async def _company(self, company: Company, *, anew: bool) -> None:
        now, name = self._clock.now(), str(company.id)
        async with self._units.reading() as work:
            known = await _read(work, name)
            certificate = (await wallet_of(work, company.id)).offline_certificate(now)
            way = "token" if await needs_certificate(work, company.id, now) else "signature"
        found = dict(known)
        serial = certificate.serial if certificate else ""
        if certificate is not None and (anew or _wanted(known, "code", now, serial)):
            found |= await _tried("code", now, self._trials.code(company, certificate), serial)
        if anew or _wanted(known, "login", now, way):
            found |= await _tried("login", now, self._trials.login(company), way)
        await self._keep(name, known, found)

    async def _keep(self, name: str, known: Proofs, found: Proofs) -> None:
        if found == known:
            return
        plain = {
            key: {"at": each.at.isoformat(), "reason": each.reason, "subject": each.subject}
            for key, each in found.items()
        }
        async with self._units() as work:
            await work.cursors.put(_cursor(name), json.dumps(plain))


MOST_SKEW = timedelta(seconds=60)
"""More than that, and at midnight a day or a term may be the wrong one."""


async def _tried(name: str, now: datetime, trying: Awaitable[str | None], subject: str) -> Proofs:
    try:
        return {name: Tried(now, await trying, subject)}
    except Refused as error:
        return {name: Tried(now, error.reason, subject)}
    except LatarnikError:  # silent, or not to be understood: nothing is known of the company
        return {}


def _wanted(known: Proofs, name: str, now: datetime, subject: str = "") -> bool:
    return name not in known or known[name].is_stale(now, subject)


async def _read(work: UnitOfWork, name: str) -> dict[str, Tried]:
    written = await work.cursors.get(_cursor(name))
    plain = json.loads(written) if written else {}
    return {key: replace(Tried(**each), at=datetime.fromisoformat(each["at"])) for key, each in plain.items()}


def _cursor(name: str) -> str:
    return f"readiness:{name}"
