"""Two workers, one company: KSeF counts their calls together, and so do they."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from app.clock import SystemClock
from invoicing.model.party import Nip
from invoicing.services.sending.adopting import Adopting
from storage.database import open_database
from storage.secrets import read_key_file
from tests.app.commands import NIP
from tests.app.stage import QUICK, until
from tests.app.town import senders
from tests.stories.backlog import documents

pytestmark = pytest.mark.timeout(600)
WAVE, WAVES, MOST = 9, 4, 15
"""So few that each goes by itself and none in a package; together more than a minute takes, never what an hour takes."""
A_WHILE = timedelta(seconds=10)
TO_SEND = "SELECT leased_by, due_at FROM jobs WHERE kind = 'Submit' AND done_at IS NULL"


class Doorman:
    """What KSeF answered, and who was sending meanwhile."""

    def __init__(self, by_hand) -> None:
        self.answers: Counter[int] = Counter()
        self.senders: set[int] = set()
        self._by_hand = by_hand

    async def watch(self, request: web.Request, handler) -> web.StreamResponse:
        if request.method == "POST" and request.path.endswith("/invoices"):
            self.senders |= senders(self._by_hand)
        answer = await handler(request)
        self.answers[answer.status] += 1
        return answer


@pytest.fixture
async def books(town):
    """The books of the town, by a hand that promises to send."""
    settings = town.stage.settings
    key = read_key_file(Path(settings["data_dir"]) / "secret.key")
    database = open_database(settings["database_url"], key)
    yield database
    await database.close()


async def promise(books, numbers: range) -> None:
    """So many invoices of today are taken on and wait to be sent."""
    clock = SystemClock()
    async with books.units.reading() as work:
        company = await work.companies.by_nip(Nip.parse(NIP))
    await Adopting(books.units, clock)(
        company, documents(clock.today(), numbers.stop)[numbers.start :], offline=False
    )


def at_home(town) -> int:
    """How many KSeF has given a number."""
    return sum(bool(each["ksef_number"]) for each in town.stage.ksef.invoices())


def full(town) -> bool:
    """Whether a minute of KSeF's is full: all that is to be sent waits for the next one, and nobody has it in hand."""
    soon = town.stage.world.clock.now() + A_WHILE
    waiting = town.by_hand(TO_SEND)
    return bool(waiting) and all(owner is None and due and moment(due) > soon for owner, due in waiting)


def moment(due: datetime | str) -> datetime:
    """As a server says it, or as a file keeps it."""
    return due if isinstance(due, datetime) else datetime.fromisoformat(due).replace(tzinfo=UTC)


async def test_two_workers_send_as_fast_as_ksef_lets_one_company_and_never_meet_a_429(town, books):
    await town.stage.share_the_clock()
    town.stage.ksef.set_state(faults={**QUICK, "rate_limits": True})
    doorman = Doorman(town.by_hand)
    town.stage.witness = doorman.watch
    async with town.running("worker", "worker") as workers:
        both = {each.process.pid for each in workers}
        waves = 0
        while waves < WAVES or (doorman.senders < both and waves < MOST):  # who is quicker is chance
            await promise(books, range(waves * WAVE, (waves + 1) * WAVE))
            waves += 1
            await home(town, waves * WAVE)

    assert doorman.senders == both
    assert doorman.answers[429] == 0
    assert len(town.stage.ksef.invoices()) == waves * WAVE


async def home(town, count: int) -> None:
    """Until so many have a number; when a minute of KSeF's is full, the next one begins."""
    while at_home(town) < count:
        await until(lambda: at_home(town) == count or full(town), "all at home, or a full minute")
        if at_home(town) < count:
            town.stage.world.clock.advance(61)
            await until(lambda: not full(town), "room in the next minute")
