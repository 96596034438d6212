"""What we hold at KSeF for each company: its access, its sessions, its eyes; one set a process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import httpx

from invoicing.model.errors import LatarnikError
from invoicing.services.ports import Clock
from ksef.access import Access
from ksef.auth import Login, Sleep
from ksef.client import KsefClient
from ksef.credentials import KsefCredentials
from ksef.environments import KsefSettings
from ksef.keys import PublicKeys
from ksef.limits import ADDRESS, UNCOUNTED, LimitedPace, Limits
from ksef.official_limits import rates_of
from ksef.openings import opening_headers
from ksef.outcomes import Outcomes
from ksef.pace import FREE
from ksef.probes import LoginLog
from ksef.reading import Reading
from ksef.sessions import Sessions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Counter:
    """One company at KSeF.

    Attributes:
        client: whose calls are counted against the company's limits.
        keys: the Ministry's public keys, shared by all.
        access: hands out access tokens.
        reading: calls that read, each with a good token.
        sessions: its online sessions.
        outcomes: what became of its sendings.
        headers: of requests that open a session.
    """

    client: KsefClient
    keys: PublicKeys
    access: Access
    reading: Reading
    sessions: Sessions
    outcomes: Outcomes
    headers: Mapping[str, str]


class Counters:
    """Builds the counter of a company when it is first needed, and keeps it.

    Args:
        http: the client to use; only `settings.api` is contacted.
        settings: address and manners.
        clock: tells when tokens, keys and sessions run out.
        credentials: gives a company's way in; raises `Refused` when it has none.
        limits: keeps calls within what KSeF allows; None lets everything through.
        sleep: waits between two questions about a log-in.

    Attributes:
        logins: what became of our log-ins.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        settings: KsefSettings,
        clock: Clock,
        credentials: Callable[[UUID], Awaitable[KsefCredentials]],
        *,
        limits: Limits | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._settings, self._clock, self._credentials, self._limits = settings, clock, credentials, limits
        anonymous = LimitedPace(limits, ADDRESS) if limits else FREE
        self._client = KsefClient(http, settings.api, settings.timeout, anonymous)
        self._keys = PublicKeys(self._client, clock)
        self.logins = LoginLog(clock)
        self._login = Login(self._client, self._keys, settings, clock, sleep)
        self._counters: dict[UUID, Counter] = {}

    def of(self, company_id: UUID) -> Counter:
        """The counter of that company."""
        if company_id not in self._counters:
            self._counters[company_id] = self._built(company_id)
        return self._counters[company_id]

    def forget(self, company_id: UUID) -> None:
        """Log in anew next time: the credentials of the company have changed."""
        self._counters.pop(company_id, None)

    async def left(self, company_id: UUID) -> int:
        """How many invoices the company may still send online within this hour (port `Quota`)."""
        return await self._limits.left(str(company_id), "invoiceSend") if self._limits else UNCOUNTED

    async def close(self, patience: float = 5.0) -> None:
        """Close the sessions we opened; the HTTP client stays with its owner.

        Args:
            patience: seconds for all of it; what is still open then KSeF closes by itself after twelve hours.
        """
        try:
            async with asyncio.timeout(patience):
                for counter in self._counters.values():
                    await counter.sessions.close()
        except TimeoutError:
            log.info("KSeF is too slow for closing sessions")

    def _built(self, company_id: UUID) -> Counter:
        limits, who = self._limits, str(company_id)
        client = self._client.paced(LimitedPace(limits, who) if limits else FREE)
        greeted = partial(_learn, limits, who, client) if limits else None
        access = Access(self._login, self._clock, lambda: self._credentials(company_id), greeted, self.logins)
        headers = opening_headers(check_identifiers=self._settings.check_identifiers)
        sessions = Sessions(client, self._keys, access, self._clock, headers)
        reading = Reading(client, access)
        return Counter(client, self._keys, access, reading, sessions, Outcomes(reading, sessions), headers)


async def _learn(limits: Limits, who: str, client: KsefClient, token: str) -> None:
    """Ask once a day what holds for this context; where the answer cannot be had, what we know serves on."""
    if limits.knows(who):
        return
    try:
        limits.learn(who, rates_of(await client.call_json("GET", "/rate-limits", token=token)))
    except LatarnikError as error:
        log.info("KSeF does not tell its limits", extra={"reason": error.reason})
