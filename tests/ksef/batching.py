"""Batches of a company as a service would send and follow them, and a wire whose answers can be bent."""

import asyncio
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

import httpx

from invoicing.services.ksef_ports import BatchPhase
from ksef.batches import KsefBatchesOverHttp
from ksef.counters import Counters
from ksef.environments import KsefSettings
from ksef.fa3.writer import Fa3Writer
from tests.ksef.conftest import NOON


def sha(xml: bytes) -> bytes:
    return hashlib.sha256(xml).digest()


def documents_of(invoice) -> Callable[..., list[bytes]]:
    """So many invoices as they would be sent."""
    write = Fa3Writer()
    return lambda count, prefix="FV": [
        write(replace(invoice, number=f"{prefix}/{number}"), NOON) for number in range(1, count + 1)
    ]


async def flow(documents: Iterable[bytes]):
    for document in documents:
        yield document


class Batch:
    """Batches of the company, as a service would send and follow them."""

    def __init__(self, counters, spool, company) -> None:
        self.naps, self.told, self.spool, self.company = [], [], spool, company
        self.port = KsefBatchesOverHttp(counters, spool, self._nap)

    async def _nap(self, seconds: float) -> None:
        self.naps.append(seconds)

    async def opened(self, reference: str) -> None:
        self.told.append(reference)

    async def send(self, documents, offline=False) -> str:
        """Send; the reference that was told before the first part went."""
        await self.port.send(self.company, flow(documents), offline=offline, opened=self.opened)
        return self.told[-1]

    async def ready(self, reference: str):
        """Wait until the session is no longer open or at work."""
        async with asyncio.timeout(60):
            while True:
                state = await self.port.state(self.company, reference)
                if state.phase not in {BatchPhase.OPEN, BatchPhase.WORKING}:
                    return state
                await asyncio.sleep(0.01)

    async def done(self, documents, offline=False) -> str:
        """Send, and wait until it is ready."""
        reference = await self.send(documents, offline)
        await self.ready(reference)
        return reference

    async def gathering(self, reference: str, into: dict) -> None:
        """Put every verdict into a dictionary, as far as they come."""
        async for page in self.port.verdicts(self.company, reference):
            into |= dict(page.verdicts)

    async def judged(self, reference: str) -> dict:
        """Every verdict; nobody gets two."""
        pages = [page async for page in self.port.verdicts(self.company, reference)]
        verdicts = [verdict for page in pages for verdict in page.verdicts]
        assert len(dict(verdicts)) == len(verdicts)
        return dict(verdicts)


LIMITED = {"status": {"code": 429, "description": "Too Many Requests", "details": ["limit"]}}


class AlteringWire(httpx.AsyncBaseTransport):
    """Passes requests on to the real server; answers that match a pattern ("GET /v2/...") come bent or invented."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self._rules: list[tuple[re.Pattern[str], Callable[[httpx.Response], httpx.Response]]] = []
        self._instead: list[tuple[re.Pattern[str], httpx.Response]] = []
        self._limits: dict[re.Pattern[str], int] = {}
        self.passed: Counter[str] = Counter()
        self.asked: list[httpx.Request] = []

    def alter(self, pattern: str, change: Callable) -> None:
        """Change the JSON of matching answers."""

        def bent(answer: httpx.Response) -> httpx.Response:
            return httpx.Response(answer.status_code, json=change(json.loads(answer.content)))

        self._rules.append((re.compile(pattern), bent))

    def answer(self, pattern: str, response: httpx.Response) -> None:
        """Answer in the server's place."""
        self._instead.append((re.compile(pattern), response))

    def limit(self, pattern: str, after: int) -> None:
        """Let so many matching requests through in all, and answer 429 to the rest."""
        self._limits = {re.compile(pattern): after}

    def as_it_is(self) -> None:
        self._rules.clear()
        self._instead.clear()

    def count(self, pattern: str) -> int:
        return sum(bool(re.search(pattern, _said(request))) for request in self.asked)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        for pattern, most in self._limits.items():
            if pattern.search(_said(request)) and self.passed[pattern.pattern] >= most:
                return httpx.Response(429, json=LIMITED, headers={"Retry-After": "1"})
            self.passed[pattern.pattern] += bool(pattern.search(_said(request)))
        for pattern, response in self._instead:
            if pattern.search(_said(request)):
                return httpx.Response(response.status_code, content=response.content)
        answer = await self._inner.handle_async_request(request)
        for pattern, bent in self._rules:
            if pattern.search(_said(request)):
                await answer.aread()
                return bent(answer)
        return answer

    async def aclose(self) -> None:
        await self._inner.aclose()


def _said(request: httpx.Request) -> str:
    return f"{request.method} {request.url.path}"


def counters_over(wire: AlteringWire, ksef) -> tuple[httpx.AsyncClient, Counters]:
    """The company's counter, talking through the wire."""

    async def credentials(company):
        return ksef.credentials[company]

    http = httpx.AsyncClient(transport=wire)
    settings = KsefSettings(f"{ksef.api.base_url}/v2", timeout=10, login_poll=0.02)
    return http, Counters(http, settings, ksef.clock, credentials)
