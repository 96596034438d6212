"""What counts as stuck: work whose time has come, but not what waits by law or by plan."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.watching.last_copy import note_copy
from app.watching.measuring import Measuring
from invoicing.model.verdict import Beacon, Signals, Verdict
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.ksef_jobs import Submit
from invoicing.services.outages.books import Probe
from invoicing.services.telling.stuck import Trouble

LETTER = Deliver(UUID(int=3))


@pytest.fixture
def measured(database, clock, home):
    return Measuring(database, clock, home)


async def promise(database, job, due=None):
    async with database.units() as work:
        await work.jobs.enqueue(job, due)


async def verdict(database, clock, now_is):
    async with database.units() as work:
        beacon = Beacon.AVAILABLE if now_is is Verdict.ALL_WELL else Beacon.FAILURE
        await work.verdicts.look(Probe(clock.now(), Signals(beacon, api=True, network=True)))
        await work.verdicts.change(Verdict.UNKNOWN, now_is, clock.now(), {})


async def fail(database, clock, pause):
    (leased,) = await database.queue.lease_jobs(clock.now(), 1)
    await database.queue.postpone(leased, clock.now() + pause, "mail-unavailable", failed=True)


async def test_work_that_stands_still_is_measured_from_the_first_look(database, clock, measured):
    await promise(database, LETTER)
    clock.advance(60)
    await measured()
    clock.advance(40 * 60)

    assert (await measured())[Trouble.WORK] == 40


async def test_a_backlog_that_is_worked_off_is_not_stuck_however_old(database, clock, measured):
    for number in range(6):
        await promise(database, Submit(UUID(int=number)))
        clock.advance(60)
    await verdict(database, clock, Verdict.ALL_WELL)
    clock.advance(3600)
    for _ in range(5):
        assert (await measured())[Trouble.WORK] == 0
        (leased,) = await database.queue.lease_jobs(clock.now(), 1)
        async with database.units() as work:
            await work.jobs.finish(leased.key)
        clock.advance(30 * 60)
        await verdict(database, clock, Verdict.ALL_WELL)


async def test_what_is_tried_again_and_again_stands_still(database, clock, measured):
    await promise(database, LETTER)
    clock.advance(60)
    await measured()
    for _ in range(20):
        await fail(database, clock, timedelta(minutes=1))
        clock.advance(120)
        last = await measured()

    assert last[Trouble.WORK] in {39, 40}


async def test_what_a_limit_or_a_calendar_has_put_off_is_not_stuck(database, clock, measured):
    await promise(database, LETTER)
    await fail(database, clock, timedelta(hours=20))
    await promise(database, Submit(UUID(int=1)), clock.now() + timedelta(days=2))
    for _ in range(3):
        await measured()
        clock.advance(3600)

    assert (await measured())[Trouble.WORK] == 0


async def test_what_waits_for_ksef_is_stuck_only_while_ksef_works(database, clock, measured):
    await promise(database, Submit(UUID(int=1)))
    for standing, minutes in ((Verdict.FAILURE, 0), (Verdict.ALL_WELL, 12)):
        for _ in range(3):
            await verdict(database, clock, standing)
            last = await measured()
            clock.advance(360)
        assert last[Trouble.WORK] == minutes


async def test_a_backup_counts_only_where_one_was_ever_made(database, clock, measured):
    assert Trouble.BACKUP not in await measured()

    async with database.units() as work:
        await note_copy(work, clock.now())
    clock.advance(50 * 3600)

    assert (await measured())[Trouble.BACKUP] == 50
