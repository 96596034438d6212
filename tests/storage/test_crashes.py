from __future__ import annotations

import asyncio
import base64
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.workers import LONGEST_NAP
from invoicing.services.ksef_jobs import Submit
from invoicing.services.messages import Channel

HOUSE = Path(__file__).parents[2]

ISSUING = """
import asyncio, base64, sys
from datetime import datetime, UTC
from uuid import UUID
from invoicing.services.jobs import Submit
from invoicing.services.messages import Channel
from invoicing.services.records import Event, Received
from storage.database import open_database

NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)

async def main(url, key):
    database = open_database(url, base64.b64decode(key))
    while True:
        async with database.units() as work:
            number = await work.series.next(UUID(int=1), "FV", "2026-11")
            await work.inbox.put(Received(str(number), Channel.TELEGRAM, "1", b"{}", NOON))
            await work.events.add(Event("issued", NOON, invoice_id=UUID(int=number)))
            await work.shown.remember(Channel.TELEGRAM, "1", "last", str(number))
            await work.jobs.enqueue(Submit(UUID(int=number)))
        print(number, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""

LEASING = """
import asyncio, base64, sys
from datetime import datetime, UTC
from storage.database import open_database

async def main(url, key):
    database = open_database(url, base64.b64decode(key))
    leased = await database.queue.lease_jobs(datetime(2026, 11, 2, 11, tzinfo=UTC), 16)
    print(len(leased), flush=True)
    await asyncio.sleep(600)

asyncio.run(main(*sys.argv[1:]))
"""

FILLING = """
import asyncio, base64, resource, sys
from datetime import datetime, UTC
from pathlib import Path
from invoicing.model.errors import Unavailable
from invoicing.services.messages import Channel
from invoicing.services.records import Received
from storage.database import open_database

NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)

async def put(database, key, size):
    async with database.units() as work:
        await work.inbox.put(Received(key, Channel.TELEGRAM, key, bytes(size), NOON))

async def main(url, key, path):
    database = open_database(url, base64.b64decode(key))
    await put(database, "before", 10)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(path).stat().st_size, -1))
    try:
        await put(database, "large", 5_000_000)
    except Unavailable as error:
        print(error.reason, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
    await put(database, "after", 10)
    print([each.key for each in await database.queue.waiting_inbox(NOON, 9)], flush=True)
    await database.close()

asyncio.run(main(*sys.argv[1:]))
"""


Starts = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def starts(url, key) -> AsyncIterator[Starts]:
    """Starts a program on the same database; none outlives its test."""
    started: list[asyncio.subprocess.Process] = []

    async def start(program: str, *arguments: str) -> asyncio.subprocess.Process:
        secret = base64.b64encode(key).decode()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, url, secret, *arguments, cwd=HOUSE, stdout=asyncio.subprocess.PIPE
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.mark.parametrize("numbers", [1, 7, 20])
async def test_killed_at_any_moment_nothing_is_half_done_and_nothing_said_is_lost(
    database, house, starts, noon, numbers: int
):
    process = await starts(ISSUING)
    said = 0
    for _ in range(numbers):
        said = int(await process.stdout.readline())
    process.kill()
    await process.communicate()

    async with database.units() as work:
        last = await work.series.next(house.company.id, "FV", "2026-11") - 1
        assert last >= said
        assert await work.shown.message(Channel.TELEGRAM, "1", "last") == str(last)
        assert await work.jobs.finish(f"submit:00000000-0000-0000-0000-{last:012x}:1") is None
        assert await work.inbox.finish(str(last))
    jobs = await database.queue.lease_jobs(noon, 10_000)
    assert [job.job.invoice_id.int for job in jobs] == list(range(1, last))
    assert (await database.history()).broken == ()
    assert await database.check() == []


async def test_what_a_killed_worker_had_leased_moves_within_a_minute(database, starts, noon):
    async with database.units() as work:
        for number in range(3):
            await work.jobs.enqueue(Submit(UUID(int=number)))
    process = await starts(LEASING)
    assert await process.stdout.readline() == b"3\n"
    process.kill()
    await process.communicate()

    assert await database.queue.lease_jobs(noon, 16) == ()
    in_time = (
        noon + timedelta(minutes=1) - timedelta(seconds=LONGEST_NAP)
    )  # whoever naps then comes in time still
    assert len(await database.queue.lease_jobs(in_time, 16)) == 3


@pytest.mark.sqlite("a server has its own disk")
async def test_a_full_disk_is_unavailable_and_work_goes_on_when_there_is_room_again(starts, path):
    process = await starts(FILLING, str(path))

    output, _ = await process.communicate()

    assert output.decode().splitlines() == ["disk-error", "['before', 'after']"]
