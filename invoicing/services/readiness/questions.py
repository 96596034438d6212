"""Whether a company could work through an outage now: what it has, what it lacks, and what to do next.

Certificates of type Offline are given only while KSeF works, so all of this is of use before an outage alone.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.model.law_calendar import Rule
from invoicing.model.verdict import FRESH, age
from invoicing.services.access.certificates import CertificateType, HeldCertificate, Wallet, wallet_of
from invoicing.services.access.token_login import certificate_button
from invoicing.services.access.token_names import TOKEN
from invoicing.services.companies import Standing, require_member
from invoicing.services.drilling.books import last_drill
from invoicing.services.drilling.letter import own_address
from invoicing.services.drilling.records import Outcome
from invoicing.services.messages import Json, Option, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.readiness.proofs import NOT_SET_UP, Proofs, proofs_of
from invoicing.services.readiness.records import Check, Finding, Readiness, Score, Severity
from invoicing.services.records import Company
from invoicing.services.telling.law_data import law_data

SOON = timedelta(days=30)
"""A certificate that ends sooner wants a successor."""
DRILLS_EVERY = timedelta(days=90)
BUYERS_OF = timedelta(days=90)
_MOST_INVOICES, _NAMED = 500, 10
_ASKING = re.compile(
    r"/gotowo(?:s|ś)(?:c|ć)(?:_(?P<company>\d{1,6}))?(?:@\w+)?|czy (?:jeste(?:s|ś)my|firma jest) gotow[ia](?: na awari(?:e|ę))?\??",
    re.IGNORECASE,
)
_WELL, _WARNING, _BLOCKING = Severity.WELL, Severity.WARNING, Severity.BLOCKING
_AUTH, _OFFLINE = CertificateType.AUTHENTICATION, CertificateType.OFFLINE


async def readiness_of(work: UnitOfWork, company: Company, now: datetime) -> Readiness:
    """Look at everything that the books hold; nobody is asked over a network."""
    wallet, proofs = await wallet_of(work, company.id), await proofs_of(work, company.id)
    findings = [
        _offline_certificate(wallet, now),
        *_code(wallet, proofs, now),
        await _access(work, company.id, wallet, now),
        *_login(proofs),
        _mail(proofs),
        await _own_address(work, company),
        await _buyers(work, company, now),
        *_clock(proofs),
        await _lighthouse(work, now),
        await _drill(work, company.id, now),
    ]
    seller = company.profile.seller
    return Readiness(company.id, seller.name, seller.nip.digits, findings)


class ReadinessTalk:
    """Understands `/gotowosc`, for every member; who has several companies sees all of them, the worst first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Callable[[UnitOfWork, Standing], Awaitable[Reply]] | None:
        """What the sentence does; None when it is about something else."""
        asked = _ASKING.fullmatch(text.strip(" \t\n.!"))
        return partial(self._answer, which=asked["company"]) if asked else None

    async def _answer(self, work: UnitOfWork, standing: Standing, *, which: str | None) -> Reply:
        now = self._clock.now()
        theirs = [each.company_id for each in await work.people.memberships(standing.person.id)]
        if which is not None and 0 < int(which) <= len(theirs):
            chosen = await require_member(work, standing.person, theirs[int(which) - 1])
            return _one(await readiness_of(work, chosen.company, now))
        if len(theirs) == 1:
            return _one(await readiness_of(work, standing.company, now))
        found = [await readiness_of(work, await work.companies.get(each), now) for each in theirs]
        rows: list[Json] = [
            {**each.data(), "place": theirs.index(each.company_id) + 1}
            for each in sorted(found, key=lambda one: one.order)
        ]
        ready = sum(each.score is Score.READY for each in found)
        return Reply("readiness-of-many", {"companies": rows, "ready": ready, "count": len(rows)})


def _one(found: Readiness) -> Reply:
    """One company with the button of the next step, where there is one."""
    wanting = {each.check for each in found.findings if each.severity is not Severity.WELL}
    certificate = wanting & {Check.OFFLINE_CERTIFICATE, Check.CODE, Check.ACCESS}
    options: tuple[tuple[Option, ...], ...] = ()
    if certificate:
        options = ((certificate_button(found.company_id),),)
    return Reply("readiness", found.data(), options=options)


def _offline_certificate(wallet: Wallet, now: datetime) -> Finding:
    """Present, of the right type, valid, with a successor in time."""
    check, held = Check.OFFLINE_CERTIFICATE, wallet.offline_certificate(now)
    if held is None:
        ended = wallet.last(_OFFLINE)
        state = "missing" if ended is None else ("ahead" if ended.valid_from > now else "ended")
        return Finding(check, _BLOCKING, state, _ends(ended, now) if ended else {})
    last = wallet.last(_OFFLINE) or held
    if last.valid_to - now < SOON:
        return Finding(check, _WARNING, "ending", _ends(last, now))
    spare = sum(each.type is _OFFLINE and each.is_valid(now) for each in wallet.certificates) - 1
    return Finding(check, _WELL, "valid", {**_ends(last, now), "spare": spare})


def _ends(certificate: HeldCertificate, now: datetime) -> dict[str, Json]:
    day = certificate.valid_to.astimezone(now.tzinfo).date()
    return {"until": day.isoformat(), "days": (day - now.date()).days}


def _code(wallet: Wallet, proofs: Proofs, now: datetime) -> list[Finding]:
    """Nothing is said where there is no certificate to sign with."""
    held = wallet.offline_certificate(now)
    if held is None:
        return []
    tried = proofs.get("code")
    if tried is None or tried.subject != held.serial:
        return [Finding(Check.CODE, _WARNING, "untried")]
    if tried.reason is not None:
        return [Finding(Check.CODE, _BLOCKING, "wrong", {"reason": tried.reason})]
    return [Finding(Check.CODE, _WELL, "holds", {"at": tried.at.isoformat()})]


async def _access(work: UnitOfWork, company_id: UUID, wallet: Wallet, now: datetime) -> Finding:
    """By what the company logs in; of tokens both days are told, of the law in force and of the announcement."""
    certificate = wallet.auth_certificate(now)
    if certificate is not None and certificate.is_valid(now):
        ending = certificate.valid_to - now < SOON
        state = "certificate-ending" if ending else "certificate"
        return Finding(Check.ACCESS, _WARNING if ending else _WELL, state, _ends(certificate, now))
    if await work.companies.secret(company_id, TOKEN):
        return Finding(Check.ACCESS, _WARNING, "token", token_by_law(now))
    if await work.companies.secret(company_id, "ksef-login"):
        return Finding(Check.ACCESS, _WARNING, "kept-login")
    return Finding(Check.ACCESS, _BLOCKING, "missing")


def token_by_law(now: datetime) -> dict[str, Json]:
    """Until when a token logs in, as the law stands at that moment: `over` is by the law in force alone."""
    data = law_data(Rule.TOKEN_LOGIN)
    return {**data, "over": str(data["law"]) < now.date().isoformat()}


def _login(proofs: Proofs) -> list[Finding]:
    """Only a refusal says something about the company; a KSeF that is away does not."""
    tried = proofs.get("login")
    if tried is None:
        return [Finding(Check.LOGIN, _WARNING, "untried")]
    if tried.reason == "access-missing":
        return []  # told by the check of the access
    if tried.reason is not None:
        return [Finding(Check.LOGIN, _BLOCKING, "refused", {"reason": tried.reason})]
    return [Finding(Check.LOGIN, _WELL, "works", {"at": tried.at.isoformat()})]


def _mail(proofs: Proofs) -> Finding:
    tried = proofs.get("mail")
    if tried is None:
        return Finding(Check.MAIL, _WARNING, "untried")
    if tried.reason == NOT_SET_UP:
        return Finding(Check.MAIL, _WARNING, "not-set-up")
    if tried.reason is not None:
        return Finding(Check.MAIL, _WARNING, "silent")
    return Finding(Check.MAIL, _WELL, "works")


async def _own_address(work: UnitOfWork, company: Company) -> Finding:
    """Where answers of buyers, and the letters of drills, reach the company."""
    try:
        address = await own_address(work, company)
    except Refused:
        return Finding(Check.OWN_ADDRESS, _WARNING, "missing")
    return Finding(Check.OWN_ADDRESS, _WELL, "known", {"address": address})


async def _buyers(work: UnitOfWork, company: Company, now: datetime) -> Finding:
    """How many of the latest buyers an outage's papers would reach by e-mail."""
    since = now.date() - BUYERS_OF
    known: dict[str, bool] = {}
    names: dict[str, str] = {}
    for buyer in await work.invoices.buyers_since(company.id, since, _MOST_INVOICES):
        key = buyer.nip.digits if buyer.nip else buyer.eu_vat_number or buyer.foreign_id or buyer.name
        if not key or buyer.nip == company.profile.seller.nip:
            continue
        names.setdefault(key, buyer.name or key)
        known[key] = known.get(key, False) or buyer.email is not None
        if not known[key] and buyer.nip is not None:
            book = await work.buyers.by_nip(company.id, buyer.nip)
            known[key] = book is not None and book.email is not None
    without = [names[key] for key, reached in known.items() if not reached]
    details: dict[str, Json] = {
        "known": len(known) - len(without),
        "count": len(known),
        "without": [*without[:_NAMED]],
        "more": max(0, len(without) - _NAMED),
    }
    state = "without-address" if without else ("known" if known else "none")
    return Finding(Check.BUYERS, _WARNING if without else _WELL, state, details)


def _clock(proofs: Proofs) -> list[Finding]:
    tried = proofs.get("clock")
    if tried is None:
        return [Finding(Check.CLOCK, _WARNING, "untried")]
    if tried.reason is not None:
        return [Finding(Check.CLOCK, _WARNING, "wrong", {"seconds": tried.reason})]
    return [Finding(Check.CLOCK, _WELL, "right")]


async def _lighthouse(work: UnitOfWork, now: datetime) -> Finding:
    """Whoever does not see the lighthouse does not hear of an outage in time."""
    seen = (await work.verdicts.current()).lighthouse_seen_at
    if seen is None:
        return Finding(Check.LIGHTHOUSE, _WARNING, "never")
    details: dict[str, Json] = {"at": seen.isoformat()}
    if age(seen, now) > FRESH:
        return Finding(Check.LIGHTHOUSE, _WARNING, "long-ago", details)
    return Finding(Check.LIGHTHOUSE, _WELL, "seen", details)


async def _drill(work: UnitOfWork, company_id: UUID, now: datetime) -> Finding:
    """The last one counts only while it is fresh and went well."""
    drill = await last_drill(work, company_id)
    ended = drill.ended_at if drill else None
    if drill is None or ended is None:
        return Finding(Check.DRILL, _WARNING, "never")
    details: dict[str, Json] = {"at": ended.astimezone(now.tzinfo).date().isoformat()}
    if drill.outcome is Outcome.FAILED:
        return Finding(Check.DRILL, _WARNING, "failed", details)
    if now - ended > DRILLS_EVERY:
        return Finding(Check.DRILL, _WARNING, "long-ago", details)
    return Finding(Check.DRILL, _WELL, "passed", details)
