"""What the commands about one company's access to KSeF begin with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from app.clock import SystemClock
from app.commands.speaking import fail, refusal, settings_in_words
from app.commands.telling_time import clock_of
from app.installation import checked
from app.places import http_client, ksef_settings
from app.reading_settings import load_settings
from app.settings import Settings
from app.ways_in import WaysIn
from invoicing.model.errors import LatarnikError, Refused
from invoicing.model.party import Nip
from invoicing.services.records import Company
from ksef.auth import Login
from ksef.client import KsefClient
from ksef.counters import Counters
from ksef.keys import PublicKeys
from ksef.limits import Limits
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """One company before KSeF.

    Attributes:
        ways: its ways in.
        signed: counters that log in by signature, as certificates want it.
        login: for what is not logged in yet.
    """

    settings: Settings
    clock: SystemClock
    database: Database
    company: Company
    ways: WaysIn
    usual: Counters
    signed: Counters
    login: Login
    client: KsefClient

    @property
    def nip(self) -> Nip:
        """Of the company."""
        return self.company.profile.seller.nip


def at_desk(nip: str, act: Callable[[Desk], Awaitable[None]]) -> None:
    """Run a command for a company.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    with settings_in_words():
        settings = load_settings()
        try:
            asyncio.run(_act(settings, nip, act))
        except LatarnikError as error:
            fail(refusal(error, "pl"))


async def _act(settings: Settings, nip: str, act: Callable[[Desk], Awaitable[None]]) -> None:
    async with desk_of(settings, Nip.parse(nip)) as desk:
        await act(desk)


@asynccontextmanager
async def desk_of(settings: Settings, nip: Nip) -> AsyncIterator[Desk]:
    """The desk of a company.

    Raises:
        Refused: company-unknown.
    """
    clock = await clock_of(settings)
    async with checked(settings, clock) as database, http_client(settings) as http:
        async with database.units.reading() as work:
            company = await work.companies.by_nip(nip)
        if company is None:
            raise Refused("company-unknown", nip=nip.digits)
        ways, manners = WaysIn(database, clock), ksef_settings(settings)
        client = KsefClient(http, manners.api, manners.timeout)
        login = Login(client, PublicKeys(client, clock), manners, clock, asyncio.sleep)
        limits = Limits(database.calls, clock, asyncio.sleep)
        usual = Counters(http, manners, clock, ways.usual, limits=limits)
        signed = Counters(http, manners, clock, ways.signed, limits=limits)
        yield Desk(settings, clock, database, company, ways, usual, signed, login, client)


def spoken(moment: datetime) -> str:
    """A moment for a person at a terminal: Warsaw, day first.

    >>> from datetime import UTC
    >>> spoken(datetime(2026, 11, 20, 11, 15, tzinfo=UTC))
    '20.11.2026, 12:15'
    """
    return f"{moment.astimezone(SystemClock().now().tzinfo):%d.%m.%Y, %H:%M}"
