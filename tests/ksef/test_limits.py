"""KSeF's request limits hold by construction: whatever we want at once, no window of the official table is passed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicing.model.errors import Unavailable
from ksef.limits import ADDRESS, SHORT, UNCOUNTED, LimitedPace, Limits
from ksef.official_limits import OFFICIAL, group_of, rates_of
from storage.database import Database, open_database
from tests.ksef.conftest import NOON, StoppedClock

SEND = "/sessions/online/20261120-SO-2F14610000-242991F8C9-B4/invoices"
BATCH = "/sessions/batch"
OFFICIAL_LENGTHS = (1, 60, 3600)


@dataclass
class Caller:
    """Calls at the pace of a context, with a clock that only sleeping moves."""

    limits: Limits
    clock: StoppedClock
    who: str = "company"
    calls: list[tuple[datetime, str]] = field(default_factory=list)

    async def call(self, method: str, path: str) -> None:
        pace = LimitedPace(self.limits, self.who)
        counted = await pace.admit(method, path)
        self.calls.append((self.clock.now(), "anonymous" if self.who == ADDRESS else group_of(method, path)))
        await pace.landed(method, path, counted)

    async def patiently(self, method: str, path: str) -> None:
        """Come again when we are told to."""
        while True:
            try:
                return await self.call(method, path)
            except Unavailable as later:
                self.clock.advance(seconds=later.retry_after)


def caller_of(database: Database, clock: StoppedClock, who: str = "company") -> Caller:
    async def sleep(seconds: float) -> None:
        clock.advance(seconds=seconds)

    return Caller(Limits(database.calls, clock, sleep), clock, who)


@pytest.fixture
def caller(database, clock):
    return caller_of(database, clock)


def most_within(moments: Sequence[datetime], seconds: float) -> int:
    """The largest number of calls in any window of that length."""
    return max(
        (sum(timedelta(0) <= other - at < timedelta(seconds=seconds) for other in moments) for at in moments),
        default=0,
    )


@dataclass
class Skewed:
    """A process's clock: the true one, moved by an offset."""

    true: StoppedClock
    offset: float = 0.0

    def now(self) -> datetime:
        return self.true.now() + timedelta(seconds=self.offset)


@dataclass
class Office:
    """Two processes of one installation whose clocks differ, and what KSeF sees of their calls."""

    true: StoppedClock
    database: Database
    seen: list[tuple[datetime, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clocks = [Skewed(self.true), Skewed(self.true, 0.2)]
        self.paces = [LimitedPace(Limits(self.database.calls, each, self.sleep), "c") for each in self.clocks]

    async def sleep(self, seconds: float) -> None:
        self.true.advance(seconds=seconds)

    async def wish(self, worker: int, times: int, operation: tuple[str, str], journey: float) -> None:
        """So many calls, each some time under way."""
        for number in range(times):
            try:
                counted = await self.paces[worker].admit(*operation)
            except Unavailable as later:
                self.true.advance(seconds=later.retry_after)
            else:
                await self.paces[worker].landed(*operation, counted)
                arrives = self.true.now() + timedelta(seconds=journey * (number % 2))
                self.seen.append((arrives, group_of(*operation)))


OPERATIONS = [("POST", SEND), ("GET", "/sessions"), ("POST", "/invoices/exports"), ("GET", "/tokens")]
WISHES = st.tuples(
    st.integers(0, 1), st.integers(1, 30), st.sampled_from(OPERATIONS), st.floats(0, 0.25), st.floats(0, 120)
)


@settings(max_examples=12, deadline=None)
@given(wishes=st.lists(WISHES, min_size=1, max_size=6), put_back=st.floats(0, 30))
def test_whatever_the_order_and_the_clocks_no_window_of_the_official_table_is_passed(
    fresh_books, wishes, put_back
):
    """Clocks differ by 0.2 s, a call takes up to 0.25 s longer than the next, and a clock is put back half-way."""

    async def run() -> Office:
        database = open_database(fresh_books(), bytes(32))
        office = Office(StoppedClock(), database)
        for number, (worker, times, operation, journey, pause) in enumerate(wishes):
            await office.wish(worker, times, operation, journey)
            office.true.advance(seconds=pause)
            if number == 2:
                for clock in office.clocks:
                    clock.offset -= put_back
        await database.close()
        return office

    office = asyncio.run(run())

    for group in {group for _, group in office.seen}:
        moments = [at for at, of in office.seen if of == group]
        for length, most in zip(OFFICIAL_LENGTHS, OFFICIAL[group.partition(" ")[0]], strict=True):
            assert most_within(moments, length) <= most


async def test_a_short_wait_is_waited_and_a_long_one_given_back(caller):
    for _ in range(30):
        await caller.call("POST", SEND)
    waited = (caller.clock.now() - NOON).total_seconds()

    with pytest.raises(Unavailable) as problem:
        await caller.call("POST", SEND)

    assert 2 <= waited <= 2 * SHORT
    assert problem.value.reason == "ksef-limit"
    assert 50 < problem.value.retry_after <= 61


async def test_the_hour_survives_a_restart_and_is_shared_by_all_processes(database, reopened, clock):
    workers = [caller_of(each, clock) for each in (database, reopened)]
    for number in range(120):
        await workers[number % 2].patiently("POST", "/sessions/online")

    assert await workers[0].limits.left("company", "onlineSession") == 0
    with pytest.raises(Unavailable) as problem:
        await workers[1].call("POST", "/sessions/online")
    assert problem.value.retry_after > 1000


async def test_ten_batches_go_as_they_come_and_later_ones_so_far_apart_that_nobody_waits_for_the_hour(caller):
    for _ in range(10):
        await caller.patiently("POST", BATCH)
    at_once = caller.clock.now()
    for _ in range(150):
        await caller.patiently("POST", BATCH)

    moments = [at for at, _ in caller.calls]
    gaps = [later - before for before, later in pairwise(moments)]
    assert at_once - NOON < timedelta(seconds=5)
    assert max(gaps) <= timedelta(seconds=75)
    assert most_within(moments, 3600) <= 60


async def test_no_batch_is_kept_back_over_midnight(caller):
    midnight = datetime(2026, 11, 21, tzinfo=ZoneInfo("Europe/Warsaw"))
    caller.clock.advance(seconds=(midnight - caller.clock.now()).total_seconds() - 60)

    for _ in range(12):
        await caller.call("POST", BATCH)

    assert caller.clock.now() < midnight - timedelta(seconds=50)


async def test_where_ksef_grants_batches_without_end_none_keeps_a_distance(caller):
    caller.limits.learn(
        "company", rates_of({"batchSession": {"perSecond": 10, "perMinute": -1, "perHour": -1}})
    )

    for _ in range(30):
        await caller.call("POST", BATCH)

    assert caller.clock.now() - NOON < timedelta(seconds=10)


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

    assert caller.clock.now() == NOON
    for number in range(80):
        await (caller, other)[number % 2].call("GET", f"/sessions/x/upo/{number}")
    assert most_within([at for at, _ in caller.calls + other.calls], 1) <= 75


async def test_logging_in_is_counted_for_the_address(caller):
    stranger = Caller(caller.limits, caller.clock, ADDRESS)
    for _ in range(100):
        await stranger.call("POST", "/auth/challenge")

    assert most_within([at for at, _ in stranger.calls], 1) <= 60


async def test_a_429_all_the_same_keeps_everybody_away_for_as_long_as_ksef_says(caller, reopened, clock):
    pace = LimitedPace(caller.limits, "company")
    await pace.refused("POST", SEND, 300.0)
    await pace.refused("POST", SEND, 10.0)

    for each in (caller, caller_of(reopened, clock)):
        with pytest.raises(Unavailable) as problem:
            await each.call("POST", SEND)
        assert problem.value.retry_after == 300.0
        await each.call("POST", "/sessions/online")
    clock.advance(seconds=301)
    await caller.call("POST", SEND)


async def test_a_429_that_names_no_time_is_a_pause_too(caller):
    await LimitedPace(caller.limits, "company").refused("POST", SEND, None)

    with pytest.raises(Unavailable, match="ksef-limit"):
        await caller.call("POST", SEND)


async def test_nothing_is_left_of_an_hour_that_another_program_has_used_up(caller):
    pace = LimitedPace(caller.limits, "company")
    await pace.refused("POST", SEND, 20.0)
    assert await caller.limits.left("company", "invoiceSend") == 180

    await pace.refused("POST", SEND, 1800.0)

    assert await caller.limits.left("company", "invoiceSend") == 0


async def test_what_ksef_itself_says_holds_more_than_the_table(caller):
    body = {
        "invoiceSend": {"perSecond": 2, "perMinute": -1, "perHour": 3},
        "invoiceExport": {"perSecond": -1, "perMinute": -1, "perHour": -1},
        "somethingNew": {"perSecond": 1, "perMinute": 1, "perHour": 1},
        "sessionList": "odd",
        "sessionMisc": {"perSecond": 1},
    }

    caller.limits.learn("company", rates_of(body))

    assert rates_of(body) == {"invoiceSend": (2, -1, 3), "invoiceExport": (-1, -1, -1)}
    assert await caller.limits.left("company", "invoiceSend") == 3
    for _ in range(3):
        await caller.call("POST", SEND)
    assert await caller.limits.left("company", "invoiceSend") == 0
    assert await caller.limits.left("company", "invoiceExport") == UNCOUNTED
    assert await caller.limits.left("other", "invoiceSend") == 180


async def test_a_group_that_ksef_closes_for_us_is_left_alone(caller):
    caller.limits.learn("company", {"invoiceExport": (0, 0, 0)})

    with pytest.raises(Unavailable) as problem:
        await caller.call("POST", "/invoices/exports")

    assert problem.value.reason == "ksef-limit"
    assert problem.value.retry_after >= 3600


async def test_what_one_company_hears_about_the_address_holds_for_all(caller):
    caller.limits.learn("company", {"global": (3, -1, -1), "anonymous": (2, -1, -1)})
    other, stranger = (Caller(caller.limits, caller.clock, who) for who in ("other", ADDRESS))

    for number in range(10):
        await (caller, other)[number % 2].call("GET", f"/sessions/x/upo/{number}")
        await stranger.patiently("POST", "/auth/challenge")

    assert most_within([at for each in (caller, other, stranger) for at, _ in each.calls], 1) <= 3
    assert most_within([at for at, _ in stranger.calls], 1) <= 2


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


async def test_what_is_still_under_way_is_counted_until_it_has_landed(database, clock):
    async def nobody_waits(seconds: float) -> None:
        raise Unavailable("ksef-limit", retry_after=seconds)

    paces = [LimitedPace(Limits(database.calls, clock, nobody_waits), "company") for _ in range(2)]
    under_way = [await paces[0].admit("POST", SEND) for _ in range(10)]
    clock.advance(seconds=5)
    with pytest.raises(Unavailable, match="ksef-limit"):  # the ten may reach KSeF this very second
        await paces[1].admit("POST", SEND)

    for counted in under_way:
        await paces[0].landed("POST", SEND, counted)
    with pytest.raises(Unavailable, match="ksef-limit") as problem:
        await paces[1].admit("POST", SEND)
    assert problem.value.retry_after == 1.5
    clock.advance(seconds=1.5)
    assert await paces[1].admit("POST", SEND)


async def test_a_call_that_never_landed_is_forgotten_in_time(database, clock):
    pace = LimitedPace(Limits(database.calls, clock, _never), "company")
    for _ in range(10):
        await pace.admit("POST", SEND)
    clock.advance(seconds=31.5)

    assert await pace.admit("POST", SEND)


async def _never(seconds: float) -> None:
    raise AssertionError(seconds)
