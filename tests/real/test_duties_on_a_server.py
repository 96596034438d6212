"""A duty on a real server: its holder is cut off, or the server goes away. Who lets go, who takes over, and never two."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from app.duty import OnDuty
from storage.database import migrate, open_database
from storage.postgresql_duties import HEARTBEAT, PATIENCE
from tests.real.waiting import until
from tests.real.wire import wire_to
from tests.twins.by_hand import ByHand
from tests.twins.postgresql import FAST, PostgresqlServer, postgresql_server

POLLER = "telegram:1"
ORDINAL = count(1)
DUTIES = "latarnik duties"
END_THE_HOLDERS_SESSION = f"""SELECT pg_terminate_backend(pid) FROM pg_locks
    JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted AND application_name = '{DUTIES}'"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresqlServer]:
    with postgresql_server(**FAST) as server:
        yield server


@pytest.fixture
def name(server) -> str:
    """Of books of the test's own."""
    name = f"books_{next(ORDINAL)}"
    server.create(name)
    asyncio.run(migrate(server.url(name)))
    return name


class Rota:
    """Processes that share a duty; what each of them did, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.at_work: list[str] = []
        self.most = 0

    async def _work(self, who: str) -> None:
        self.at_work.append(who)
        self.most = max(self.most, len(self.at_work))
        self.told.append(f"{who} begins")
        try:
            await asyncio.Event().wait()
        finally:
            self.at_work.remove(who)
            self.told.append(f"{who} ends")

    @asynccontextmanager
    async def process(self, who: str, url: str) -> AsyncIterator[None]:
        """One that has the duty or stands by, with the pauses of a real one."""
        database = open_database(url, bytes(32))
        duty = asyncio.create_task(OnDuty(database.duties, POLLER, partial(self._work, who), label=who)())
        try:
            yield
        finally:
            duty.cancel()
            await asyncio.gather(duty, return_exceptions=True)
            await database.close()

    async def until_at_work(self, *who: str) -> None:
        """Until these do it, and nobody else."""
        await until(lambda: self.at_work == list(who), f"{who} at work; {self.told}")


@pytest.fixture
def rota() -> Iterator[Rota]:
    """Whatever happens, never two are at it."""
    rota = Rota()
    yield rota
    assert rota.most == 1, rota.told


async def test_a_session_that_the_server_ends_costs_the_duty_and_somebody_has_it_again(server, name, rota):
    url = server.url(name)
    async with rota.process("first", url):
        await rota.until_at_work("first")
        async with rota.process("second", url):
            assert ByHand(url)(END_THE_HOLDERS_SESSION) == [(True,)]

            await until(lambda: len(rota.told) == 3, "somebody again")

    assert rota.told[1] == "first ends"
    assert rota.told[2] in {"first begins", "second begins"}


async def test_a_holder_that_is_cut_off_lets_go_before_the_server_gives_its_duty_away(server, name, rota):
    url = server.url(name)
    async with (
        wire_to(server.port) as wire,
        rota.process("far", url.replace(f":{server.port}/", f":{wire.port}/")),
    ):
        await rota.until_at_work("far")
        async with rota.process("near", url):
            wire.silent = True
            await rota.until_at_work()
            assert not await taken_by_hand(url)  # the server knows of nothing yet

            wire.cut()  # what the server does with a machine that it has not heard for long enough
            await rota.until_at_work("near")

            wire.silent = False
            assert rota.told == ["far begins", "far ends", "near begins"]
        await rota.until_at_work("far")


async def taken_by_hand(url: str) -> bool:
    """Whether somebody who asks just now gets the duty."""
    database = open_database(url, bytes(32))
    try:
        return await database.duties.take(POLLER)
    finally:
        await database.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "killed"])
async def test_a_server_that_starts_anew_has_one_holder_again(server, name, rota, how):
    url = server.url(name)
    async with rota.process("first", url):
        await rota.until_at_work("first")
        async with rota.process("second", url):
            await asyncio.to_thread(server.stop, how)
            await rota.until_at_work()

            await asyncio.to_thread(server.start)

            await until(lambda: len(rota.told) == 3, "somebody again")

    assert rota.told[:2] == ["first begins", "first ends"]


async def test_a_session_that_hangs_on_the_server_is_left_and_nobody_has_the_duty_meanwhile(
    server, name, rota
):
    url = server.url(name)
    async with rota.process("first", url):
        await rota.until_at_work("first")
        async with rota.process("second", url):
            with stopped(*sessions(url, "pid")):
                await rota.until_at_work()
                assert not await taken_by_hand(url)

            await until(lambda: len(rota.told) == 3, "somebody again")


async def test_the_server_asks_soon_whether_a_silent_holder_is_still_there(server, name, rota):
    """A machine that vanished says no goodbye, and by itself the system would ask after two hours."""
    url = server.url(name)
    async with rota.process("only", url):
        await rota.until_at_work("only")

        (theirs,) = sessions(url, "client_port")

        def soon() -> bool:
            return 0 < (seconds_until_asked(server.port, theirs) or 0) <= 10

        await until(soon, "a question within 10 s")


async def test_a_holder_that_hears_nothing_lets_go_before_the_server_may_give_its_duty_away(server, name):
    """What the server really does with that session: systems may refuse the settings that were asked for."""
    database = open_database(server.url(name), bytes(32))
    try:
        assert await database.duties.take(POLLER)
        idle, interval, asked, unheard = [
            int(await database.duties._ask(f"SELECT setting FROM pg_settings WHERE name = 'tcp_{each}'"))
            for each in ("keepalives_idle", "keepalives_interval", "keepalives_count", "user_timeout")
        ]
    finally:
        await database.close()

    for given_away in (idle + interval * asked, unheard / 1000):
        assert given_away > HEARTBEAT + PATIENCE


def sessions(url: str, what: str) -> list[int]:
    """Of whoever asks for duties there."""
    asked = f"SELECT {what} FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{DUTIES}'"
    return [each for (each,) in ByHand(url)(asked)]


@contextmanager
def stopped(*processes: int) -> Iterator[None]:
    """Processes of the server's that do nothing for a while."""
    for each in processes:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in processes:
            os.kill(each, signal.SIGCONT)


def seconds_until_asked(ours: int, theirs: int) -> float | None:
    """When the kernel next asks the far end for a sign of life; None while it waits for something else (proc(5))."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        ends = [int(address.partition(":")[2], 16) for address in words[1:3]]
        if ends == [ours, theirs]:
            timer, ticks = words[5].split(":")
            return int(ticks, 16) / os.sysconf("SC_CLK_TCK") if timer == "02" else None
    raise AssertionError("no such connection")
