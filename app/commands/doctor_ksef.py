"""`latarnik doctor ksef`: what is missing before real invoices go to KSeF, in plain Polish."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from app.clock import SystemClock
from app.commands.findings import Finding, missing, well
from app.commands.ksef_company import Desk, desk_of, spoken
from app.commands.speaking import refusal
from app.installation import checked
from app.places import http_client, ksef_environment, ksef_settings
from app.reading_settings import WrongSettingsError
from app.settings import Settings
from invoicing.model.errors import LatarnikError, Misunderstood, Unavailable
from invoicing.model.party import Nip
from invoicing.services.access.certificates import HeldCertificate
from ksef.auth import Login
from ksef.client import KsefClient
from ksef.credentials import CertificateCredentials, KeptLogin, KsefCredentials
from ksef.environments import ENVIRONMENTS
from ksef.keys import PublicKeys, Usage
from ksef.lighthouse import LighthouseClient
from ksef.logins import end_session
from ksef.standing import limits_of, may_issue, permissions_in
from ksef.tokens import Jwt
from templates.console import console_sentence

_SKEW = timedelta(seconds=60)  # more than that, and a day or a deadline may be the wrong one at midnight
_SOON = timedelta(days=30)
_PATIENCE = 30.0  # seconds for one question


async def findings_about_ksef(settings: Settings) -> list[Finding]:
    """The installation first, then each company."""
    found = [_environment(settings), _addresses(settings)]
    service = await _service(settings)
    found += service
    answers = service[0].well
    try:
        nips = await _nips(settings)
    except WrongSettingsError as error:
        return [*found, missing("database", str(error))]
    if not nips:
        found.append(missing("companies", console_sentence("doctor-no-company")))
    for nip in nips:
        async with desk_of(settings, nip) as desk:
            found += await _company(desk, answers=answers)
    return found


async def access_in_short(settings: Settings) -> list[Finding]:
    """One line for the general doctor: whether every company can log in."""
    told, all_well = [], True
    for nip in await _nips(settings):
        async with desk_of(settings, nip) as desk:
            login = next(one for one in await _company(desk, answers=True) if one.check.endswith("log-in"))
            all_well &= login.well
            told.append(f"{nip} logs in" if login.well else login.words)
    if not told:
        return []
    return [Finding("ksef access", well=all_well, words="; ".join((*told, "more: latarnik doctor ksef")))]


def _environment(settings: Settings) -> Finding:
    code = f"doctor-environment-{settings.ksef_environment}"
    return well("environment", console_sentence(code))


def _addresses(settings: Settings) -> Finding:
    place, usual = ksef_environment(settings), ENVIRONMENTS[settings.ksef_environment]
    other = [
        address
        for address, official in zip(
            (place.api, place.qr, place.lighthouse), (usual.api, usual.qr, usual.lighthouse), strict=True
        )
        if address != official
    ]
    if not other:
        return well("addresses", console_sentence("doctor-addresses", api=place.api, qr=place.qr))
    words = console_sentence("doctor-addresses-other", other=", ".join(other))
    return Finding("addresses", well=settings.ksef_environment != "prod", words=words)


async def _service(settings: Settings) -> list[Finding]:
    clock, manners = SystemClock(), ksef_settings(settings)
    async with http_client(settings) as http:
        client = KsefClient(http, manners.api, manners.timeout)
        keys = PublicKeys(client, clock)
        login = Login(client, keys, manners, clock, asyncio.sleep)
        lighthouse = LighthouseClient(http, ksef_environment(settings).lighthouse)

        async def key_words() -> str:
            ends = [(await keys.current(usage)).valid_to for usage in Usage]
            return console_sentence("doctor-keys", until=spoken(min(ends)))

        async def lighthouse_words() -> str:
            await lighthouse.look()
            return console_sentence("doctor-lighthouse")

        clock_line, answer = await _clock(login, clock)
        lines = [await _asked("public keys", key_words), await _asked("lighthouse", lighthouse_words)]
    return [answer, clock_line, *lines]


async def _clock(login: Login, clock: SystemClock) -> tuple[Finding, Finding]:
    """How far our clock is from KSeF's, and whether KSeF answers at all."""
    try:
        async with asyncio.timeout(_PATIENCE):
            moment = (await login.challenge()).moment
    except (LatarnikError, TimeoutError) as error:
        silent = missing("connection", _words(error))
        return missing("clock", console_sentence("doctor-clock-unknown")), silent
    skew = moment - clock.now()
    words = console_sentence("doctor-clock", seconds=round(abs(skew.total_seconds())))
    if abs(skew) > _SKEW:
        words = console_sentence("doctor-clock-wrong", seconds=round(abs(skew.total_seconds())))
    return Finding("clock", well=abs(skew) <= _SKEW, words=words), well(
        "connection", console_sentence("doctor-connection")
    )


async def _company(desk: Desk, *, answers: bool) -> list[Finding]:
    """One company: how it gets in, what it may do there, and what it has for an outage."""
    access, now = await desk.ways.look(desk.company.id), desk.clock.now()
    credentials = access.usual(desk.clock)
    found = [_way(desk, credentials)]
    if credentials is not None and answers:
        found += await _inside(desk, credentials)
    elif credentials is None:
        found.append(missing(f"{desk.nip} log-in", _words(Misunderstood("access-missing"))))
    auth = access.wallet.auth_certificate(now)
    if auth is not None:
        found.append(_lasting(f"{desk.nip} auth certificate", "doctor-auth-certificate", auth, now))
    offline = access.wallet.offline_certificate(now)
    check = f"{desk.nip} offline certificate"
    if offline is None:
        found.append(missing(check, console_sentence("doctor-offline-missing", nip=desk.nip)))
    else:
        found.append(_lasting(check, "doctor-offline-certificate", offline, now))
    return found


def _way(desk: Desk, credentials: KsefCredentials | None) -> Finding:
    check = f"{desk.nip} access"
    if credentials is None:
        return missing(check, console_sentence("doctor-access-none", nip=desk.nip))
    if isinstance(credentials, CertificateCredentials):
        return well(check, console_sentence("doctor-access-certificate", context=credentials.context))
    if isinstance(credentials, KeptLogin):
        until = spoken(credentials.tokens.refresh.valid_until)
        return missing(check, console_sentence("doctor-access-login", nip=desk.nip, until=until))
    return well(check, console_sentence("doctor-access-token", nip=desk.nip))


async def _inside(desk: Desk, credentials: KsefCredentials) -> list[Finding]:
    try:
        tokens = await desk.login(credentials)
    except LatarnikError as error:
        return [missing(f"{desk.nip} log-in", _words(error))]
    found = [
        well(f"{desk.nip} log-in", console_sentence("doctor-login", context=credentials.context)),
        _rights(desk, tokens.access),
        await _limits(desk, tokens.access),
    ]
    if not isinstance(credentials, KeptLogin):
        await _leave(desk, tokens.access)
    return found


async def _leave(desk: Desk, access: Jwt) -> None:
    try:
        await end_session(desk.client, access)
    except LatarnikError:
        return  # it ends by itself


def _rights(desk: Desk, access: Jwt) -> Finding:
    permissions = permissions_in(access)
    allowed = may_issue(permissions)
    code = {True: "doctor-rights", False: "doctor-rights-missing", None: "doctor-rights-unknown"}[allowed]
    words = console_sentence(code, has=", ".join(sorted(permissions)))
    return Finding(f"{desk.nip} permissions", well=allowed is not False, words=words)


async def _limits(desk: Desk, access: Jwt) -> Finding:
    limits = await limits_of(desk.client, access)
    return well(f"{desk.nip} limits", console_sentence("doctor-limits", limits=limits))


def _lasting(check: str, code: str, certificate: HeldCertificate, now: datetime) -> Finding:
    words = console_sentence(
        code,
        serial=certificate.serial,
        until=spoken(certificate.valid_to),
        days=(certificate.valid_to - now).days,
        soon=certificate.valid_to - now < _SOON,
    )
    return Finding(check, well=certificate.is_valid(now) and certificate.valid_to - now >= _SOON, words=words)


async def _nips(settings: Settings) -> list[Nip]:
    async with checked(settings) as database, database.units.reading() as work:
        return [company.profile.seller.nip for company in await work.companies.all()]


async def _asked(check: str, ask: Callable[[], Awaitable[str]]) -> Finding:
    try:
        async with asyncio.timeout(_PATIENCE):
            return well(check, await ask())
    except (LatarnikError, TimeoutError) as error:
        return missing(check, _words(error))


def _words(error: LatarnikError | TimeoutError) -> str:
    told = error if isinstance(error, LatarnikError) else Unavailable("ksef-silent")
    return refusal(told, "pl")
