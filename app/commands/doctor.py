"""`latarnik doctor`: what works and what is missing, in plain words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from app.clock import SystemClock
from app.commands.doctor_history import finding_about_history
from app.commands.findings import Finding, tell
from app.commands.findings import missing as _missing
from app.commands.findings import well as _well
from app.commands.speaking import WRONG_USAGE, fail
from app.installation import database_sentence, opened
from app.logs import masked
from app.places import http_client, imap_account, ksef_environment, smtp_account
from app.settings import Settings, WrongSettingsError, load_settings
from invoicing.model.errors import LatarnikError
from invoicing.model.verdict import Verdict
from storage.database import Database
from storage.queue import Parked
from templates.render import error_sentence

_DATABASE = {
    "schema-missing": "there are no tables yet; run: latarnik migrate",
    "schema-other": "the schema is of another version; run: latarnik migrate",
    "secret-key-other": "secrets were sealed with another key; bring back the right key file",
    "books-moved": "these books were moved to another database; LATARNIK_DATABASE_URL must name that one",
    "restore-unfinished": "a restore was cut off; run it again with --replace",
}


_VERDICTS = {
    Verdict.ALL_WELL: "KSeF works",
    Verdict.FAILURE: "a failure of KSeF is announced (art. 106ne)",
    Verdict.MAINTENANCE: "works at KSeF are announced (art. 106nh)",
    Verdict.TOTAL_FAILURE_CLAIMED: "the lighthouse says total failure; it counts once a person confirms it (art. 106ng)",
    Verdict.KSEF_SILENT: "KSeF does not answer, and nobody has announced anything",
    Verdict.LOGIN_DOWN: "KSeF answers but lets nobody in, and nobody has announced anything",
    Verdict.US: "nothing answers at all: look at this machine's connection",
    Verdict.LIGHTHOUSE_DOWN: "KSeF works; only the lighthouse does not answer",
    Verdict.UNKNOWN: "not known: nobody has looked for a quarter of an hour, or the lighthouse says something new",
}


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


async def _findings(about: str | None, company: str | None) -> list[Finding]:
    try:
        settings = load_settings()
    except WrongSettingsError as error:
        return [_missing("settings", str(error))]
    return await (_about_mailbox(settings, company) if company else _SUBJECTS[about](settings))


async def _about_all(settings: Settings) -> list[Finding]:
    findings = [_well("settings", f"environment {settings.ksef_environment}, data in {settings.data_dir}")]
    try:
        async with opened(settings) as database:
            findings += await _books(database)
    except WrongSettingsError as error:
        findings.append(_missing("database", str(error)))
    ministry = await _ministry(settings)
    findings += ministry
    if ministry[-1].well:
        findings += await _accounts(settings)
    if ministry[0].well:
        findings += await _access(settings)
        findings += await _readiness(settings)
    findings.append(await _telegram(settings))
    findings += await _mail(settings)
    return findings


async def _books(database: Database) -> list[Finding]:
    problems = await database.check()
    here = [
        _missing("database", _DATABASE.get(each) or database_sentence(each))
        for each in problems
        if each != "history-broken"
    ]
    if here:
        return here
    async with database.units.reading() as work:
        companies = await work.companies.all()
        waiting, stuck = await work.invoices.count_waiting(), await work.invoices.count_stuck()
        verdict = (await work.verdicts.current()).known(SystemClock().now())
    parked = await database.queue.parked()
    words = (
        _counted(len(companies), "company", "companies")
        if companies
        else "no company yet; run: latarnik company add"
    )
    on_the_way = _counted(waiting, "invoice", "invoices")
    queue = f"{on_the_way} on the way to KSeF; without an answer of KSeF: {stuck}"
    return [
        _sealed(await database.stale_secrets()),
        await finding_about_history(database),
        Finding("companies", well=bool(companies), words=words),
        Finding("verdict", well=verdict is Verdict.UNKNOWN or verdict.ksef_works, words=_VERDICTS[verdict]),
        Finding("queue", well=not stuck, words=queue),
        Finding("set aside", well=not parked, words=_set_aside(parked)),
    ]


def _sealed(stale: int) -> Finding:
    if not stale:
        return _well("database", "schema and key are in order")
    secrets = _counted(stale, "secret is", "secrets are")
    return _missing("database", f"{secrets} sealed with an older key; run: latarnik rotate-key")


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _set_aside(parked: Sequence[Parked]) -> str:
    """What failed too often to be tried again by itself, with how it failed."""
    if not parked:
        return "nothing failed for good"
    shown = "; ".join(f"{one.key} ({masked(one.error)[:120]})" for one in parked[:5])
    tasks = _counted(len(parked), "task", "tasks")
    return (
        f"{tasks} failed too often, to be looked at by you: {shown}; when the cause is gone: latarnik retry"
    )


async def _ministry(settings: Settings) -> list[Finding]:
    from invoicing.model.party import Nip
    from ksef.client import KsefClient
    from ksef.keys import PublicKeys, Usage
    from ksef.lighthouse import LighthouseClient
    from ksef.registers import TaxpayerRegisterClient

    clock = SystemClock()
    place = ksef_environment(settings)
    async with http_client(settings) as http:
        keys = PublicKeys(KsefClient(http, place.api, 10.0), clock)
        lighthouse = LighthouseClient(http, place.lighthouse)
        register = TaxpayerRegisterClient(http, settings.register_api, clock)
        return [
            await _try("ksef", lambda: keys.current(Usage.SYMMETRIC_KEY), f"{place.api} answers"),
            await _try("lighthouse", lighthouse.look, f"{place.lighthouse} answers"),
            await _try("register", lambda: register.find(Nip("5260250274"), clock.today()), "answers"),
        ]


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


async def _telegram(settings: Settings) -> Finding:
    if settings.telegram_token is None:
        return _missing("telegram", "LATARNIK_TELEGRAM_TOKEN is not set: get one from @BotFather")
    from bot.client import connect, our_errors

    bot = connect(settings.telegram_token.get_secret_value(), settings.telegram_api)
    try:

        async def ask() -> None:
            async with our_errors():
                await bot.get_me()

        return await _try("telegram", ask, f"{settings.telegram_api} knows the bot")
    finally:
        await bot.session.close()


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
        outgoing = await _try("letters out", postman.check, f"{out.host} lets us in")
        await postman.close()
    if into is None:
        return [outgoing, _missing("letters in", "LATARNIK_IMAP_HOST, _USER and _PASSWORD are not set")]

    async def connect() -> None:
        async with Imap(into):
            pass

    incoming = await _try("letters in", connect, f"{into.host} lets us in")
    if into.trusted_authserv is None:
        words = "LATARNIK_MAIL_TRUSTED_AUTHSERV is not set, so e-mails make no drafts"
        return [outgoing, incoming, _missing("drafts by e-mail", words)]
    return [outgoing, incoming]


async def _try(check: str, ask: Callable[[], Awaitable[object]], words: str) -> Finding:
    try:
        async with asyncio.timeout(15):
            await ask()
    except TimeoutError:
        return _missing(check, "no answer within 15 seconds; the app waits and tries again by itself")
    except LatarnikError as error:
        return _missing(check, _why(error))
    return _well(check, words)


def _why(error: LatarnikError) -> str:
    """The sentence for people, and what was seen on the wire for whoever mends it."""
    sentence = error_sentence(error.reason, error.details, "en")
    seen = error.details.get("text") or error.details.get("error")
    return f"{sentence} ({' '.join(masked(seen).split())})" if seen else sentence


_SUBJECTS: dict[str | None, Callable[[Settings], Awaitable[list[Finding]]]] = {
    None: _about_all,
    "mail": _about_mail,
    "ksef": _about_ksef,
}
