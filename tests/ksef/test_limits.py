"""KSeF's request limits hold by construction: whatever we want at once, no window of the official table is passed."""

import asyncio
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicing.model.errors import Unavailable
from invoicing.model.party import Nip
from ksef.contexts import Context
from ksef.counters import Counters
from ksef.credentials import TokenCredentials
from ksef.environments import KsefSettings
from ksef.fa3.writer import Fa3Writer
from ksef.gateway import KsefGatewayOverHttp
from ksef.limits import OFFICIAL, SHORT, Claim, LimitedPace, Limits, group_of, rates_of
from sandbox.ksef import KsefApi
from sandbox.world import World
from storage.database import migrate, open_database
from tests.ksef.conftest import (
    COMPANY,
    NOON,
    QUICK,
    StoppedClock,
    WorldClock,
    served,
)

SEND = "/sessions/online/20261120-SO-2F14610000-242991F8C9-B4/invoices"
OFFICIAL_LENGTHS = (1, 60, 3600)


@pytest.fixture(scope="session")
def empty_books(tmp_path_factory):
    path = tmp_path_factory.mktemp("books") / "empty.sqlite3"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def database(empty_books, tmp_path):
    path = shutil.copy(empty_books, tmp_path / "books.sqlite3")
    database = open_database(f"sqlite:///{path}", bytes(32))
    yield database
    await database.close()


@dataclass
class Caller:
    """Calls at the pace of a context, with a clock that only sleeping moves."""

    limits: Limits
    clock: StoppedClock
    who: str = "company"
    calls: list[tuple[datetime, str]] = field(default_factory=list)
    slept: float = 0.0

    async def call(self, method: str, path: str, *, anonymous: bool = False) -> None:
        await LimitedPace(self.limits, self.who, anonymous=anonymous).admit(method, path)
        self.calls.append((self.clock.now(), "anonymous" if anonymous else group_of(method, path)))


@pytest.fixture
def caller(database):
    clock = StoppedClock()

    async def sleep(seconds: float) -> None:
        clock.advance(seconds=seconds)

    return Caller(Limits(database.calls, clock, sleep), clock)


class Ledger:
    """The simplest ledger that can be right, to try the rule itself on thousands of histories."""

    def __init__(self) -> None:
        self.calls: dict[str, list[datetime]] = {}

    async def take(self, claims: list[Claim], now: datetime) -> float:
        waits = [0.0]
        for claim in claims:
            for window in claim.windows:
                recent = [at for at in self.calls.get(claim.key, []) if now - at < window.length]
                if len(recent) >= window.most:
                    waits.append((recent[-window.most] + window.length - now).total_seconds())
        if max(waits) <= 0:
            for claim in claims:
                self.calls.setdefault(claim.key, []).append(now)
        return max(waits)

    async def pause(self, key, until) -> None: ...

    async def count(self, key, since) -> int:
        return sum(at > since for at in self.calls.get(key, []))


def most_within(moments: list[datetime], seconds: float) -> int:
    """The largest number of calls in any window of that length."""
    return max(
        (sum(timedelta(0) <= other - at < timedelta(seconds=seconds) for other in moments) for at in moments),
        default=0,
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([("POST", SEND), ("POST", "/sessions/online"), ("GET", "/sessions/x/upo/y")]),
            st.floats(min_value=0, max_value=40),
        ),
        max_size=120,
    )
)
def test_whatever_the_order_no_window_of_the_official_table_is_passed(wishes):
    async def run() -> Caller:
        clock = StoppedClock()

        async def sleep(seconds: float) -> None:
            clock.advance(seconds=seconds)

        caller = Caller(Limits(Ledger(), clock, sleep), clock)
        for (method, path), pause in wishes:
            clock.advance(seconds=pause if pause > 20 else 0)
            try:
                await caller.call(method, path)
            except Unavailable as later:
                clock.advance(seconds=later.retry_after)
        return caller

    caller = asyncio.run(run())
    for group in {group for _, group in caller.calls}:
        moments = [at for at, of in caller.calls if of == group]
        for length, most in zip(OFFICIAL_LENGTHS, OFFICIAL[group], strict=True):
            assert most_within(moments, length) <= most


async def test_a_short_wait_is_waited_and_a_long_one_given_back(caller):
    began = caller.clock.now()
    for _ in range(30):
        await caller.call("POST", SEND)
    waited = (caller.clock.now() - began).total_seconds()

    with pytest.raises(Unavailable) as problem:
        await caller.call("POST", SEND)

    assert 2 <= waited <= 2 * SHORT
    assert problem.value.reason == "ksef-limit"
    assert 50 < problem.value.retry_after <= 61


async def test_the_hour_survives_a_restart_and_is_shared_by_two_processes(database, empty_books, tmp_path):
    other = open_database(f"sqlite:///{tmp_path}/books.sqlite3", bytes(32))
    clock = StoppedClock()

    async def sleep(seconds: float) -> None:
        clock.advance(seconds=seconds)

    workers = [Caller(Limits(each.calls, clock, sleep), clock) for each in (database, other)]
    done = 0
    while done < 120:
        try:
            await workers[done % 2].call("POST", "/sessions/online")
            done += 1
        except Unavailable as later:
            clock.advance(seconds=later.retry_after)

    assert await workers[0].limits.left("company", "onlineSession") == 0
    with pytest.raises(Unavailable) as problem:
        await workers[1].call("POST", "/sessions/online")
    assert problem.value.retry_after > 1000
    await other.close()


async def test_many_at_once_never_share_one_place(caller):
    ends = await asyncio.gather(
        *(caller.call("POST", "/invoices/query/metadata") for _ in range(40)), return_exceptions=True
    )

    assert sum(end is None for end in ends) <= 16
    assert most_within([at for at, _ in caller.calls], 1) <= 8


async def test_companies_have_windows_of_their_own_but_one_address(caller):
    other = Caller(caller.limits, caller.clock, "other")
    for _ in range(8):
        await caller.call("POST", "/invoices/exports")
        await other.call("POST", "/invoices/exports")

    assert caller.clock.now() == other.clock.now() == NOON
    for number in range(80):
        await (caller, other)[number % 2].call("GET", f"/sessions/x/upo/{number}")
    assert most_within([at for at, _ in caller.calls + other.calls], 1) <= 75


async def test_logging_in_is_counted_for_the_address(caller):
    for _ in range(100):
        await caller.call("POST", "/auth/challenge", anonymous=True)

    assert most_within([at for at, _ in caller.calls], 1) <= 60


async def test_a_429_all_the_same_keeps_everybody_away_for_as_long_as_ksef_says(caller):
    pace = LimitedPace(caller.limits, "company")
    await pace.refused("POST", SEND, 300.0)
    await pace.refused("POST", SEND, 10.0)

    with pytest.raises(Unavailable) as problem:
        await caller.call("POST", SEND)
    await caller.call("POST", "/sessions/online")

    assert problem.value.retry_after == 300.0
    caller.clock.advance(seconds=301)
    await caller.call("POST", SEND)


async def test_what_ksef_itself_says_holds_more_than_the_table(caller):
    body = {
        "invoiceSend": {"perSecond": 2, "perMinute": -1, "perHour": 3},
        "somethingNew": {"perSecond": 1, "perMinute": 1, "perHour": 1},
        "sessionList": "odd",
    }

    caller.limits.learn("company", rates_of(body))

    assert rates_of(body) == {"invoiceSend": (2, -1, 3)}
    assert await caller.limits.left("company", "invoiceSend") == 3
    for _ in range(3):
        await caller.call("POST", SEND)
    assert await caller.limits.left("company", "invoiceSend") == 0
    assert await caller.limits.left("other", "invoiceSend") == 180


@pytest.mark.parametrize(
    ("method", "path", "group"),
    [
        ("POST", "/sessions/online", "onlineSession"),
        ("POST", "/sessions/online/r/close", "onlineSessionClose"),
        ("POST", "/sessions/batch", "batchSession"),
        ("POST", "/sessions/batch/r/close", "batchSessionClose"),
        ("GET", "/sessions", "sessionList"),
        ("GET", "/sessions/r", "sessionMisc"),
        ("GET", "/sessions/r/invoices", "sessionInvoiceList"),
        ("GET", "/sessions/r/invoices/i", "invoiceStatus"),
        ("GET", "/sessions/r/invoices/i/upo", "sessionMisc"),
        ("GET", "/sessions/r/invoices/ksef/n/upo", "sessionMisc"),
        ("GET", "/invoices/ksef/n", "invoiceDownload"),
        ("GET", "/invoices/exports/r", "invoiceExportStatus"),
        ("POST", "/collective-identifiers/query", "collectiveIdentifier"),
        ("GET", "/rate-limits", "other GET /rate-limits"),
    ],
)
def test_every_operation_is_counted_where_ksef_counts_it(method, path, group):
    assert group_of(method, path) == group


async def test_the_production_service_never_has_to_say_no(database, invoice, tmp_path):
    world = World()
    world.clock.set(NOON)
    api = KsefApi(world, profile="prod")
    api.set_state(faults=QUICK)
    answers: list[int] = []
    reasons: set[str] = set()

    async def remember(answer: httpx.Response) -> None:
        answers.append(answer.status_code)

    async def sleep(seconds: float) -> None:
        world.clock.advance(seconds)
        await asyncio.sleep(0)

    clock = WorldClock(world)
    limits = Limits(database.calls, clock, sleep)
    async with served(api.app()) as url, httpx.AsyncClient(event_hooks={"response": [remember]}) as http:
        api.base_url = url
        token = api.add_token("5265877635")

        async def by_token(_: UUID):
            return TokenCredentials(Context.of(Nip("5265877635")), token)

        counters = Counters(http, KsefSettings(f"{url}/v2", login_poll=0.05), clock, by_token, limits=limits)
        gateway, xml = KsefGatewayOverHttp(counters), Fa3Writer()(invoice, NOON)
        for _ in range(200):
            try:
                await gateway.submit(COMPANY, xml, offline=False)
            except Unavailable as later:
                reasons.add(later.reason)
                world.clock.advance(later.retry_after)
        left = await counters.left(COMPANY)

    assert reasons == {"ksef-limit"}
    assert 429 not in answers
    assert answers.count(202) > 150
    assert left < 30
