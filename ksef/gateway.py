"""KSeF for the rest of the house: hand bytes over, ask what became of them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import httpx

from invoicing.model.errors import Misunderstood, Refused
from invoicing.services.ports import Clock, SendingReference, SubmissionOutcome
from ksef.access import Access
from ksef.auth import Login, Sleep
from ksef.client import KsefClient
from ksef.credentials import KsefCredentials
from ksef.crypto import encode
from ksef.environments import KsefSettings
from ksef.errors import KsefRefused
from ksef.keys import PublicKeys
from ksef.outcomes import Outcomes
from ksef.reading import Reading
from ksef.sessions import OnlineSession, Sessions

log = logging.getLogger(__name__)

_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class _Counter:
    """What we hold for one company: its access, its sessions, its eyes."""

    access: Access
    sessions: Sessions
    outcomes: Outcomes


class KsefGatewayOverHttp:
    """Submits invoices of any of our companies (port `KsefGateway`); build one a process.

    Args:
        http: the client to use; only `settings.api` is contacted.
        settings: address and manners.
        clock: tells when tokens, keys and sessions run out.
        credentials: gives a company's way in; raises `Refused` when it has none.
        sleep: waits between two questions about a log-in.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        settings: KsefSettings,
        clock: Clock,
        credentials: Callable[[UUID], Awaitable[KsefCredentials]],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._settings, self._clock, self._credentials = settings, clock, credentials
        self._client = KsefClient(http, settings.api, settings.timeout)
        self._keys = PublicKeys(self._client, clock)
        self._login = Login(self._client, self._keys, settings, clock, sleep)
        self._counters: dict[UUID, _Counter] = {}

    async def submit(self, company_id: UUID, xml: bytes, *, offline: bool) -> SendingReference:
        """Hand the bytes over; the answer says only that they were taken for processing.

        Raises:
            Unavailable: KSeF did not take them, or we cannot know; sending the same bytes again is safe.
            Refused: the company has no usable access to KSeF.
            Misunderstood: KSeF refuses the call itself (21402, 21403, 21405), which is our fault.
        """
        counter = self._counter(company_id)

        async def send(session: OnlineSession) -> str:
            return await counter.access.authorized(
                lambda token: self._send(session, token, xml, offline=offline)
            )

        try:
            session, invoice = await counter.sessions.in_session(send)
        except KsefRefused as refusal:
            raise _meant(refusal) from refusal
        return SendingReference(session, invoice)

    async def outcome(
        self, company_id: UUID, reference: SendingReference, sha256: bytes
    ) -> SubmissionOutcome:
        """What became of a sending. A duplicate (440) whose original has our SHA-256 is our own acceptance.

        Raises:
            Unavailable: ask again later.
            Refused: the company has no usable access to KSeF.
            Misunderstood: what KSeF says does not fit what we sent.
        """
        counter = self._counter(company_id)
        try:
            return await counter.outcomes.of(reference, sha256)
        except KsefRefused as refusal:
            raise _meant(refusal) from refusal

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

    def _counter(self, company_id: UUID) -> _Counter:
        if company_id not in self._counters:
            access = Access(self._login, self._clock, lambda: self._credentials(company_id))
            sessions = Sessions(
                self._client,
                self._keys,
                access,
                self._clock,
                check_identifiers=self._settings.check_identifiers,
            )
            outcomes = Outcomes(Reading(self._client, access), sessions)
            self._counters[company_id] = _Counter(access, sessions, outcomes)
        return self._counters[company_id]

    async def _send(self, session: OnlineSession, token: str, xml: bytes, *, offline: bool) -> str:
        encrypted = session.key.encrypt(xml)
        body = {
            "invoiceHash": encode(hashlib.sha256(xml).digest()),
            "invoiceSize": len(xml),
            "encryptedInvoiceHash": encode(hashlib.sha256(encrypted).digest()),
            "encryptedInvoiceSize": len(encrypted),
            "encryptedInvoiceContent": encode(encrypted),
            "offlineMode": offline,
        }
        path = f"/sessions/online/{session.reference}/invoices"
        answer = await self._client.call_json("POST", path, token=token, body=body)
        if not isinstance(answer.get("referenceNumber"), str):
            raise Misunderstood("ksef-unreadable", path=path)
        return str(answer["referenceNumber"])


def _meant(refusal: KsefRefused) -> Refused | Misunderstood:
    """403 is the company's access; any other refusal of a call is our own mistake."""
    if refusal.status == _FORBIDDEN:
        return refusal
    return Misunderstood("ksef-call-refused", **refusal.details)
