"""What waits for tomorrow is not read today: the database's own steps are counted, not seconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from invoicing.services.jobs import Show
from invoicing.services.ksef_jobs import Submit
from invoicing.services.messages import Channel, Reply

TOMORROW = timedelta(days=1)
FEW, MANY = 50, 2000
pytestmark = pytest.mark.sqlite("counts the steps of SQLite's machine")


class Steps:
    """How far SQLite's machine has come, in tens of steps."""

    def __init__(self) -> None:
        self.made = 0

    def count(self, raw: sqlite3.Connection, _record: object) -> None:
        """From now on, of this connection too."""
        raw.set_progress_handler(self._one, 10)

    def _one(self) -> int:
        self.made += 1
        return 0


@pytest.fixture
def steps() -> Iterator[Steps]:
    counted = Steps()
    event.listen(Engine, "connect", counted.count)
    yield counted
    event.remove(Engine, "connect", counted.count)


async def backlog(database, noon, first: int, last: int) -> None:
    async with database.units() as work:
        for number in range(first, last):
            await work.jobs.enqueue(Submit(UUID(int=number)), noon + TOMORROW)


async def cost(steps, look) -> int:
    await look()  # whatever is prepared once is prepared
    before = steps.made
    await look()
    return steps.made - before


async def costs_with_few_and_many(database, noon, steps, look) -> tuple[int, int]:
    await backlog(database, noon, 0, FEW)
    few = await cost(steps, look)
    await backlog(database, noon, FEW, MANY)
    return few, await cost(steps, look)


async def test_a_look_for_work_does_not_read_what_is_due_tomorrow(steps, database, noon):
    few, many = await costs_with_few_and_many(
        database, noon, steps, lambda: database.queue.lease_jobs(noon, 16)
    )

    assert many <= few + 5


async def test_nor_does_taking_the_one_that_is_due_now(steps, database, noon):
    taken = iter(range(10))

    async def one_comes_and_goes() -> None:
        async with database.units() as work:
            await work.jobs.enqueue(Show(Channel.TELEGRAM, "1", Reply("help"), f"cause {next(taken)}"))
        (leased,) = await database.queue.lease_jobs(noon, 16)
        async with database.units() as work:
            await work.jobs.finish(leased.key)

    few, many = await costs_with_few_and_many(database, noon, steps, one_comes_and_goes)

    assert many <= few * 1.5


async def test_nor_does_the_question_when_the_next_one_is_due(steps, database, noon):
    async def asked() -> None:
        database.queue.wake()  # forgets what it knows
        assert await database.queue.next_due() == noon + TOMORROW

    few, many = await costs_with_few_and_many(database, noon, steps, asked)

    assert many <= few + 5


async def test_nor_does_the_look_for_work_of_the_dead_or_for_what_was_set_aside(steps, database, noon):
    async def looked() -> None:
        assert not await database.queue.left_by_the_dead()
        assert await database.queue.parked() == []

    few, many = await costs_with_few_and_many(database, noon, steps, looked)

    assert many <= few + 5


async def test_nor_does_the_look_for_what_a_clock_put_off_before_it_was_put_right(steps, database, noon):
    async def looked() -> None:
        assert await database.put_off.bring_forward(noon) == 0

    few, many = await costs_with_few_and_many(database, noon, steps, looked)

    assert many <= few + 5
