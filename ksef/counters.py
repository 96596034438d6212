"""What we hold at KSeF for each company: its access, its sessions, its eyes; one set a process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import httpx

from invoicing.services.ports import Clock
from ksef.access import Access
from ksef.auth import Login, Sleep
from ksef.client import KsefClient
from ksef.credentials import KsefCredentials
from ksef.environments import KsefSettings
from ksef.keys import PublicKeys
from ksef.openings import opening_headers
from ksef.outcomes import Outcomes
from ksef.pace import FREE, Pace
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
        pace: the pace of a company's calls.
        anonymous: the pace of calls that belong to no company (log-in, public keys).
        sleep: waits between two questions about a log-in.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        settings: KsefSettings,
        clock: Clock,
        credentials: Callable[[UUID], Awaitable[KsefCredentials]],
        *,
        pace: Callable[[UUID], Pace] = lambda _: FREE,
        anonymous: Pace = FREE,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._settings, self._clock, self._credentials, self._pace = settings, clock, credentials, pace
        self._client = KsefClient(http, settings.api, settings.timeout, anonymous)
        self._keys = PublicKeys(self._client, clock)
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
        client = self._client.paced(self._pace(company_id))
        access = Access(self._login, self._clock, lambda: self._credentials(company_id))
        headers = opening_headers(check_identifiers=self._settings.check_identifiers)
        sessions = Sessions(client, self._keys, access, self._clock, headers)
        reading = Reading(client, access)
        return Counter(client, self._keys, access, reading, sessions, Outcomes(reading, sessions), headers)
