"""Getting a certificate from KSeF, taking one back, and never asking twice for one.

Any process may die at any instruction. The key is made here and lies encrypted in the wallet, under a name of its
own, before the request goes; whoever goes on later asks KSeF for that name first.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from invoicing.model.errors import LatarnikError, Refused, Unavailable
from invoicing.services.access.certificates import (
    CertificateType,
    Enrolment,
    HeldCertificate,
    Wallet,
    keep_wallet,
    wallet_of,
)
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Person

LOST_AFTER = timedelta(minutes=15)
"""How long a request whose answer was lost may still turn into a certificate of its name."""
ROUNDS = 30
"""How often KSeF is asked for a certificate in one go."""
_NOT_TAKEN = frozenset({"ksef-too-many-requests", "ksef-limit"})  # refused before anybody looked at it


@dataclass(frozen=True, slots=True)
class ListedCertificate:
    """A certificate as KSeF lists it; `status` is Active, Blocked, Revoked or Expired."""

    serial: str
    name: str
    type: CertificateType
    status: str
    valid_from: datetime
    valid_to: datetime


class CertificateOffice(Protocol):
    """Where KSeF makes certificates, for a company that is logged in by signature."""

    def new_key(self) -> bytes:
        """A fresh private key, EC P-256 (PKCS#8, PEM)."""

    async def request(self, company_id: UUID, enrolment: Enrolment) -> str:
        """Ask for a certificate; returns the reference of the enrolment.

        Raises:
            Unavailable: we cannot know whether KSeF has taken it, unless it says that it did not look.
            Refused: it has not; the reason says why.
        """

    async def made(self, company_id: UUID, reference: str) -> str | None:
        """The serial number once the certificate is made; None while KSeF is at work.

        Raises:
            Refused: KSeF will not make it; ksef-enrolment-forgotten when it is too old to be told.
        """

    async def listed(self, company_id: UUID, name: str | None = None) -> Sequence[ListedCertificate]:
        """Certificates of the company, or those whose name contains `name`."""

    async def fetch(self, company_id: UUID, serial: str, enrolment: Enrolment) -> HeldCertificate:
        """The certificate, compared with the key and the type that were asked for.

        Raises:
            Misunderstood: it is another one.
        """

    async def revoke(self, company_id: UUID, serial: str, reason: str) -> None:
        """Take a certificate out of use for ever; doing it twice is no fault."""


class Enrol:
    """Gets a certificate; called again after a crash it goes on where it was."""

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        office: CertificateOffice,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._units, self._clock, self._office, self._sleep = units, clock, office, sleep

    async def __call__(
        self, company_id: UUID, kind: CertificateType, who: str | None = None
    ) -> HeldCertificate:
        """One certificate of that type, in the wallet at the end.

        Raises:
            Unavailable: KSeF does not answer or is slow; call again and it goes on.
            Refused: KSeF will not make one (limits, the way of log-in).
        """
        enrolment, is_new = await self._noted(company_id, kind)
        serial = None if is_new or enrolment.reference else await self._found(company_id, enrolment)
        if serial is None and enrolment.reference is None:
            enrolment = await self._requested(company_id, enrolment)
        serial = serial or await self._made(company_id, enrolment)
        certificate = await self._office.fetch(company_id, serial, enrolment)
        event = self._event("certificate-enrolled", company_id, who, serial=serial, type=kind.value)
        await self._change(
            company_id, lambda wallet: wallet.adding(certificate).settled(enrolment.name), event
        )
        return certificate

    async def revoke(
        self, company_id: UUID, serial: str, reason: str = "Unspecified", who: str | None = None
    ) -> None:
        """Revoke a certificate, ours or not, and destroy its key; first at KSeF, so that a crash only repeats it."""
        await self._office.revoke(company_id, serial, reason)
        event = self._event("certificate-revoked", company_id, who, serial=serial, why=reason)
        await self._change(company_id, lambda wallet: wallet.without(serial), event)

    async def _noted(self, company_id: UUID, kind: CertificateType) -> tuple[Enrolment, bool]:
        """What is under way already, or a new enrolment, written down with its key before anything goes."""
        now = self._clock.now()
        async with self._units() as work:
            wallet = await wallet_of(work, company_id)
            pending = wallet.pending(kind)
            if pending is not None:
                return pending, False
            name = f"Latarnik {kind} {now:%Y-%m-%d} {secrets.token_hex(4)}"
            fresh = Enrolment(kind, name, now, self._office.new_key())
            await keep_wallet(work, company_id, wallet.asking(fresh))
        return fresh, True

    async def _found(self, company_id: UUID, enrolment: Enrolment) -> str | None:
        """The certificate of a request whose answer was lost; None when KSeF surely never got the request.

        Raises:
            Unavailable: reason ksef-enrolment-lost, nobody can know yet.
        """
        for round_ in range(ROUNDS):
            listed = await self._office.listed(company_id, enrolment.name)
            serial = next((one.serial for one in listed if one.name == enrolment.name), None)
            if serial is not None:
                return serial
            if self._clock.now() >= enrolment.asked_at + LOST_AFTER:
                return None
            await self._sleep(min(2.0, 0.1 * 2**round_))
        raise Unavailable("ksef-enrolment-lost", retry_after=LOST_AFTER.total_seconds())

    async def _requested(self, company_id: UUID, enrolment: Enrolment) -> Enrolment:
        try:
            reference = await self._office.request(company_id, enrolment)
        except LatarnikError as error:
            if isinstance(error, Refused) or error.reason in _NOT_TAKEN:
                await self._change(company_id, lambda wallet: wallet.settled(enrolment.name))
            raise
        known = replace(enrolment, reference=reference)
        await self._change(company_id, lambda wallet: wallet.asking(known))
        return known

    async def _made(self, company_id: UUID, enrolment: Enrolment) -> str:
        for round_ in range(ROUNDS):
            try:
                serial = await self._office.made(company_id, enrolment.reference or "")
            except Refused as refusal:
                return await self._after_refusal(company_id, enrolment, refusal)
            if serial is not None:
                return serial
            await self._sleep(min(2.0, 0.1 * 2**round_))
        raise Unavailable("ksef-enrolment-slow")

    async def _after_refusal(self, company_id: UUID, enrolment: Enrolment, refusal: Refused) -> str:
        """KSeF will not tell; its certificate may be there all the same when it is only too long ago."""
        if refusal.reason == "ksef-enrolment-forgotten":
            for one in await self._office.listed(company_id, enrolment.name):
                if one.name == enrolment.name:
                    return one.serial
        await self._change(company_id, lambda wallet: wallet.settled(enrolment.name))
        raise refusal

    async def _change(
        self, company_id: UUID, change: Callable[[Wallet], Wallet], event: Event | None = None
    ) -> None:
        async with self._units() as work:
            await keep_wallet(work, company_id, change(await wallet_of(work, company_id)))
            if event is not None:
                await work.events.add(event)

    def _event(self, what: str, company_id: UUID, who: str | None, **evidence: str) -> Event:
        return Event(what, self._clock.now(), who, company_id, evidence=evidence)


async def keep_imported(
    work: UnitOfWork,
    company_id: UUID,
    certificate: HeldCertificate,
    now: datetime,
    *,
    by: Person | None = None,
) -> None:
    """Put a certificate that was made elsewhere into the wallet; `by` is None on the server."""
    await keep_wallet(work, company_id, (await wallet_of(work, company_id)).adding(certificate))
    evidence = {"serial": certificate.serial, "type": certificate.type.value}
    who = str(by.id) if by else None
    await work.events.add(Event("certificate-imported", now, who, company_id, evidence=evidence))
