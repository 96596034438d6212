"""Processes on the same books hear each other: whoever waits for work is woken by what another one left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from invoicing.services.delivery.jobs import Deliver
from invoicing.services.ksef_jobs import Submit
from storage.database import Database

NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Warsaw"))
FIRST, SECOND = Submit(UUID(int=1)), Deliver(UUID(int=2))
IN_VAIN = 30.0
"""Seconds until a wait for a ring is given up."""


@asynccontextmanager
async def listening(database: Database) -> AsyncIterator[None]:
    """It hears others, and this task has heard what rang until now."""
    await database.queue.reclaim()  # as every worker begins
    assert not await database.queue.lease_jobs(NOON, 1)
    task = asyncio.create_task(database.listen())
    try:
        assert await database.queue.wait_for_jobs(IN_VAIN)
        assert await database.queue.wait_for_inbox(IN_VAIN)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def promise(database: Database, job, due=None) -> None:
    async with database.units() as work:
        await work.jobs.enqueue(job, due)


async def test_a_promise_of_one_process_wakes_the_worker_of_another(database, other):
    async with listening(other), listening(database):
        await promise(database, FIRST)

        assert await other.queue.wait_for_jobs(IN_VAIN)

    assert [leased.job for leased in await other.queue.lease_jobs(NOON, 1)] == [FIRST]


async def test_a_message_that_one_process_took_in_wakes_the_one_that_answers(database, other, update):
    async with listening(other), listening(database):
        async with database.units() as work:
            await work.inbox.put(update("telegram:1"))

        assert await other.queue.wait_for_inbox(IN_VAIN)

    assert [one.key for one in await other.queue.waiting_inbox(NOON, 1)] == ["telegram:1"]


async def test_what_one_process_promises_for_an_earlier_hour_the_other_does_not_sleep_through(
    database, other
):
    await promise(database, FIRST, NOON + timedelta(hours=2))
    async with listening(other), listening(database):
        assert await other.queue.next_due() == NOON + timedelta(hours=2)
        await promise(database, SECOND, NOON + timedelta(hours=1))
        await other.queue.wait_for_jobs(IN_VAIN)

        assert await other.queue.next_due() == NOON + timedelta(hours=1)


async def test_what_one_worker_gives_back_another_hears_of(database, other):
    await promise(database, FIRST)
    (leased,) = await database.queue.lease_jobs(NOON, 1)
    async with listening(other), listening(database):
        await database.queue.postpone(leased, NOON, "not yet")

        assert await other.queue.wait_for_jobs(IN_VAIN)
