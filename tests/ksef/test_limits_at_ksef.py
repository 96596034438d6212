"""The production service, which counts for itself, never has to say 429; and is obeyed when it does."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from invoicing.model.errors import Unavailable
from invoicing.model.party import Nip
from ksef.contexts import Context
from ksef.counters import Counters
from ksef.credentials import TokenCredentials
from ksef.environments import KsefSettings
from ksef.fa3.writer import Fa3Writer
from ksef.gateway import KsefGatewayOverHttp
from ksef.limits import Limits
from sandbox.ksef import KsefApi
from sandbox.ksef.quotas import SETTABLE
from sandbox.world import World
from tests.ksef.conftest import COMPANY, NOON, QUICK, WorldClock, served

NIP = "5265877635"
TOO_MANY = 429


@dataclass
class Service:
    """KSeF with a company's token, and the answers it gave."""

    world: World
    token: str
    url: str
    http: httpx.AsyncClient
    answers: list[tuple[str, int]] = field(default_factory=list)

    def counters(self, database=None) -> Counters:
        """What a process of ours holds; without a database, a program that counts nothing."""
        clock = WorldClock(self.world)

        async def by_token(_: UUID) -> TokenCredentials:
            return TokenCredentials(Context.of(Nip(NIP)), self.token)

        async def nobody_waits(seconds: float) -> None:
            raise Unavailable("ksef-limit", retry_after=seconds)

        limits = Limits(database.calls, clock, nobody_waits) if database else None
        return Counters(
            self.http, KsefSettings(f"{self.url}/v2", login_poll=0.05), clock, by_token, limits=limits
        )

    def refusals(self) -> int:
        return sum(status == TOO_MANY for _, status in self.answers)

    def asked(self, path: str) -> int:
        return sum(each == f"/v2{path}" for each, _ in self.answers)


@asynccontextmanager
async def service_of(profile: str):
    world = World()
    world.clock.set(NOON)
    api = KsefApi(world, profile=profile)
    api.set_state(faults=QUICK)

    async def remember(answer: httpx.Response) -> None:
        service.answers.append((answer.request.url.path, answer.status_code))

    async with served(api.app()) as url, httpx.AsyncClient(event_hooks={"response": [remember]}) as http:
        api.base_url = url
        service = Service(world, api.add_token(NIP), url, http)
        yield service


@pytest.fixture
async def production():
    async with service_of("prod") as service:
        yield service


SPAN = {"from": (NOON - timedelta(days=1)).isoformat(), "to": NOON.isoformat()}
METADATA = {"subjectType": "Subject1", "dateRange": {"dateType": "Issue", **SPAN}}
READINGS = [
    ("GET", "/tokens", None),
    ("GET", "/auth/sessions", None),
    ("GET", "/sessions?sessionType=Online", None),
    ("GET", "/limits/context", None),
    ("GET", "/limits/subject", None),
    ("GET", "/certificates/limits", None),
    ("POST", "/invoices/query/metadata", METADATA),
]


async def test_five_hundred_calls_of_two_processes_at_once_never_meet_a_429(production, database, reopened):
    processes = [production.counters(each).of(COMPANY) for each in (database, reopened)]
    waiting = [(number % 2, READINGS[number % len(READINGS)]) for number in range(500)]
    met: Counter[str] = Counter()

    async def ask(process, reading) -> float:
        try:
            await processes[process].reading.json(*reading)
        except Unavailable as later:
            met[later.reason] += 1
            return later.retry_after
        return 0.0

    while waiting:
        now, waiting = waiting[:60], waiting[60:]
        waits = await asyncio.gather(*(ask(*each) for each in now))
        again = [each for each, wait in zip(now, waits, strict=True) if wait]
        waiting += again
        if len(again) > len(now) // 2:
            production.world.clock.advance(max(waits))

    assert set(met) == {"ksef-limit"}
    assert production.refusals() == 0
    assert sum(status == 200 for _, status in production.answers) >= 500


async def test_a_backlog_sent_one_by_one_never_meets_a_429(production, database, invoice):
    counters = production.counters(database)
    gateway, xml = KsefGatewayOverHttp(counters), Fa3Writer()(invoice, NOON)
    sent, reasons = 0, set()
    while sent < 180:
        try:
            await gateway.submit(COMPANY, xml, offline=False)
            sent += 1
        except Unavailable as later:
            reasons.add(later.reason)
            production.world.clock.advance(later.retry_after)

    assert reasons == {"ksef-limit"}
    assert production.refusals() == 0
    assert await counters.left(COMPANY) == 0
    with pytest.raises(Unavailable, match="ksef-limit") as problem:
        await gateway.submit(COMPANY, xml, offline=False)
    assert problem.value.retry_after > 2000


async def test_when_another_program_uses_up_the_limit_the_429_keeps_all_of_us_away(
    production, database, reopened
):
    ours = [production.counters(each).of(COMPANY).reading for each in (database, reopened)]
    for each in ours:
        await each.json("GET", "/limits/context")
    another = production.counters().of(COMPANY).reading
    for _ in range(3):
        for _ in range(10):
            await another.json("GET", "/tokens")
        production.world.clock.advance(2)
    with pytest.raises(Unavailable, match="ksef-too-many-requests"):
        await ours[0].json("GET", "/tokens")
    asked = production.asked("/tokens")

    for each in ours:
        with pytest.raises(Unavailable, match="ksef-limit") as problem:
            await each.json("GET", "/tokens")
        assert problem.value.retry_after > 0

    assert production.asked("/tokens") == asked
    assert await ours[1].json("GET", "/limits/subject")


async def test_what_holds_for_us_is_asked_at_log_in_and_again_the_next_day(database):
    async with service_of("test") as service:
        counters = service.counters(database)
        counter, few = counters.of(COMPANY), {"perSecond": 5, "perMinute": 6, "perHour": 7}
        body = {"rateLimits": dict.fromkeys(SETTABLE, few)}
        await counter.access.authorized(
            lambda token: counter.client.call("POST", "/testdata/rate-limits", token=token, body=body)
        )
        for minutes in (0, 60, 60):
            service.world.clock.advance(minutes * 60)
            await counter.reading.json("GET", "/limits/context")
        assert await counters.left(COMPANY) == 180
        assert service.asked("/rate-limits") == 1

        service.world.clock.advance(86_400)
        await counter.reading.json("GET", "/limits/context")

        assert await counters.left(COMPANY) == 7
        assert service.asked("/rate-limits") == 2
