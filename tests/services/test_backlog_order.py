"""What waited goes home by deadline: the earliest first, alone or in batches, whatever was issued first."""

from collections import Counter
from contextlib import suppress
from datetime import date, datetime

import pytest

from invoicing.model.errors import LeaseLost
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.services.ksef_jobs import Submit
from invoicing.services.sending import batch_sending, batching
from invoicing.services.sending.routing import Crowd, Way, Why, route
from tests.services.fakes import WARSAW, Crash
from tests.services.house import SENTENCE

OFFLINE24, EMERGENCY = OfflineMode.OFFLINE24, OfflineMode.EMERGENCY
FAILURE = Outage(
    OutageKind.FAILURE, date(2026, 11, 16), date(2026, 11, 17)
)  # its invoices have until 26 November


@pytest.fixture
async def queue(house, office):
    """So many invoices of a day wait in a mode, promised to KSeF; it is Monday at noon, an outage of Tuesday is over."""
    house.lighthouse.says(None, FAILURE)
    await house.watch()
    house.clock.at = datetime(2026, 11, 23, 12, tzinfo=WARSAW)
    async with house.units.reading() as work:
        (company,) = await work.companies.all()

    async def put(day, count, mode=OFFLINE24):
        known = {each.id for each in await house.invoices()}
        await office.waits(company, f"2026-11-{day}", count, mode)
        async with house.units() as work:
            for stored in await work.invoices.recent(company.id, 100):
                if stored.id not in known:
                    await work.jobs.enqueue(Submit(stored.id))

    return put


async def seen(house):
    """Days of issue in the order in which KSeF took the invoices, each run of equals once, with its length."""
    of = {each.sha256: each.invoice.issue_date.day for each in await house.invoices()}
    runs = []
    for day in (of[digest] for digest in house.ksef.numbers):
        if runs and runs[-1][0] == day:
            runs[-1][1] += 1
        else:
            runs.append([day, 1])
    return [tuple(run) for run in runs]


async def home(house):
    """Everything is accepted, each once."""
    stored = await house.invoices()
    assert Counter(each.status for each in stored) == {Status.ACCEPTED: len(stored)}
    assert len({each.ksef_number for each in stored}) == len(stored) == len(house.ksef.numbers)
    return True


def sizes(house):
    return [len(sent) for sent in house.batches.sessions.values()]


async def test_in_a_batch_the_earlier_deadline_comes_first_though_it_was_issued_later(house, queue):
    await queue(17, 6, EMERGENCY)
    await queue(23, 7)

    await house.work(seconds=60)

    assert await seen(house) == [(23, 7), (17, 6)]
    assert sizes(house) == [13]
    assert await home(house)


async def test_single_invoices_go_by_deadline_too(house, queue):
    await queue(17, 3, EMERGENCY)
    await queue(23, 3)

    await house.work(seconds=60)

    assert await seen(house) == [(23, 3), (17, 3)]
    assert sizes(house) == []
    assert await home(house)


async def test_of_two_sessions_the_one_with_the_earlier_deadline_goes_first(house, queue):
    await queue(17, 12, EMERGENCY)
    await queue(23, 12, None)

    await house.work(seconds=60)

    assert await seen(house) == [(23, 12), (17, 12)]
    assert house.batches.offline == [False, True]
    assert await home(house)


async def test_what_must_go_today_goes_alone_before_a_larger_batch(house, queue):
    await queue(23, 20)
    await queue(20, 2)

    await house.work(seconds=60)

    assert await seen(house) == [(20, 2), (23, 20)]
    assert (len(house.ksef.sendings), sizes(house)) == (2, [20])
    assert await home(house)


async def test_much_that_must_go_today_goes_in_a_batch_of_its_own_before_the_rest(house, queue):
    await queue(23, 20)
    await queue(20, 15)

    await house.work(seconds=60)

    assert await seen(house) == [(20, 15), (23, 20)]
    assert sizes(house) == [15, 20]
    assert await home(house)


async def test_a_batch_that_waited_past_midnight_leaves_what_has_time_to_another(house, queue):
    house.clock.at = datetime(2026, 11, 22, 12, tzinfo=WARSAW)
    house.ksef.down = True
    await queue(17, 14, EMERGENCY)
    await queue(21, 12)
    await house.work(seconds=60)
    house.clock.at = datetime(2026, 11, 23, 12, tzinfo=WARSAW)

    house.ksef.down = False
    await house.work(seconds=120)

    assert await seen(house) == [(21, 12), (17, 14)]
    assert sizes(house) == [12, 14]
    assert await home(house)


async def test_a_batch_gathered_later_goes_first_when_its_deadline_is_earlier(house, queue):
    house.ksef.down = True
    await queue(17, 14, EMERGENCY)
    await house.work(seconds=60)
    await queue(23, 12, None)
    await house.work(seconds=60)

    house.ksef.down = False
    async with house.units() as work:
        await work.jobs.hasten("SendBatch", house.clock.now())
    await house.work(seconds=120)

    assert await seen(house) == [(23, 12), (17, 14)]
    assert await home(house)


async def test_what_is_late_goes_before_what_is_due_today(house, queue):
    await queue(20, 3)
    await queue(18, 3)

    await house.work(seconds=60)

    assert await seen(house) == [(18, 3), (20, 3)]


async def test_nobody_waits_behind_one_that_was_set_aside_or_failed_lately(house, queue):
    await queue(20, 1)
    (leased,) = await house.database.queue.lease_jobs(house.clock.now(), 1)
    await house.database.queue.park(leased, "a human must look")
    await queue(23, 3)

    await house.work(seconds=60)

    assert await seen(house) == [(23, 3)]


async def test_a_tap_waits_for_nobody(house, queue):
    await queue(20, 15)
    house.batches.phases = [("working", 150)] * 50
    await house.say(SENTENCE)
    await house.tap("issue")

    assert "accepted" in house.shown()


async def test_one_promise_gathers_batch_after_batch_until_nobody_stands_in_line(house, queue, monkeypatch):
    for room in (batching, batch_sending):
        monkeypatch.setattr(room, "MOST_IN_A_BATCH", 12)
    await queue(17, 30, EMERGENCY)
    await queue(23, 30)
    last = [each for each in await house.invoices() if each.offline_mode is EMERGENCY][-1]

    with suppress(LeaseLost):
        await house.handlers[Submit](Submit(last.id))
    async with house.units.reading() as work:
        assert await work.batches.line(last.company_id, house.clock.now()) == []
    await house.work(seconds=300)

    assert sizes(house) == [12] * 5
    assert await seen(house) == [(23, 30), (17, 30)]
    assert await home(house)


@pytest.mark.parametrize("died_at", range(1, 40, 2))
async def test_killed_before_any_commit_everything_goes_home_once(house, queue, died_at):
    await queue(23, 13)
    await queue(20, 2)
    await queue(17, 13, EMERGENCY)
    house.units.dies_at = house.units.begun + died_at
    try:
        await house.work(seconds=300)
    except Crash:
        await house.restart()
    await house.work(seconds=300)

    assert await home(house)
    assert (await seen(house))[0] == (20, 2)


def test_what_must_go_today_may_use_the_reserve_of_the_hour():
    decided = route(Crowd(waiting=40, fresh=0, pressing=4), 5, fresh=False, pressing=True)

    assert (decided.way, decided.why) == (Way.ONLINE, Why.LAST_DAY)


def test_when_the_hour_is_used_up_what_must_go_today_goes_in_a_batch():
    decided = route(Crowd(waiting=4, fresh=0, pressing=4), 3, fresh=False, pressing=True)

    assert (decided.way, decided.spares_pressing) == (Way.BATCH, False)
