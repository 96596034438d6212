"""What the books say of themselves to an engineer: how large they are, what waits, what was called; nothing of anybody."""

from datetime import timedelta
from uuid import UUID

from invoicing.services.ksef_jobs import Submit
from invoicing.services.records import Event


async def test_books_tell_the_room_they_take_and_the_length_of_their_history(database, noon):
    async with database.units() as work:
        for _ in range(3):
            await work.events.add(Event("opened", noon))

    extent = await database.figures.extent()

    assert extent.lines == 3
    assert extent.bytes["books"] > 100_000
    assert extent.bytes.keys() <= {"books", "journal"}


async def test_a_promise_that_failed_counts_as_late_from_the_day_it_was_made(database, noon):
    async with database.units() as work:
        await work.jobs.enqueue(Submit(UUID(int=1)))
        await work.jobs.enqueue(Submit(UUID(int=2)), noon + timedelta(days=1))
    leased, *_ = await database.queue.lease_jobs(noon, 2)
    await database.queue.postpone(leased, noon + timedelta(minutes=11), "ksef-unavailable")

    waiting = (await database.figures.traffic(noon + timedelta(minutes=10))).jobs["Submit"]

    assert (waiting.open, waiting.failing, waiting.oldest) == (2, 1, 600)
