"""After a signed log-in the company gets what serves for years: a certificate to log in, and one for codes offline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.access.certificates import CertificateType, HeldCertificate, Wallet, wallet_of
from invoicing.services.access.enrolling import Enrol
from invoicing.services.access.logging_in import say
from invoicing.services.access.login_desk import LOGIN
from invoicing.services.access.signing import on_its_way, progress
from invoicing.services.access.signing_jobs import EquipCompany
from invoicing.services.access.wanting import go_on
from invoicing.services.messages import Json
from invoicing.services.ports import Clock, UnitsOfWork

LASTS_LONG = timedelta(days=60)
"""A certificate that lasts longer than this needs no successor yet."""

SKEW = timedelta(minutes=5)
"""By how much KSeF's clock, which dates certificates, may be behind ours."""


class Equipping:
    """Keeps `EquipCompany`; the keys are made here and never leave the wallet."""

    def __init__(
        self, units: UnitsOfWork, clock: Clock, enrol: Enrol, forget: Callable[[UUID], None]
    ) -> None:
        """`forget` drops what is left of log-ins before the present one."""
        self._units, self._clock, self._enrol, self._forget = units, clock, enrol, forget

    async def __call__(self, job: EquipCompany) -> None:
        """Get what is missing; called again after a crash it asks for nothing twice.

        Raises:
            Unavailable: KSeF is silent or slow; the person was told that it goes on.
        """
        self._forget(job.company_id)
        try:
            for kind in CertificateType:
                if await self._lacks(job, kind):
                    await self._enrol(job.company_id, kind, str(job.person_id))
                    await self._told(job, kind)
        except Unavailable:
            async with self._units() as work:
                name = (await work.companies.get(job.company_id)).profile.seller.name
                waits = on_its_way(progress(name, "waiting-certificates"), job.cause)
                await say(work, job, waits, "waiting")
            raise
        except Refused as why:
            await self._ended(job, why)
        else:
            await self._ended(job, None)

    async def _lacks(self, job: EquipCompany, kind: CertificateType) -> bool:
        async with self._units.reading() as work:
            wallet = await wallet_of(work, job.company_id)
        known = longest(wallet, kind, self._clock.now() + LASTS_LONG)
        return known is None or (job.anew is not None and known.valid_from < job.anew - SKEW)

    async def _told(self, job: EquipCompany, kind: CertificateType) -> None:
        async with self._units() as work:
            name = (await work.companies.get(job.company_id)).profile.seller.name
            enrolled = on_its_way(progress(name, "enrolled", type=kind.value), job.cause)
            await say(work, job, enrolled, kind.value)

    async def _ended(self, job: EquipCompany, why: Refused | None) -> None:
        """What the company has now; a log-in that a certificate took the place of is forgotten."""
        now = self._clock.now()
        async with self._units() as work:
            wallet = await wallet_of(work, job.company_id)
            auth, offline = (longest(wallet, kind, now) for kind in CertificateType)
            if auth is not None:
                await work.companies.put_secret(job.company_id, LOGIN, b"")
            said: dict[str, Json] = {
                "auth_until": _day(auth, now),
                "offline_until": _day(offline, now),
                "missing": [*job.missing],
            }
            if why is not None:
                said |= {"reason": why.reason, "details": {**why.details}}
            name = (await work.companies.get(job.company_id)).profile.seller.name
            ended = progress(name, "not-enrolled" if why else "ready", **said)
            options = await go_on(work, job.company_id, job.person_id)
            await say(work, job, replace(ended, options=options), "ended")
            await work.jobs.finish(job.key)


def longest(wallet: Wallet, kind: CertificateType, at: datetime) -> HeldCertificate | None:
    """The certificate of that type that is good at a moment and lasts longest."""
    last = wallet.last(kind)
    return last if last is not None and last.valid_to > at else None


def _day(certificate: HeldCertificate | None, now: datetime) -> str | None:
    """Its last day, Warsaw."""
    return certificate.valid_to.astimezone(now.tzinfo).date().isoformat() if certificate else None
