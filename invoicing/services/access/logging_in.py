"""The promises between a file to be signed and a log-in; each may die anywhere and goes on, and KSeF is asked once."""

from __future__ import annotations

from uuid import UUID

from invoicing.model.errors import LatarnikError, Refused, Unavailable
from invoicing.services.access.certificates import wallet_of
from invoicing.services.access.login_desk import (
    BEGUN,
    CHALLENGE,
    CONTEXT,
    LARGEST_SIGNED,
    LOGIN,
    SIGNED,
    Download,
    LoggedIn,
    LoginDesk,
)
from invoicing.services.access.rights import lacking
from invoicing.services.access.signing import newest, on_its_way, progress, refused, ways
from invoicing.services.access.signing_jobs import (
    CheckRights,
    EquipCompany,
    FetchSigned,
    LogInSigned,
    PrepareLogin,
)
from invoicing.services.access.wanting import tell_who_waits
from invoicing.services.access.way_in import note_login, way_in
from invoicing.services.companies import Standing, require_member
from invoicing.services.file_refs import LoginFileRef
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Person
from invoicing.services.replies import tell

_SPENT = frozenset({"ksef-login-expired", "ksef-login-cancelled", "ksef-login-lost"})
"""Reasons after which the same file will never do."""

Asked = PrepareLogin | FetchSigned | LogInSigned | EquipCompany | CheckRights


class Preparing:
    """Keeps `PrepareLogin`."""

    def __init__(self, units: UnitsOfWork, clock: Clock, desk: LoginDesk) -> None:
        self._units, self._clock, self._desk = units, clock, desk

    async def __call__(self, job: PrepareLogin) -> None:
        """Send the file.

        Raises:
            Unavailable: KSeF is silent; the person was told that the file follows.
        """
        async with self._units.reading() as work:
            company = await work.companies.get(job.company_id)
            context = await work.companies.secret(job.company_id, CONTEXT)
        seller = company.profile.seller
        try:
            prepared = await self._desk.prepare(seller.nip, context.decode() if context else None)
        except Unavailable:
            async with self._units() as work:
                await say(work, job, progress(seller.name, "waiting"), "waiting")
            raise
        until = self._desk.until(prepared).astimezone(self._clock.now().tzinfo)
        async with self._units() as work:
            if job.ordinal == await newest(work, job.company_id):
                await work.companies.put_secret(job.company_id, CHALLENGE, prepared)
                buttons = await ways(work, job.company_id)
                data = {"company": seller.name, "nip": seller.nip.digits, "until": until.isoformat()}
                files = (LoginFileRef(job.company_id),)
                await say(work, job, Reply("login-file", data, options=buttons, documents=files), "file")
            await work.jobs.finish(job.key)


class Fetching:
    """Keeps `FetchSigned`, where the front end is."""

    def __init__(self, units: UnitsOfWork, download: Download) -> None:
        self._units, self._download = units, download

    async def __call__(self, job: FetchSigned) -> None:
        """Bring the file into the safe; it goes on from there.

        Raises:
            Unavailable: the front end is silent.
        """
        try:
            content = await self._download(job.file, LARGEST_SIGNED)
        except Refused as why:
            async with self._units() as work:
                await say_refused(work, job, why)
                await work.jobs.finish(job.key)
            return
        async with self._units() as work:
            await work.companies.put_secret(job.company_id, SIGNED, content)
            await work.jobs.enqueue(LogInSigned(job.company_id, job.person_id, job.cause))
            await work.jobs.finish(job.key)


class LoggingIn:
    """Keeps `LogInSigned`: what KSeF has taken in hand is written down before its verdict is asked for."""

    def __init__(self, units: UnitsOfWork, clock: Clock, desk: LoginDesk) -> None:
        self._units, self._clock, self._desk = units, clock, desk

    async def __call__(self, job: LogInSigned) -> None:
        """Log in.

        Raises:
            Unavailable: KSeF is silent or slow; called again it goes on where it was.
        """
        try:
            begun = await self._begun(job)
            login = await self._desk.finish(begun) if begun else None
        except Unavailable as away:
            if away.reason not in _SPENT:
                raise
            await self._refused(job, Refused("ksef-signed-spent"))
        except Refused as why:
            await self._refused(job, Refused("ksef-signed-spent") if why.reason in _SPENT else why)
        else:
            await self._kept(job, login)

    async def _begun(self, job: LogInSigned) -> bytes | None:
        """A log-in in KSeF's hands, begun now or before a crash; None when there is nothing to do any more."""
        async with self._units.reading() as work:
            prepared = await work.companies.secret(job.company_id, CHALLENGE)
            signed = await work.companies.secret(job.company_id, SIGNED)
            begun = await work.companies.secret(job.company_id, BEGUN)
        if begun or not signed:
            return begun or None
        self._desk.check(prepared, signed, self._clock.now())
        begun = await self._desk.begin(signed)
        async with self._units() as work:
            await work.companies.put_secret(job.company_id, BEGUN, begun)
            await work.companies.put_secret(job.company_id, SIGNED, b"")
        return begun

    async def _kept(self, job: LogInSigned, login: LoggedIn | None) -> None:
        async with self._units() as work:
            if login is not None:
                await self._keep(work, job, login)
            await work.jobs.finish(job.key)

    async def _keep(self, work: UnitOfWork, job: LogInSigned, login: LoggedIn) -> None:
        company, now = job.company_id, self._clock.now()
        before = await way_in(work, company, await wallet_of(work, company), now)
        await work.companies.put_secret(company, LOGIN, login.tokens)
        await note_login(work, company, login.until)
        for name in (CHALLENGE, BEGUN):
            await work.companies.put_secret(company, name, b"")
        missing = lacking(login.permissions)
        evidence: dict[str, Json] = {"until": login.until.isoformat(), "missing": [*missing]}
        await work.events.add(Event("ksef-logged-in", now, str(job.person_id), company, evidence=evidence))
        issuer = await work.companies.get(company)
        logged_in = on_its_way(
            progress(issuer.profile.seller.name, "logged-in", missing=[*missing]), job.cause
        )
        await say(work, job, logged_in, "logged-in")
        if not before.is_open:
            await tell_who_waits(work, issuer, job.person_id, job.key)
        anew = now if await work.cursors.get(_lacked(company)) else None
        await work.cursors.put(_lacked(company), ",".join(missing))
        await work.jobs.enqueue(EquipCompany(company, job.person_id, job.cause, missing, anew))
        await work.jobs.hasten("Submit", now)

    async def _refused(self, job: LogInSigned, why: Refused) -> None:
        """The file is of no use; the challenge stays while it may still be signed properly."""
        async with self._units() as work:
            for name in (SIGNED, BEGUN):
                await work.companies.put_secret(job.company_id, name, b"")
            await say_refused(work, job, why)
            await work.jobs.finish(job.key)


def _lacked(company: UUID) -> str:
    """Where it is noted what the last signer lacked: the certificates bear that person's name."""
    return f"access-lacked:{company}"


async def say(work: UnitOfWork, job: Asked, reply: Reply, stage: str) -> None:
    """Tell whoever asked, once a promise and stage."""
    await tell(work, job.person_id, job.company_id, reply, f"{job.key}:{stage}")


async def say_refused(work: UnitOfWork, job: Asked, why: LatarnikError) -> None:
    """Tell whoever asked why it did not go; whoever has left the company hears nothing."""
    for membership in await work.people.memberships(job.person_id):
        if membership.company_id == job.company_id:
            standing: Standing = await require_member(work, Person(job.person_id, ""), job.company_id)
            await say(work, job, await refused(work, standing, why), "refused")
