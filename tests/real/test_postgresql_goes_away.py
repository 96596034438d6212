"""PostgreSQL is stopped, killed, crowded or full: work goes on afterwards, nothing lost, nothing done twice."""

import asyncio
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import count
from uuid import UUID

import pytest

from app.clock import SystemClock
from app.outbox import Outbox
from app.workers import forever
from invoicing.model.errors import Unavailable
from invoicing.services.ksef_jobs import Submit
from storage.database import Database, migrate, open_database
from tests.real.waiting import until
from tests.real.wire import wire_to
from tests.twins.by_hand import ByHand
from tests.twins.postgresql import PostgresqlServer, postgresql_server

KEPT, PLACES = "kept", 24
PROMISES = 300
ORDINAL = count(1)
_LAST_WORDS = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"
GOODBYE = b"E" + (len(_LAST_WORDS) + 4).to_bytes(4, "big") + _LAST_WORDS
"""What a server says last on a connection (ErrorResponse of PostgreSQL's protocol)."""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresqlServer]:
    """With every safety that a real one has; it takes few connections."""
    with postgresql_server(max_connections=str(PLACES), superuser_reserved_connections="0") as server:
        yield server


@pytest.fixture
def url(server: PostgresqlServer) -> str:
    name = f"books_{next(ORDINAL)}"
    server.create(name)
    asyncio.run(migrate(server.url(name)))
    return server.url(name)


@pytest.fixture
async def opens(url) -> AsyncIterator:
    """Processes on the same books."""
    key = secrets.token_bytes(32)
    async with AsyncExitStack() as stack:

        def open_one() -> Database:
            database = open_database(url, key)
            stack.push_async_callback(database.close)
            return database

        yield open_one


@asynccontextmanager
async def in_the_background(*tasks) -> AsyncIterator[None]:
    """As the app runs its loops."""
    running = [asyncio.create_task(forever(str(number), task)) for number, task in enumerate(tasks)]
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def worker(database: Database) -> Outbox:
    """Keeps a promise by counting it, in the same transaction."""

    async def keep(job) -> None:
        async with database.units() as work:
            await work.cursors.put(KEPT, str(1 + int(await work.cursors.get(KEPT) or 0)))
            await work.jobs.finish(job.key)

    return Outbox(database.queue, {"Submit": keep}, SystemClock())


async def promise(database: Database, number: int) -> None:
    """A promise is made when its transaction was committed; who does not know that makes it again."""
    while True:
        try:
            async with database.units() as work:
                await work.jobs.enqueue(Submit(UUID(int=number)))
        except Unavailable:
            await asyncio.sleep(0.05)
        else:
            return


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "killed"])
async def test_two_processes_outlive_their_server_with_nothing_lost_and_nothing_done_twice(
    server, url, opens, how
):
    by_hand, bot, workers = ByHand(url), opens(), [opens(), opens()]
    outboxes = [worker(database) for database in workers]

    async with in_the_background(*outboxes, *(database.listen for database in (bot, *workers))):
        for number in range(PROMISES):
            if number == PROMISES // 3:
                await asyncio.to_thread(server.stop, how)
                beginning = asyncio.create_task(asyncio.to_thread(server.start))
            await promise(bot, number)
        await beginning
        await until(lambda: by_hand("SELECT count(*) FROM jobs WHERE done_at IS NULL") == [(0,)], "the rest")

    assert by_hand("SELECT count(*) FROM jobs") == [(PROMISES,)]
    assert by_hand("SELECT value FROM cursors") == [(str(PROMISES),)]


async def test_processes_hear_each_other_again_when_their_server_is_back(server, opens):
    one, other = opens(), opens()
    await other.queue.lease_jobs(SystemClock().now(), 1)
    async with in_the_background(one.listen, other.listen):
        assert await other.queue.wait_for_inbox(30)
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
        assert await other.queue.wait_for_inbox(30)  # what it may have missed
        await other.queue.wait_for_jobs(0)

        await promise(one, 1)

        assert await other.queue.wait_for_jobs(30)


async def test_what_another_kind_of_worker_does_wakes_nobody_in_vain(opens):
    one, other = opens(), opens()
    await other.queue.lease_jobs(SystemClock().now(), 1, ["Show:telegram"])
    async with in_the_background(other.listen, one.listen):
        assert await other.queue.wait_for_jobs(30)
        assert await other.queue.wait_for_inbox(30)
        await promise(one, 1)
        async with one.units() as work:
            work.transaction.after_commit.append(work.transaction.shared.inbox_changed)

        assert await other.queue.wait_for_inbox(30)

        assert not await other.queue.wait_for_jobs(0)


async def test_between_its_goodbye_and_the_end_of_the_line_a_server_is_away_and_nothing_is_lost(server, url):
    async with wire_to(server.port) as wire:
        database = open_database(url.replace(f":{server.port}/", f":{wire.port}/"), bytes(32))

        async def goodbye() -> None:
            wire.say(GOODBYE)
            async with (
                database.units.reading()
            ):  # whichever session this takes, the goodbye is heard meanwhile
                pass

        async def cut_short() -> None:
            async with database.units() as work:
                await work.jobs.enqueue(Submit(UUID(int=2)))
                await goodbye()

        await promise(database, 1)
        with pytest.raises(Unavailable, match="database-away"):
            await goodbye()
        with pytest.raises(Unavailable, match="database-away"):
            await cut_short()
        await promise(database, 3)

        assert ByHand(url)("SELECT count(*) FROM jobs") == [(2,)]
        await database.close()


async def test_a_server_that_takes_no_more_connections_says_so_and_is_asked_again(opens):
    database, crowd = opens(), [opens() for _ in range(PLACES + 1)]
    async with AsyncExitStack() as held:
        with suppress(Unavailable):
            for each in crowd:
                await held.enter_async_context(each.units.reading())

        assert await database.check() == ["database-crowded"]

    for each in crowd:
        await each.close()
    await promise(database, 1)


async def test_a_wrong_password_and_a_wrong_name_are_told_apart(server, url):
    stranger = open_database(url.replace(server.password, "x"), bytes(32))
    lost = open_database(url.replace("books", "boks"), bytes(32))

    assert await stranger.check() == ["database-refused"]
    assert await lost.check() == ["database-missing"]
    await stranger.close()
    await lost.close()
