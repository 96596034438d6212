"""Calls to KSeF are counted once for all workers of an installation: in order, together, and not for ever."""

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.storage.conftest import NOON

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@dataclass(frozen=True)
class Within:
    length: timedelta
    most: int


@dataclass(frozen=True)
class Under:
    key: str
    windows: tuple[Within, ...]


def at(seconds: float = 0.0):
    """A clock that stands so many seconds after noon."""
    return lambda: NOON + timedelta(seconds=seconds)


TWO = [Under("send", (Within(HOUR, 2),))]


async def test_a_call_is_counted_under_all_its_keys_or_under_none(database):
    full = Under("address", (Within(SECOND, 1),))
    roomy = Under("send", (Within(SECOND, 10),))
    await database.calls.take([full], at())

    wait = await database.calls.take([roomy, full], at(0.25))

    assert wait == 0.75
    assert await database.calls.made("send", HOUR, NOON) == 0
    assert await database.calls.made("address", HOUR, NOON) == 1


async def test_the_fullest_window_decides_how_long_to_wait(database):
    claim = Under("send", (Within(SECOND, 2), Within(HOUR, 3)))
    waits = [await database.calls.take([claim], at(second)) for second in (0, 0.5, 0.75, 1.5, 2.5, 3600)]

    assert waits == [0, 0, 0.25, 0, 3597.5, 0]


async def test_a_window_of_nothing_lets_nothing_through_and_no_window_everything(database):
    assert await database.calls.take([Under("closed", (Within(HOUR, 0),))], at()) == 3600
    assert [await database.calls.take([Under("open", ())], at()) for _ in range(5)] == [0] * 5


async def test_what_another_process_counted_counts_even_when_its_clock_is_ahead(database, other):
    for _ in range(2):
        assert await other.calls.take(TWO, at(30)) == 0

    assert await database.calls.take(TWO, at()) == 3600
    assert await database.calls.made("send", HOUR, NOON) == 2


async def test_the_moment_is_asked_when_the_books_are_free(database, other):
    """A call that had to wait for its turn leaves later than it came, and must be counted there."""
    asked: list[str] = []

    def now() -> datetime:
        asked.append("now")
        return NOON

    async with other.units():
        waiting = asyncio.create_task(database.calls.take(TWO, now))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not asked

    assert await waiting == 0
    assert asked == ["now"]


async def test_a_clock_put_back_by_hours_does_not_close_the_door_for_hours(database):
    for _ in range(2):
        await database.calls.take(TWO, at(7200))

    assert await database.calls.take(TWO, at()) == 0


async def test_a_pause_holds_for_every_process_and_after_a_restart(database, opens):
    await database.calls.pause("send", at(300)(), NOON)
    await database.calls.pause("send", at(10)(), NOON)
    await database.close()

    reopened = opens()

    assert await reopened.calls.take(TWO, at()) == 300
    assert await reopened.calls.paused_until("send", NOON) == at(300)()
    assert await reopened.calls.take(TWO, at(300)) == 0


async def test_a_pause_of_a_day_to_come_ends_when_the_clock_is_put_right(database):
    days = 5 * 24 * 3600
    await database.calls.pause("send", at(days + 300)(), at(days)())

    assert await database.calls.take(TWO, at()) == 0
    assert await database.calls.paused_until("send", NOON) is None

    await database.calls.pause("send", at(60)(), NOON)
    assert await database.calls.take(TWO, at()) == 60


async def test_who_was_never_told_to_pause_has_no_pause(database):
    assert await database.calls.paused_until("send", NOON) is None
    await database.calls.take(TWO, at())
    assert await database.calls.paused_until("send", NOON) is None


async def test_calls_are_forgotten_when_no_window_remembers_them_whoever_made_them(database):
    quiet, busy = Under("quiet", (Within(HOUR, 99),)), Under("busy", (Within(HOUR, 99),))
    for number in range(25):
        await database.calls.take([quiet], at(number))

    for number in range(2):
        await database.calls.take([busy], at(9000 + number))

    assert await database.calls.made("quiet", timedelta(days=1), at(9000)()) == 0
    assert await database.calls.made("busy", timedelta(days=1), at(9000)()) == 2


WORKER = """
import asyncio, json, sys
from datetime import UTC, datetime, timedelta
from ksef.limits import Claim, Window
from storage.database import open_database

async def main():
    database = open_database(sys.argv[1], bytes(32))
    claims = [Claim("send", (Window(timedelta(hours=1), 40),)), Claim("address", (Window(timedelta(hours=1), 60),))]
    waits = await asyncio.gather(*(database.calls.take(claims, lambda: datetime.now(UTC)) for _ in range(30)))
    print(json.dumps(sum(wait == 0 for wait in waits)))
    await database.close()

asyncio.run(main())
"""


async def test_processes_that_count_at_the_same_time_never_share_one_place(url):
    workers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", WORKER, url, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    passed = [json.loads((await worker.communicate())[0]) for worker in workers]

    assert sum(passed) == 40
