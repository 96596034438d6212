"""Few and urgent go online, a backlog goes in a batch, and a tap never waits behind it."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.errors import Unavailable
from invoicing.services.ksef_jobs import Submit
from invoicing.services.ksef_ports import Pending
from invoicing.services.sending.routing import FEW, Crowd, Way, Why, route
from tests.services.house import SENTENCE

COUNTS = st.integers(0, 20_000)
HOURLY = 180
"""Online sendings that KSeF takes from a company within an hour."""


@given(waiting=st.integers(1, 20_000), left=st.integers(1, HOURLY))
def test_a_single_tap_goes_online_whatever_waits(waiting, left):
    assert route(Crowd(waiting, 1), left, fresh=True).way is Way.ONLINE


@given(waiting=st.integers(1, 20_000), fresh=COUNTS, is_fresh=st.booleans())
def test_an_exhausted_hour_sends_everything_in_batches(waiting, fresh, is_fresh):
    assert route(Crowd(waiting, fresh), 0, fresh=is_fresh).way is Way.BATCH


@given(waiting=COUNTS, fresh=COUNTS, left=st.integers(0, HOURLY), is_fresh=st.booleans())
def test_what_goes_online_fits_into_the_hour_and_is_few(waiting, fresh, left, is_fresh):
    decided = route(Crowd(waiting, fresh), left, fresh=is_fresh)

    if decided.way is Way.ONLINE:
        going = fresh if decided.why is Why.URGENT else waiting
        assert going <= min(FEW, left)


@given(waiting=COUNTS, fresh=COUNTS, left=st.integers(0, HOURLY))
def test_a_batch_leaves_alone_exactly_what_goes_online_by_itself(waiting, fresh, left):
    old = route(Crowd(waiting, fresh), left, fresh=False)
    tapped = route(Crowd(waiting, fresh), left, fresh=True)

    if old.way is Way.BATCH:
        assert old.spares_fresh is (tapped.way is Way.ONLINE)


async def test_ten_that_waited_go_online_one_by_one(house):
    house.ksef.down = True
    await house.backlog(FEW)
    house.clock.advance(minutes=5)
    house.ksef.down = False
    await house.work(seconds=60)

    assert len(house.ksef.sendings) == FEW
    assert house.batches.sessions == {}


async def test_eleven_that_waited_go_in_one_batch(house):
    await house.backlog(FEW + 1)
    house.clock.advance(minutes=5)
    await house.work(seconds=60)

    assert house.ksef.sendings == []
    (sent,) = house.batches.sessions.values()
    assert sent == [each.xml for each in await house.invoices()]


async def test_many_at_once_go_in_a_batch_though_all_are_fresh(house):
    await house.backlog(FEW + 1)
    await house.work(seconds=60)

    assert house.ksef.sendings == []
    assert len(house.batches.sessions) == 1


async def test_of_a_crowd_that_decides_at_once_one_gathers_for_all(house):
    await house.backlog(12)
    jobs = [Submit(each.id) for each in await house.invoices()]

    await asyncio.gather(*[house.handlers[Submit](job) for job in jobs], return_exceptions=True)
    await house.work(seconds=60)

    assert house.ksef.sendings == []
    assert [len(sent) for sent in house.batches.sessions.values()] == [12]


async def test_a_tap_goes_online_while_a_backlog_of_142_is_on_its_way(house):
    await house.backlog(25)
    house.clock.advance(minutes=5)
    house.batches.phases = [("working", 150)] * 50
    await house.work(seconds=10)
    assert len(house.batches.sessions) == 1

    await house.say(SENTENCE)
    await house.tap("issue")

    (*_, tapped) = await house.invoices()
    assert house.ksef.sendings == [tapped.xml]
    assert house.one("accepted").data["number"] == tapped.invoice.number


async def test_a_tap_is_not_taken_along_by_a_batch_that_is_gathered_at_that_moment(house):
    await house.backlog(11)
    house.clock.advance(minutes=5)
    await house.backlog(1)
    await house.work(seconds=10)

    (*_, tapped) = await house.invoices()
    (sent,) = house.batches.sessions.values()
    assert (len(sent), tapped.xml in sent) == (11, False)
    assert house.ksef.sendings == [tapped.xml]


async def test_an_hour_that_is_used_up_switches_to_batch_by_itself_and_says_so(house):
    house.quota.hour = 0
    await house.say(SENTENCE)
    await house.tap("issue")
    await house.work(seconds=60)

    (invoice,) = await house.invoices()
    assert house.ksef.sendings == []
    assert invoice.ksef_number is not None
    assert "batch-gathered" in house.shown()
    async with house.units.reading() as work:
        (batch,) = [await work.batches.get(invoice.batch_id)]
    assert (batch.size, batch.accepted) == (1, 1)


async def test_the_reserve_of_the_hour_is_kept_for_taps(house):
    house.quota.hour = 63
    await house.backlog(5)
    house.clock.advance(minutes=5)
    await house.work(seconds=60)

    assert house.ksef.sendings == []
    assert len(house.batches.sessions) == 1


async def test_offline_and_online_go_in_sessions_of_their_own(house):
    from datetime import date

    from invoicing.model.offline import Outage, OutageKind

    await house.backlog(11)
    house.lighthouse.says(OutageKind.FAILURE, Outage(OutageKind.FAILURE, date(2026, 11, 20), None))
    await house.watch()
    await house.backlog(12)
    house.clock.advance(minutes=5)
    await house.work(seconds=60)

    sizes = [len(sent) for sent in house.batches.sessions.values()]
    assert sorted(zip(house.batches.offline, sizes, strict=True)) == [(False, 11), (True, 12)]


async def test_what_comes_to_wait_meanwhile_is_taken_along_by_the_batch_that_has_not_gone(house):
    house.ksef.down = True
    await house.backlog(11)
    house.clock.advance(minutes=5)
    await house.work(seconds=30)
    await house.backlog(11)
    house.clock.advance(minutes=5)
    await house.work(seconds=60)
    house.ksef.down = False
    await house.work(seconds=120)

    (sent,) = house.batches.sessions.values()
    assert len(sent) == 22
    assert house.one("batch-settled").data["accepted"] == 22


async def test_a_crowd_that_taps_while_a_batch_waits_goes_with_it(house):
    house.ksef.down = True
    await house.backlog(FEW + 1)
    await house.work(seconds=1)
    await house.backlog(FEW + 1)
    house.ksef.down = False
    await house.work(seconds=30)

    assert house.ksef.sendings == []
    assert [len(sent) for sent in house.batches.sessions.values()] == [2 * FEW + 2]


async def test_a_tap_of_a_used_up_hour_goes_with_the_batch_that_waits(house):
    house.ksef.down, house.quota.hour = True, 0
    await house.backlog(1)
    await house.work(seconds=1)
    await house.backlog(1)
    house.ksef.down = False
    await house.work(seconds=30)

    assert [len(sent) for sent in house.batches.sessions.values()] == [2]


@pytest.mark.parametrize(("waited", "seconds"), [(0, 2.0), (6, 6.0), (300, 10.0)])
async def test_who_came_too_late_for_a_batch_looks_again_soon_while_somebody_looks_at_the_chat(
    house, waited, seconds
):
    waits = []

    async def come_too_late() -> None:
        await house.backlog(FEW + 1)
        house.clock.advance(seconds=waited)
        late = [Submit(each.id) for each in (await house.invoices())[FEW + 1 :]]
        waits.extend(await asyncio.gather(*map(house.handlers[Submit], late), return_exceptions=True))

    house.batches.meanwhile = come_too_late
    await house.backlog(FEW + 1)
    await house.work(seconds=60)

    assert [each.retry_after for each in waits] == [seconds] * (FEW + 1)
    assert [len(sent) for sent in house.batches.sessions.values()] == [FEW + 1, FEW + 1]


@pytest.mark.parametrize("reason", ["ksef-limit", "ksef-too-many-requests"])
async def test_a_limit_of_ksef_is_waited_out_and_is_no_silence(house, reason):
    house.ksef.error = Unavailable(reason, retry_after=30.0)
    await house.say(SENTENCE)
    await house.tap("issue")
    await house.work(seconds=20)
    assert "waiting" not in house.shown()

    house.ksef.error = None
    await house.work(seconds=60)
    assert "accepted" in house.shown()


async def test_a_limit_while_asking_for_the_verdict_is_no_silence_either(house):
    house.ksef.verdicts = [Pending()]
    await house.say(SENTENCE)
    await house.receive(house.tap_of("issue"))
    await house.work(seconds=0.4)
    house.ksef.error = Unavailable("ksef-limit", retry_after=30.0)
    await house.work(seconds=20)
    assert "waiting" not in house.shown()

    house.ksef.error = None
    await house.work(seconds=60)
    assert "accepted" in house.shown()
