"""Processes on two machines: what one was doing when it vanished the other does when its lease has run out."""

import asyncio
from collections.abc import Iterator

import pytest

from storage.database import migrate
from tests.app.conftest import (  # noqa: F401 - fixtures, used by their names
    home,
    new_home,
    nobodys_settings,
    patience,
    stage,
    town,
)
from tests.app.stage import until
from tests.app.town import Assassin, senders
from tests.twins.postgresql import FAST, PostgresqlServer, postgresql_server

LEASE = 60.0
TAKES_OVER = "takes over from the dead"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresqlServer]:
    with postgresql_server(**FAST) as server:
        yield server


@pytest.fixture
def new_books(server):
    """Machines share books on a server, and nothing else."""
    server.create("books")
    asyncio.run(migrate(server.url("books")))
    return lambda _folder: server.url("books")


@pytest.mark.timeout(600)
async def test_what_a_vanished_machine_was_sending_another_one_brings_home_within_a_minute(town):  # noqa: F811
    await town.stage.share_the_clock()
    machines = ("latarnia-1", "latarnia-2", "latarnia-3")
    async with town.running("bot", "worker", "worker", machines=machines) as apps:
        assassin = Assassin(town.by_hand, apps)
        town.stage.witness = assassin.watch
        await town.stage.issue()
        await until(lambda: assassin.killed, "the worker that sends, dead")
        (left,) = [app for app in apps[1:] if app is not assassin.killed]

        said = await town.stage.say("pomoc")
        await until(lambda: town.stage.from_bot(said), "an answer meanwhile")
        assert senders(town.by_hand) == {assassin.killed.process.pid}  # who knows whether it is dead?

        town.stage.world.clock.advance(LEASE + 1)
        await town.stage.hear("przyjęta")

        assert TAKES_OVER not in left.raw_log()
    assert len([each for each in town.stage.ksef.invoices() if each["ksef_number"]]) == 1
