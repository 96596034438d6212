from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from invoicing.model.errors import LeaseLost
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.jobs import Show
from invoicing.services.ksef_jobs import Submit
from invoicing.services.messages import Channel, Reply

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def show(cause: str, chat: str = "1") -> Show:
    return Show(Channel.TELEGRAM, chat, Reply("help"), cause)


def submit(number: int) -> Submit:
    return Submit(UUID(int=number))


async def enqueue(database, *jobs, due=None) -> None:
    async with database.units() as work:
        for job in jobs:
            await work.jobs.enqueue(job, due)


async def finish(database, key: str) -> None:
    async with database.units() as work:
        await work.jobs.finish(key)


async def leased(database, now, limit: int = 16) -> list[object]:
    return [each.job for each in await database.queue.lease_jobs(now, limit)]


async def test_a_promise_is_kept_once(database, noon):
    await enqueue(database, submit(1))

    (job,) = await database.queue.lease_jobs(noon, 16)
    assert (job.job, job.key, job.attempts) == (submit(1), submit(1).key, 1)
    await finish(database, job.key)

    assert await leased(database, noon + 10 * MINUTE) == []
    with pytest.raises(LeaseLost):
        await finish(database, job.key)


async def test_the_same_promise_twice_is_one_job_also_after_it_was_kept(database, noon):
    await enqueue(database, submit(1), submit(1))
    assert await leased(database, noon) == [submit(1)]
    await finish(database, submit(1).key)

    await enqueue(database, submit(1))

    assert await leased(database, noon) == []


async def test_a_promise_of_a_transaction_that_failed_was_never_made(database, noon, spoil):
    with pytest.raises(ZeroDivisionError):
        await spoil(database, lambda work: work.jobs.enqueue(submit(1)))

    assert await leased(database, noon) == []


async def test_a_job_waits_until_it_is_due(database, noon):
    await enqueue(database, submit(1), due=noon + MINUTE)

    assert await leased(database, noon) == []
    assert await database.queue.next_due() == noon + MINUTE
    assert await leased(database, noon + MINUTE) == [submit(1)]
    assert await database.queue.next_due() is None


async def test_a_job_for_now_is_due_whatever_the_clock_says(database, noon):
    await enqueue(database, submit(1))

    assert await database.queue.next_due() < noon - timedelta(days=365)
    assert await leased(database, noon - timedelta(days=365)) == [submit(1)]


async def test_jobs_come_oldest_first_and_no_more_than_asked_for(database, noon):
    await enqueue(database, *(submit(number) for number in range(5)))

    assert await leased(database, noon, 3) == [submit(0), submit(1), submit(2)]
    assert await leased(database, noon, 3) == [submit(3), submit(4)]
    assert await leased(database, noon, 3) == []


async def test_of_what_is_due_at_once_and_by_the_clock_no_more_than_asked_for_and_the_oldest(database, noon):
    for number in range(6):
        await enqueue(database, submit(number), due=noon if number % 2 else None)

    assert await leased(database, noon, 3) == [submit(0), submit(1), submit(2)]
    assert await leased(database, noon, 3) == [submit(3), submit(4), submit(5)]


async def test_a_lane_goes_one_by_one_and_lanes_side_by_side(database, noon):
    await enqueue(database, show("a"), show("b"), show("c", chat="2"), submit(1))

    assert await leased(database, noon) == [show("a"), show("c", chat="2"), submit(1)]
    assert await leased(database, noon) == []
    await finish(database, show("a").key)
    assert await leased(database, noon) == [show("b")]


async def test_a_lane_waits_for_its_oldest_even_when_that_is_postponed(database, noon):
    await enqueue(database, show("a"), show("b"))
    (first,) = await database.queue.lease_jobs(noon, 16)

    await database.queue.postpone(first, noon + MINUTE, "429", failed=True)

    assert await leased(database, noon) == []
    assert await database.queue.next_due() == noon + MINUTE
    assert await leased(database, noon + MINUTE) == [show("a")]


async def test_a_parked_job_lets_its_lane_go_on(database, noon):
    await enqueue(database, show("a"), show("b"))
    (first,) = await database.queue.lease_jobs(noon, 16)

    await database.queue.park(first, "the person blocked the bot")

    assert await leased(database, noon) == [show("b")]
    await finish(database, show("b").key)
    assert await leased(database, noon + 10 * MINUTE) == []
    (aside,) = await database.queue.parked()
    assert (aside.key, aside.error) == (show("a").key, "the person blocked the bot")


async def test_failures_count_and_a_mere_not_yet_does_not(database, noon):
    await enqueue(database, submit(1))
    for failed, attempts in [(True, 1), (False, 2), (True, 2), (True, 3)]:
        (job,) = await database.queue.lease_jobs(noon, 1)
        assert job.attempts == attempts
        await database.queue.postpone(job, noon, "again", failed=failed)


async def test_a_dead_workers_job_moves_when_its_lease_runs_out(database, other, noon):
    await enqueue(database, submit(1))
    assert await leased(database, noon) == [submit(1)]

    assert await leased(other, noon + 0.8 * MINUTE) == []
    assert await leased(other, noon + 0.9 * MINUTE) == [submit(1)]


async def test_asking_for_work_when_there_is_none_waits_for_no_writer(opens, noon, by_hand):
    database = opens(busy_seconds=0.01)
    await enqueue(database, submit(1))
    (job,) = await database.queue.lease_jobs(noon, 1)
    await finish(database, job.key)

    with by_hand.writing():
        assert await leased(database, noon + timedelta(days=1)) == []


async def test_who_lost_the_lease_cannot_finish_and_its_transaction_is_void(database, other, house, noon):
    await enqueue(database, submit(1))
    (mine,) = await database.queue.lease_jobs(noon, 1)
    await other.queue.lease_jobs(noon + MINUTE, 1)

    async def keep_the_promise() -> None:
        async with database.units() as work:
            await work.series.next(house.company.id, "FV", "2026-11")
            await work.jobs.finish(mine.key)

    with pytest.raises(LeaseLost):
        await keep_the_promise()
    await database.queue.postpone(mine, noon + 60 * MINUTE, "too late to say")

    async with database.units() as work:
        assert await work.series.next(house.company.id, "FV", "2026-11") == 1
    await finish(other, mine.key)


async def test_a_living_worker_keeps_its_lease_by_asking_for_work(database, other, noon):
    await enqueue(database, submit(1))
    (job,) = await database.queue.lease_jobs(noon, 1)

    await database.queue.lease_jobs(noon + 0.7 * MINUTE, 1)

    assert await leased(other, noon + 1.1 * MINUTE) == []
    await finish(database, job.key)


async def test_a_clock_that_leaps_does_not_hand_a_worker_its_own_job_again(database, noon):
    await enqueue(database, submit(1))
    assert await leased(database, noon) == [submit(1)]

    assert await leased(database, noon + timedelta(days=1)) == []


async def test_a_job_whose_postponing_failed_comes_back_as_soon_as_the_books_can_be_written(
    database, noon, by_hand
):
    await enqueue(database, submit(1))
    (job,) = await database.queue.lease_jobs(noon, 1)
    by_hand("ALTER TABLE jobs RENAME TO jobs_away")
    with pytest.raises(Exception, match="jobs"):
        await database.queue.postpone(job, noon, "again", failed=True)
    by_hand("ALTER TABLE jobs_away RENAME TO jobs")

    assert await leased(database, noon) == [submit(1)]


async def test_a_worker_that_stops_gives_back_what_it_has(database, other, noon):
    await enqueue(database, submit(1), submit(2))
    assert await leased(database, noon) == [submit(1), submit(2)]

    await database.queue.release()

    assert await leased(other, noon) == [submit(1), submit(2)]
    await database.queue.release()
    assert await leased(database, noon) == []


async def test_workers_of_two_processes_never_hold_the_same_job(database, other, noon):
    await enqueue(database, *(submit(number) for number in range(60)))
    done: list[object] = []

    async def work_off(where) -> None:
        while jobs := await where.queue.lease_jobs(noon, 4):
            for job in jobs:
                await finish(where, job.key)
                done.append(job.job)

    await asyncio.gather(work_off(database), work_off(other))

    assert sorted(job.invoice_id.int for job in done) == list(range(60))


async def test_when_ksef_is_back_all_that_waits_for_it_is_due(database, noon):
    await enqueue(database, submit(1), due=noon + 30 * MINUTE)
    await enqueue(database, Deliver(UUID(int=1)), due=noon + 30 * MINUTE)

    async with database.units() as work:
        await work.jobs.hasten(Submit.__name__, noon)

    assert await leased(database, noon) == [submit(1)]


async def test_a_job_that_cannot_be_read_is_parked_and_the_others_go_on(database, noon, by_hand):
    await enqueue(database, submit(1), submit(2))
    by_hand('UPDATE jobs SET payload = \'{"kind":"Teleport"}\' WHERE id = 1')

    assert await leased(database, noon) == [submit(2)]
    assert await database.queue.next_due() is None


async def test_a_process_takes_only_the_kinds_it_can_do(database, noon):
    await enqueue(database, show("a"), submit(1))

    (job,) = await database.queue.lease_jobs(noon, 16, kinds=["Submit", "Deliver"])

    assert job.job == submit(1)
    assert await database.queue.next_due(kinds=["Submit", "Deliver"]) is None
    assert await database.queue.next_due() is not None


async def test_a_job_of_a_kind_from_a_later_version_waits_for_that_version(database, noon, by_hand):
    await enqueue(database, submit(1), submit(2))
    by_hand("UPDATE jobs SET kind = 'Teleport' WHERE id = 1")

    assert await leased(database, noon) == [submit(2)]
    assert await database.queue.next_due() is None


async def test_a_promise_wakes_the_worker(database, noon):
    async def worker() -> list[object]:
        while not (jobs := await leased(database, noon)):
            await database.queue.wait_for_jobs()
        return jobs

    working = asyncio.ensure_future(worker())
    await asyncio.sleep(0)
    await enqueue(database, submit(1))

    async with asyncio.timeout(60):
        assert await working == [submit(1)]


async def test_a_promise_for_sooner_than_what_was_known_is_known_at_once(database, noon):
    await enqueue(database, submit(1), due=noon + HOUR)
    assert await database.queue.next_due() == noon + HOUR

    await enqueue(database, submit(2), due=noon + MINUTE)

    assert await database.queue.next_due() == noon + MINUTE


async def test_what_was_put_off_behind_another_of_its_lane_is_known_when_that_is_kept(database, noon):
    await enqueue(database, show("a"))
    await enqueue(database, show("b"), due=noon + HOUR)
    assert await leased(database, noon) == [show("a")]
    assert await database.queue.next_due() is None

    await finish(database, show("a").key)

    assert await database.queue.next_due() == noon + HOUR


async def test_what_is_being_done_is_not_due_again(database, noon):
    await enqueue(database, submit(1), due=noon)
    assert await database.queue.next_due() == noon

    assert await leased(database, noon) == [submit(1)]

    assert await database.queue.next_due() is None


async def test_what_another_process_promised_needs_no_ring_to_be_leased(database, other, noon):
    await enqueue(database, submit(1))
    assert await leased(database, noon) == [submit(1)]

    await enqueue(other, submit(2))

    assert await leased(database, noon) == [submit(2)]


async def test_who_keeps_the_last_promise_of_a_lane_wakes_nobody(database, noon):
    await enqueue(database, show("a"), show("b"))
    await leased(database, noon)
    assert await database.queue.wait_for_jobs(0)

    await finish(database, show("a").key)
    assert await database.queue.wait_for_jobs(0)
    await leased(database, noon)
    await finish(database, show("b").key)

    assert not await database.queue.wait_for_jobs(0)


async def test_a_ring_that_came_while_a_worker_was_busy_is_not_lost_on_it(database):
    assert not await database.queue.wait(0)
    await enqueue(database, submit(1))

    assert await database.queue.wait(0)
    assert await database.queue.wait_for_jobs(0)
    assert not await database.queue.wait(0)
    assert not await database.queue.wait_for_inbox(0)


async def test_every_worker_hears_every_ring(database):
    async def listen() -> bool:
        return await database.queue.wait(10)

    listeners = [asyncio.ensure_future(listen()) for _ in range(3)]
    await asyncio.sleep(0)
    database.queue.wake()

    assert await asyncio.gather(*listeners) == [True, True, True]


async def test_a_transaction_that_fails_rings_no_bell(database, spoil):
    with pytest.raises(ZeroDivisionError):
        await spoil(database, lambda work: work.jobs.enqueue(submit(1)))

    assert not await database.queue.wait(0)


async def test_a_due_time_needs_a_zone(database, noon):
    with pytest.raises(Exception, match="without a zone"):
        await enqueue(database, submit(1), due=noon.replace(tzinfo=None))


async def test_of_words_that_were_shown_only_the_key_stays(database, noon, by_hand):
    link = Show(Channel.TELEGRAM, "1", Reply("invited", {"link": "/start wejscie"}), "a")
    await enqueue(database, link, submit(1))
    await leased(database, noon)
    assert "wejscie" in payloads(by_hand)[link.key]

    await finish(database, link.key)
    await finish(database, submit(1).key)

    kept = payloads(by_hand)
    assert "wejscie" not in kept[link.key]
    assert str(UUID(int=1)) in kept[submit(1).key]


def payloads(by_hand) -> dict[str, str]:
    return dict(by_hand("SELECT key, payload FROM jobs"))
