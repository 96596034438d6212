from __future__ import annotations

import asyncio
from uuid import UUID

import pytest


async def test_fifty_at_once_on_two_processes_get_three_hundred_numbers_without_a_gap(database, other, house):
    numbers: list[int] = []
    left = iter(range(300))

    async def issue(where) -> None:
        for _ in left:
            async with where.units() as work:
                number = await work.series.next(house.company.id, "FV", "2026-11")
                await asyncio.sleep(0)
            numbers.append(number)

    await asyncio.gather(*(issue((database, other)[worker % 2]) for worker in range(50)))

    assert sorted(numbers) == list(range(1, 301))


async def test_a_number_that_was_not_used_is_given_again(database, house, spoil):
    async def take() -> int:
        async with database.units() as work:
            return await work.series.next(house.company.id, "FV", "2026-11")

    assert await take() == 1
    with pytest.raises(ZeroDivisionError):
        await spoil(database, lambda work: work.series.next(house.company.id, "FV", "2026-11"))

    assert await take() == 2


async def test_every_series_and_period_counts_from_one(database, house):
    places = [("FV", "2026-11"), ("FV", "2026-12"), ("KOR", "2026-11")]
    async with database.units() as work:
        numbers = [await work.series.next(house.company.id, *place) for place in places]

    assert numbers == [1, 1, 1]


async def test_a_series_belongs_to_a_company_that_exists(database):
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        async with database.units() as work:
            await work.series.next(UUID(int=404), "FV", "2026-11")
