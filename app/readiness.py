"""Tries what an outage would use: the key of the offline certificate, the log-in, the mail server, the clock."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

import httpx

from app.clock import SystemClock
from app.issuer_links import IssuerLinksOfWallets
from app.places import ksef_environment, ksef_settings
from app.practice import is_practice
from app.settings import Settings
from app.ways_in import WaysIn
from invoicing.model.errors import Unavailable
from invoicing.services.access.certificates import OfflineCertificate
from invoicing.services.readiness.proofs import CODE_WRONG, NOT_SET_UP, ProveReadiness
from invoicing.services.records import Company
from ksef.auth import Login
from ksef.client import KsefClient
from ksef.counters import Counters
from ksef.keys import PublicKeys
from ksef.verification import CodePagesOverHttp, signature_holds
from mailer.smtp import SmtpPostman
from storage.database import Database

_PATIENCE = 15.0


class TrialsOverHttp:
    """Port `Trials`; the page behind KOD II is asked only where an invoice means nothing."""

    def __init__(
        self,
        settings: Settings,
        clock: SystemClock,
        database: Database,
        http: httpx.AsyncClient,
        *,
        counters: Counters,
        postman: SmtpPostman | None,
    ) -> None:
        self._clock, self._counters, self._postman = clock, counters, postman
        qr, manners = ksef_environment(settings).qr, ksef_settings(settings)
        self._links = IssuerLinksOfWallets(WaysIn(database, clock), clock, qr)
        self._pages = CodePagesOverHttp(http, qr) if is_practice(settings) else None
        client = KsefClient(http, manners.api, manners.timeout)
        self._login = Login(client, PublicKeys(client, clock), manners, clock, asyncio.sleep)

    async def code(self, company: Company, certificate: OfflineCertificate) -> str | None:
        """A link for a digest of nothing, which no invoice will ever have."""
        try:
            link = await self._links(company.id, secrets.token_bytes(32))
        except (ValueError, TypeError):  # cryptography cannot open the key
            return CODE_WRONG
        if link is None or not signature_holds(link, certificate):
            return CODE_WRONG
        if self._pages is None:
            return None
        seen = await self._pages.issuer(link)
        return None if seen.confirmed else CODE_WRONG

    async def login(self, company: Company) -> None:
        """By the token that is good still, else by a log-in."""
        await self._counters.of(company.id).access.authorized(_nothing)

    async def mail(self) -> str | None:
        """Connects and logs in; sends nothing."""
        if self._postman is None:
            return NOT_SET_UP
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._postman.check()
        except TimeoutError as error:
            raise Unavailable from error
        return None

    async def skew(self) -> timedelta:
        """By a challenge, which costs nobody anything."""
        moment = (await self._login.challenge()).moment
        return moment - self._clock.now()


async def _nothing(token: str) -> None:
    """What is done with the access: nothing."""


def prover_of(
    settings: Settings,
    clock: SystemClock,
    database: Database,
    http: httpx.AsyncClient,
    *,
    counters: Counters,
    postman: SmtpPostman | None,
) -> ProveReadiness:
    """Tries for all companies of this installation."""
    trials = TrialsOverHttp(settings, clock, database, http, counters=counters, postman=postman)
    return ProveReadiness(database.units, clock, trials)
