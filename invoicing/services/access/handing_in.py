"""Certificates and tokens handed in over the one-time page, for the company and in the name of the link's person.

Looking changes nothing: whoever draws previews of links may look. What is handed in is read before anything is
written; keeping it uses the link up in the same transaction, so that a second try finds it used.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.model.party import Nip
from invoicing.services.access.certificates import CertificateType, HeldCertificate, wallet_of
from invoicing.services.access.enrolling import keep_imported
from invoicing.services.access.link_records import ATTEMPTS, AccessLink, Closed
from invoicing.services.access.rights import CHECKING, tell_received
from invoicing.services.access.signing_jobs import CheckRights
from invoicing.services.access.token_login import keep_token_end
from invoicing.services.access.token_names import TOKEN
from invoicing.services.access.wanting import tell_who_waits
from invoicing.services.access.way_in import WayIn, way_in
from invoicing.services.companies import Standing, require_member
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event

_TOKEN = re.compile(
    r"[0-9A-Z-]{30,40}\|(?:nip-(?P<nip>\d{10})|internalid-[\w-]+)\|[0-9a-f]{64}", re.IGNORECASE
)
"""A KSeF token: reference number, context, secret (API, section "Tokeny KSeF")."""


@dataclass(frozen=True, slots=True)
class HandedCertificate:
    """Files as they came; without a key the first is a PKCS#12 bundle."""

    certificate: bytes = field(repr=False)
    key: bytes | None = field(repr=False)
    password: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadCertificate:
    """A certificate fit to be kept; `foreign_nip` is a NIP in it that is not the company's."""

    certificate: HeldCertificate
    foreign_nip: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a link brought: `what` is Authentication, Offline or token; `until` its last day."""

    what: str
    until: date
    foreign_nip: str | None = None


ReadsCertificate = Callable[[HandedCertificate, Nip, datetime], Awaitable[ReadCertificate]]
"""Opens what was handed in and looks whether it will serve.

Raises:
    Refused: it will not.
"""


@dataclass(frozen=True, slots=True)
class Doorstep:
    """Who stands at the page, and for which company."""

    link: AccessLink
    standing: Standing

    @property
    def attempts_left(self) -> int:
        """How many more tries the link allows."""
        return max(0, ATTEMPTS - self.link.failures)


class HandIn:
    """The use case behind the one-time page."""

    def __init__(self, units: UnitsOfWork, clock: Clock, read: ReadsCertificate) -> None:
        self._units, self._clock, self._read = units, clock, read

    async def look(self, code: str) -> Doorstep:
        """Whom a code lets in.

        Raises:
            Refused: nobody (access-link-...).
        """
        async with self._units.reading() as work:
            return await self._doorstep(work, code)

    async def certificate(self, code: str, handed: HandedCertificate) -> Kept:
        """Keep a certificate with its key and use the link up.

        Raises:
            Refused: the code lets nobody in, or the files will not serve, which counts as an attempt.
        """
        step, now = await self.look(code), self._clock.now()
        company = step.standing.company
        try:
            read = await self._read(handed, company.profile.seller.nip, now)
        except Refused:
            await self._failed(step)
            raise
        until = read.certificate.valid_to.astimezone(now.tzinfo).date()
        kept = Kept(read.certificate.type.value, until, read.foreign_nip)
        async with self._units() as work:
            await self._enter(work, code)
            before = await _way_in(work, company.id, now)
            await keep_imported(work, company.id, read.certificate, now, by=step.standing.person)
            await self._kept(work, step, kept, before)
        return kept

    async def token(self, code: str, token: str, until: str) -> Kept:
        """Keep a token and the day until which it is good, and use the link up.

        Raises:
            Refused: the code lets nobody in, or the token or the day will not serve, which counts as an attempt.
        """
        step, now = await self.look(code), self._clock.now()
        company = step.standing.company
        try:
            end = _checked(token.strip(), until.strip(), company.profile.seller.nip, now.date())
        except Refused:
            await self._failed(step)
            raise
        async with self._units() as work:
            await self._enter(work, code)
            before = await _way_in(work, company.id, now)
            await work.companies.put_secret(company.id, TOKEN, token.strip().encode())
            await keep_token_end(work, company.id, end)
            who = str(step.standing.person.id)
            evidence = {"until": end.isoformat()}
            await work.events.add(Event("token-kept", now, who, company.id, evidence=evidence))
            kept = Kept("token", end)
            await self._kept(work, step, kept, before)
        return kept

    async def _kept(self, work: UnitOfWork, step: Doorstep, kept: Kept, before: WayIn) -> None:
        """Owners hear of it, it is tried at KSeF, whoever could not issue goes on, and what waits goes."""
        now, company, person = self._clock.now(), step.standing.company, step.standing.person
        opened = not before.is_open and (await _way_in(work, company.id, now)).is_open
        job = CheckRights(
            company.id, person.id, step.link.id, kept.what, kept.until, kept.foreign_nip, opened
        )
        logs_in = kept.what != CertificateType.OFFLINE
        await tell_received(work, job, CHECKING if logs_in else None)
        if logs_in:
            await work.jobs.enqueue(job)
        if opened:
            await tell_who_waits(work, company, person.id, str(step.link.id))
        await work.jobs.hasten("Submit", now)

    async def _enter(self, work: UnitOfWork, code: str) -> None:
        """Once more in the transaction that writes: two who come at once find one door."""
        step = await self._doorstep(work, code)
        await work.access_links.close(step.link.id, Closed.USED)

    async def _doorstep(self, work: UnitOfWork, code: str) -> Doorstep:
        link = await work.access_links.by_code(code)
        if link is None:
            raise Refused("access-link-unknown")
        if link.closed is not None:
            raise Refused(f"access-link-{link.closed}")
        if self._clock.now() >= link.expires_at:
            raise Refused("access-link-expired")
        standing = await _standing(work, link)
        if standing is None or not standing.may(Action.KSEF_ACCESS):
            raise Refused("access-link-unknown")
        return Doorstep(link, standing)

    async def _failed(self, step: Doorstep) -> None:
        async with self._units() as work:
            if await work.access_links.failed(step.link.id) >= ATTEMPTS:
                await work.access_links.close(step.link.id, Closed.FAILED)


async def _standing(work: UnitOfWork, link: AccessLink) -> Standing | None:
    """The person of the link, if still a member."""
    for person, membership in await work.people.members(link.company_id):
        if person.id == link.person_id:
            return await require_member(work, person, membership.company_id)
    return None


def _checked(token: str, until: str, nip: Nip, today: date) -> date:
    """The last day of a token that has the shape of one and is the company's own."""
    shape = _TOKEN.fullmatch(token)
    if shape is None:
        raise Refused("access-token-format")
    if shape["nip"] not in {None, nip.digits}:
        raise Refused("access-token-foreign", nip=shape["nip"])
    try:
        end = date.fromisoformat(until)
    except ValueError as error:
        raise Refused("access-token-end") from error
    if end < today:
        raise Refused("access-token-over", date=f"{end:%d.%m.%Y}")
    return end


async def _way_in(work: UnitOfWork, company_id: UUID, now: datetime) -> WayIn:
    return await way_in(work, company_id, await wallet_of(work, company_id), now)
