"""`latarnik doctor`: what works and what is missing, in plain words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from app.clock import SystemClock
from app.commands.doctor_away import PATIENCE, away
from app.commands.doctor_away import why as _why
from app.commands.doctor_books import findings_about_books
from app.commands.doctor_files import findings_about_files
from app.commands.doctor_machine import clock_beside, dates_of, findings_about_machine
from app.commands.doctor_papers import findings_about_papers
from app.commands.doctor_settings import finding_about_settings
from app.commands.doctor_telegram import finding_about_telegram
from app.commands.findings import Finding, tell
from app.commands.findings import missing as _missing
from app.commands.findings import well as _well
from app.commands.speaking import WRONG_USAGE, fail
from app.installation import opened
from app.places import http_client, imap_account, ksef_environment, smtp_account
from app.reading_settings import WrongSettingsError, load_settings
from app.settings import Settings
from invoicing.model.errors import LatarnikError


def examine(about: str | None = None, company: str | None = None, *, as_json: bool) -> None:
    """Run every check, or those about mail or KSeF alone; `company` asks about its own mailbox.

    Raises:
        SystemExit: status 1 when anything is not well, 2 for a subject that does not exist.
    """
    if about not in _SUBJECTS:
        fail(
            f"There is nothing to examine called {about}. Say mail or ksef, or nothing for all.", WRONG_USAGE
        )
    if company is not None and about != "mail":
        fail("--company goes with: latarnik doctor mail", WRONG_USAGE)
    try:
        found = asyncio.run(_findings(about, company))
    except LatarnikError as error:
        fail(_why(error))
    tell(found, as_json=as_json)


async def everything() -> list[Finding]:
    """Every check, for whoever packs them up."""
    return await _findings(None, None)


async def _findings(about: str | None, company: str | None) -> list[Finding]:
    try:
        settings = load_settings()
    except WrongSettingsError as error:
        return [_missing("settings", str(error))]
    return await (_about_mailbox(settings, company) if company else _SUBJECTS[about](settings))


async def _about_all(settings: Settings) -> list[Finding]:
    findings = [finding_about_settings(settings)]
    findings += await findings_about_machine(settings)
    findings += findings_about_files(settings)
    findings += await asyncio.to_thread(findings_about_papers)
    books = await _books(settings)
    findings += books
    ministry = await _ministry(settings)
    findings += ministry
    if len(books) > 1 and ministry[-1].well:
        findings += await _accounts(settings)
    if len(books) > 1 and ministry[0].well:
        findings += await _access(settings)
        findings += await _readiness(settings)
    findings.append(await finding_about_telegram(settings))
    findings += await _mail(settings)
    return findings


async def _books(settings: Settings) -> list[Finding]:
    """How the books stand; a database that is away is one finding, and the rest is looked at all the same."""
    try:
        async with opened(settings) as database:
            return await findings_about_books(database, real=settings.ksef_environment == "prod")
    except WrongSettingsError as error:
        return [_missing("database", str(error))]
    except LatarnikError as error:
        return [_missing("database", _why(error))]


async def _ministry(settings: Settings) -> list[Finding]:
    from invoicing.model.party import Nip
    from ksef.client import KsefClient
    from ksef.keys import PublicKeys, Usage
    from ksef.lighthouse import LighthouseClient
    from ksef.registers import TaxpayerRegisterClient

    clock = SystemClock()
    place = ksef_environment(settings)
    async with http_client(settings) as http:
        seen = dates_of(http, place.api)
        keys = PublicKeys(KsefClient(http, place.api, 10.0), clock)
        lighthouse = LighthouseClient(http, place.lighthouse)
        register = TaxpayerRegisterClient(http, settings.register_api, clock)
        found = [
            await _try("ksef", place.api, lambda: keys.current(Usage.SYMMETRIC_KEY), f"{place.api} answers"),
            await _try("lighthouse", place.lighthouse, lighthouse.look, f"{place.lighthouse} answers"),
            await _try(
                "register",
                settings.register_api,
                lambda: register.find(Nip("5260250274"), clock.today()),
                "answers",
            ),
        ]
    beside = [] if settings.clock_url or not seen else [clock_beside(seen[-1], clock.now())]
    return [found[0], *beside, *found[1:]]


async def _accounts(settings: Settings) -> list[Finding]:
    from app.commands.doctor_accounts import findings_about_accounts

    try:
        return await findings_about_accounts(settings)
    except WrongSettingsError:
        return []  # the database is told of by its own check


async def _about_ksef(settings: Settings) -> list[Finding]:
    from app.commands.doctor_ksef import findings_about_ksef

    return await findings_about_ksef(settings)


async def _access(settings: Settings) -> list[Finding]:
    from app.commands.doctor_ksef import access_in_short

    try:
        return await access_in_short(settings)
    except WrongSettingsError:
        return []  # the database is told of by its own check


async def _readiness(settings: Settings) -> list[Finding]:
    from app.commands.readiness import findings_about_readiness

    try:
        return await findings_about_readiness(settings)
    except WrongSettingsError:
        return []  # the database is told of by its own check


async def _about_mailbox(settings: Settings, company: str) -> list[Finding]:
    from app.commands.doctor_mail import findings_about_mailbox

    return await findings_about_mailbox(settings, company)


async def _about_mail(settings: Settings) -> list[Finding]:
    """Whether we are let in, and then what the mailbox can do."""
    from app.commands.doctor_mail import findings_about_mailbox

    findings = await _mail(settings)
    if all(each.well for each in findings if each.check.startswith("letters")):
        findings += await findings_about_mailbox(settings, None)
    return findings


async def _mail(settings: Settings) -> list[Finding]:
    from mailer.imap import Imap
    from mailer.smtp import SmtpPostman

    out, into = smtp_account(settings), imap_account(settings)
    if out is None:
        outgoing = _missing("letters out", "LATARNIK_SMTP_HOST and LATARNIK_MAIL_FROM are not set")
    else:
        postman = SmtpPostman(out, SystemClock())
        outgoing = await _try("letters out", out.host, postman.check, f"{out.host} lets us in")
        await postman.close()
    if into is None:
        return [outgoing, _missing("letters in", "LATARNIK_IMAP_HOST, _USER and _PASSWORD are not set")]

    async def connect() -> None:
        async with Imap(into):
            pass

    incoming = await _try("letters in", into.host, connect, f"{into.host} lets us in")
    if into.trusted_authserv is None:
        words = "only letters signed by the sender's domain (DKIM) make drafts; LATARNIK_MAIL_TRUSTED_AUTHSERV adds"
        return [
            outgoing,
            incoming,
            _well("drafts by e-mail", f"{words} those that your mail server vouches for"),
        ]
    return [outgoing, incoming]


async def _try(check: str, place: str, ask: Callable[[], Awaitable[object]], words: str) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE):
            await ask()
    except (LatarnikError, TimeoutError) as error:
        return _missing(check, away(check, place, error))
    return _well(check, words)


_SUBJECTS: dict[str | None, Callable[[Settings], Awaitable[list[Finding]]]] = {
    None: _about_all,
    "mail": _about_mail,
    "ksef": _about_ksef,
}
