"""`latarnik ksef status` and `latarnik ksef sync`: is KSeF well, and what does it keep for us."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.clock import SystemClock
from app.commands.companies import company_or_fail
from app.commands.speaking import AT_FAULT, WRONG_USAGE, emit, fail, refusal, say, settings_in_words
from app.installation import checked
from app.places import http_client, ksef_environment
from app.reading_settings import WrongSettingsError, load_settings
from app.settings import Settings
from app.work import ksef_counters
from invoicing.model.announcements import by_event
from invoicing.model.errors import LatarnikError, Refused, Unavailable
from invoicing.model.offline import Outage
from invoicing.model.party import Nip
from invoicing.services.ksef_records import SubjectRole
from invoicing.services.outages.books import LighthouseReport
from invoicing.services.receiving import Receiving
from invoicing.services.records import Company
from ksef.client import KsefClient
from ksef.feed import KsefFeedOverHttp
from ksef.lighthouse import LighthouseClient
from storage.database import Database

ROLES = {
    "seller": SubjectRole.SELLER,
    "buyer": SubjectRole.BUYER,
    "third-party": SubjectRole.THIRD_PARTY,
    "authorized-entity": SubjectRole.AUTHORIZED_ENTITY,
}


def show_status() -> None:
    """One line: what the lighthouse says, whether the API answers, how many invoices wait.

    Raises:
        SystemExit: status 1 when the API does not answer.
    """
    with settings_in_words():
        line = asyncio.run(_status(load_settings()))
    emit(line)
    if line["api"] != "answers":
        fail(refusal(Unavailable(line["api"]), "pl"))


def synchronise(nip: str | None, role: str | None) -> None:
    """Read what KSeF has stored since the last time; one line a company and role.

    Raises:
        SystemExit: status 1 when KSeF gave none of it, 2 for a role that does not exist.
    """
    if role is not None and role not in ROLES:
        fail(f"There is no role {role}. Roles are {', '.join(ROLES)}.", WRONG_USAGE)
    with settings_in_words():
        settings = load_settings()
        try:
            failed = asyncio.run(_synchronise(settings, nip, role))
        except LatarnikError as error:
            fail(refusal(error, "pl"))
    if failed:
        raise SystemExit(AT_FAULT)


async def _status(settings: Settings) -> dict[str, Any]:
    place = ksef_environment(settings)
    async with http_client(settings) as http:
        said = await _lighthouse(LighthouseClient(http, place.lighthouse))
        api = await _api(KsefClient(http, place.api, 10.0))
    return {
        "environment": settings.ksef_environment,
        "lighthouse": said.beacon.value if said else "unknown",
        "outages": [
            {"kind": each.kind.value, "start": str(each.start), "end": each.end and str(each.end)}
            for each in _outages(said)
        ],
        "api": api,
        "waiting": await _waiting(settings),
    }


async def _lighthouse(client: LighthouseClient) -> LighthouseReport | None:
    try:
        return await client.look()
    except Unavailable:
        return None


def _outages(said: LighthouseReport | None) -> list[Outage]:
    return [each.outage() for each in by_event(said.announcements)] if said else []


async def _api(client: KsefClient) -> str:
    try:
        await client.call("GET", "/security/public-key-certificates")
    except LatarnikError as error:
        return error.reason
    return "answers"


async def _waiting(settings: Settings) -> int | None:
    """How many invoices are on their way; None where no database has been set up yet."""
    try:
        async with checked(settings) as database, database.units.reading() as work:
            return await work.invoices.count_waiting()
    except (WrongSettingsError, Unavailable):
        return None


async def _synchronise(settings: Settings, nip: str | None, role: str | None) -> bool:
    roles = [ROLES[role]] if role else [SubjectRole.SELLER, SubjectRole.BUYER]
    failed = False
    async with _receiving(settings) as (receiving, database):
        for company in await _companies(database, nip):
            for one in roles:
                failed |= not await _read(receiving, company, one)
    return failed


async def _read(receiving: Receiving, company: Company, role: SubjectRole) -> bool:
    name = next(word for word, each in ROLES.items() if each is role)
    try:
        fetched = await receiving.read(company.id, role)
    except (Unavailable, Refused) as error:
        say(f"{company.profile.seller.nip} ({name}): {refusal(error, 'pl')}")
        return False
    emit(
        {
            "company": company.profile.seller.nip.digits,
            "role": name,
            "new": fetched.entries,
            "documents": fetched.documents,
            "until": fetched.until.isoformat(),
        }
    )
    return True


async def _companies(database: Database, nip: str | None) -> list[Company]:
    async with database.units.reading() as work:
        if nip is None:
            return list(await work.companies.all())
        return [await company_or_fail(work, Nip.parse(nip))]


@asynccontextmanager
async def _receiving(settings: Settings) -> AsyncIterator[tuple[Receiving, Database]]:
    clock = SystemClock()
    async with checked(settings, clock) as database, http_client(settings) as http:
        counters = ksef_counters(settings, clock, database, http)
        feed = KsefFeedOverHttp(counters, settings.spool, clock)
        yield Receiving(database.units, clock, feed), database
