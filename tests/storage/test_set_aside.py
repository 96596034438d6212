"""What was set aside can be brought back; what only waits is never set aside."""

from datetime import timedelta
from uuid import UUID

from invoicing.services.ksef_jobs import Submit
from storage.message_queue import PARK_INBOX_AFTER

SECOND = timedelta(seconds=1)


async def park(database, noon, *jobs):
    async with database.units() as work:
        for job in jobs:
            await work.jobs.enqueue(job)
    for leased in await database.queue.lease_jobs(noon, 16):
        await database.queue.park(leased, "refused")


async def test_one_is_brought_back_by_its_key_and_counts_from_one_again(database, noon):
    first, second = Submit(UUID(int=1)), Submit(UUID(int=2))
    await park(database, noon, first, second)

    assert await database.queue.bring_back(first.key) == [first.key]

    (leased,) = await database.queue.lease_jobs(noon, 16)
    assert (leased.key, leased.attempts) == (first.key, 1)
    assert [one.key for one in await database.queue.parked()] == [second.key]


async def test_all_are_brought_back_jobs_and_messages(database, noon, update):
    job = Submit(UUID(int=1))
    await park(database, noon, job)
    async with database.units() as work:
        await work.inbox.put(update("7"))
    for _ in range(PARK_INBOX_AFTER):
        aside = await database.queue.postpone_inbox("7", noon, "ValueError()")
    assert aside
    assert await database.queue.waiting_inbox(noon, 10) == []

    assert await database.queue.bring_back() == [job.key, "7"]

    assert [row.key for row in await database.queue.waiting_inbox(noon, 10)] == ["7"]
    assert await database.queue.parked() == []


async def test_an_unknown_key_brings_nothing_back(database, noon):
    await park(database, noon, Submit(UUID(int=1)))

    assert await database.queue.bring_back("submit:nobody:1") == []
    assert len(await database.queue.parked()) == 1


async def test_a_message_that_waits_for_a_service_is_never_set_aside(database, noon, update):
    async with database.units() as work:
        await work.inbox.put(update("7"))
    for _ in range(3 * PARK_INBOX_AFTER):
        assert not await database.queue.postpone_inbox("7", noon, "Unavailable()", failed=False)

    assert [row.key for row in await database.queue.waiting_inbox(noon + SECOND, 10)] == ["7"]


async def test_a_message_that_ends_the_process_is_set_aside_after_as_many_beginnings(database, noon, update):
    async with database.units() as work:
        await work.inbox.put(update("7"))
    begun = [await database.queue.begin_inbox("7") for _ in range(PARK_INBOX_AFTER + 1)]

    assert begun == [False] * PARK_INBOX_AFTER + [True]
    assert await database.queue.waiting_inbox(noon, 10) == []
    assert [(one.key, one.error) for one in await database.queue.parked()] == [("7", "begun too often")]


async def test_a_message_that_was_begun_and_waits_for_a_service_has_not_failed(database, noon, update):
    async with database.units() as work:
        await work.inbox.put(update("7"))
    for _ in range(3 * PARK_INBOX_AFTER):
        assert not await database.queue.begin_inbox("7")
        assert not await database.queue.postpone_inbox("7", noon, "Unavailable()", failed=False, begun=True)


async def test_a_failure_after_a_beginning_counts_once(database, noon, update):
    async with database.units() as work:
        await work.inbox.put(update("7"))
    aside = []
    while not any(aside):
        assert not await database.queue.begin_inbox("7")
        aside.append(await database.queue.postpone_inbox("7", noon, "ValueError()", begun=True))

    assert len(aside) == PARK_INBOX_AFTER
