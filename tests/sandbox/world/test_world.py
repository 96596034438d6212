"""The clock and the log that all stand-ins share."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.world import Clock, EventLog

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)


def near(moment: datetime, expected: datetime) -> bool:
    return abs(moment - expected) < timedelta(minutes=1)


def test_the_clock_can_be_turned_both_ways_and_goes_on():
    clock = Clock()

    clock.set(FRIDAY)
    clock.advance(3600)
    clock.advance(-7200)

    assert near(clock.now(), FRIDAY - timedelta(hours=1))


def test_a_moment_without_a_zone_is_meant_in_warsaw():
    clock = Clock()

    clock.set(datetime(2026, 7, 1, 0, 30))  # noqa: DTZ001 - that is the question

    assert near(clock.now(), datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    assert clock.today_in_warsaw().isoformat() == "2026-07-01"


@pytest.mark.parametrize("seconds", [1e18, -1e11, 252_000_000_000])
def test_the_clock_does_not_leave_the_calendar(seconds):
    clock = Clock()
    clock.set(FRIDAY)

    with pytest.raises(OverflowError):
        clock.advance(seconds)

    assert near(clock.now(), FRIDAY)


async def test_whoever_follows_the_clock_hears_of_a_change_at_once():
    clock = Clock()
    known = clock.version
    waiting = asyncio.create_task(clock.changed(known, 60))

    await asyncio.sleep(0)
    clock.advance(60)

    assert await waiting == known + 1


async def test_a_follower_from_an_older_world_is_told_the_present_version():
    clock = Clock()

    assert await clock.changed(999, 60) == clock.version


async def test_the_log_gives_what_is_younger_and_waits_for_the_first():
    log = EventLog()
    first = log.add("mail", address="a@klient.example")
    waiting = asyncio.create_task(log.after(first, 60))

    await asyncio.sleep(0)
    log.add("clock")

    (event,) = await waiting
    assert (event.n, event.kind) == (first + 1, "clock")
    assert [one.kind for one in await log.after(0, 0)] == ["mail", "clock"]
    assert await log.after(event.n, 0) == []
