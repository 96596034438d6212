"""A clock that showed a day to come and was put right: what was put off then for seconds does not wait for days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from invoicing.services.jobs import CheckSubmission, Redate, Show, Submit
from invoicing.services.messages import Channel, Reply
from storage.database import Database, open_database

SECOND, MINUTE, DAYS = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=5)
FIRST, SECOND_ONE = (Show(Channel.TELEGRAM, "1", Reply("help"), cause) for cause in "ab")
ONE = UUID(int=1)


class Clock:
    """A clock that anybody may put wrong."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(noon) -> Clock:
    return Clock(noon)


@pytest.fixture
async def books(url, key, clock):
    database = open_database(url, key, now=clock.now)
    yield database
    await database.close()


async def promise(books: Database, *jobs, due: datetime | None = None) -> None:
    async with books.units() as work:
        for job in jobs:
            await work.jobs.enqueue(job, due)


async def leased(books: Database, clock: Clock) -> list[object]:
    return [each.job for each in await books.queue.lease_jobs(clock.now(), 16)]


async def put_off(books: Database, clock: Clock, pause: timedelta = SECOND) -> None:
    (one,) = await books.queue.lease_jobs(clock.now(), 16)
    await books.queue.postpone(one, clock.now() + pause, "ksef-unavailable")


async def test_what_failed_on_a_day_to_come_is_tried_again_and_its_lane_goes_on(books, clock, noon):
    await promise(books, FIRST, SECOND_ONE)
    clock.moment = noon + DAYS
    await put_off(books, clock)
    clock.moment = noon

    assert await leased(books, clock) == []
    assert await books.put_off.bring_forward(noon) == 1
    assert await leased(books, clock) == [FIRST]
    assert await books.put_off.bring_forward(noon) == 0


async def test_a_worker_is_woken_for_it(books, clock, noon):
    await promise(books, FIRST)
    clock.moment = noon + DAYS
    await put_off(books, clock)
    await books.queue.wait_for_jobs(0)
    assert await books.queue.next_due() == noon + DAYS + SECOND

    await books.put_off.bring_forward(noon)

    assert await books.queue.wait_for_jobs(0)
    assert await books.queue.next_due() == noon


async def test_a_message_that_was_to_be_read_again_then_silences_its_chat_no_longer(
    books, clock, noon, update
):
    async with books.units() as work:
        await work.inbox.put(update("1"))
        await work.inbox.put(update("2"))
    clock.moment = noon + DAYS
    await books.queue.postpone_inbox("1", clock.now() + SECOND, "Unavailable()", failed=False)

    assert await books.queue.waiting_inbox(noon, 16) == []
    assert await books.put_off.bring_forward(noon) == 1
    assert [each.key for each in await books.queue.waiting_inbox(noon, 16)] == ["1"]


@pytest.mark.parametrize("job", [Submit(ONE, 2), CheckSubmission(ONE)], ids=["sent again", "asked after"])
async def test_what_was_promised_then_for_a_moment_later_is_done(books, clock, noon, job):
    clock.moment = noon + DAYS
    await promise(books, job, due=clock.now() + SECOND)
    clock.moment = noon

    await books.put_off.bring_forward(noon)

    assert await leased(books, clock) == [job]


async def test_what_was_made_due_then_and_not_begun_is_due_now(books, clock, noon):
    await promise(books, Submit(ONE))
    await put_off(books, clock, 2 * DAYS)
    clock.moment = noon + DAYS
    async with books.units() as work:
        await work.jobs.hasten("Submit", clock.now())
    clock.moment = noon

    await books.put_off.bring_forward(noon)

    assert await leased(books, clock) == [Submit(ONE)]


async def test_what_was_promised_for_a_day_keeps_its_day(books, clock, noon):
    clock.moment = noon + DAYS
    await promise(books, Redate(ONE, date(2026, 11, 7)), due=clock.now() + SECOND)
    clock.moment = noon

    assert await books.put_off.bring_forward(noon) == 0
    assert await leased(books, clock) == []


async def test_a_pause_of_now_lasts_as_long_as_it_was_meant_also_for_a_clock_that_is_a_little_behind(
    books, clock, noon
):
    await promise(books, Submit(ONE))
    await put_off(books, clock)

    assert await books.put_off.bring_forward(noon) == 0
    assert await books.put_off.bring_forward(noon - MINUTE / 2) == 0
    clock.moment = noon - MINUTE / 2
    assert await leased(books, clock) == []
