"""After a crash nobody waits for the lease of the dead to run out."""

import asyncio
import subprocess
import sys
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from invoicing.services.delivery.jobs import Deliver

NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Warsaw"))
JOB = Deliver(UUID(int=1))
WORKER = """
import asyncio, os, sys
from datetime import datetime
from storage.database import open_database

async def main():
    database = open_database(sys.argv[1], bytes.fromhex(sys.argv[2]))
    leased = await database.queue.lease_jobs(datetime.fromisoformat(sys.argv[3]), 1)
    print(len(leased), flush=True)
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


async def lease_and_die(url: str, key: bytes) -> None:
    worker = [sys.executable, "-c", WORKER, url, key.hex(), NOON.isoformat()]
    done = await asyncio.to_thread(subprocess.run, worker, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("1\n", -9), done.stderr


async def test_what_a_killed_worker_held_is_free_for_the_next_one_at_once(opens, url, key):
    database = opens()
    async with database.units() as work:
        await work.jobs.enqueue(JOB)
    await lease_and_die(url, key)
    assert not await database.queue.lease_jobs(NOON, 1)

    assert await database.queue.reclaim() == 1

    assert [leased.job for leased in await database.queue.lease_jobs(NOON, 1)] == [JOB]


async def test_what_a_living_process_holds_stays_its_own(opens):
    database, neighbour = opens(), opens()
    async with database.units() as work:
        await work.jobs.enqueue(JOB)
    await database.queue.lease_jobs(NOON, 1)

    assert await neighbour.queue.reclaim() == 0

    assert not await neighbour.queue.lease_jobs(NOON, 1)
