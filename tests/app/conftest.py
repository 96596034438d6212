"""Commands, homes, documents and stand-ins."""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.watching.exposition import exposed
from app.watching.standing import Watch
from app.watching.tally import Tally
from storage.database import Database, open_database
from storage.secrets import read_key_file
from tests.app import stage as stage_of_tests
from tests.app.commands import NEW_COMPANY, Said, Seal, make_seal, run_here, run_script
from tests.app.environments import forget
from tests.app.samples import read
from tests.app.stage import Stage
from tests.app.town import Town
from tests.twins.by_hand import ByHand

DOCUMENTS = Path(__file__).parents[1] / "golden" / "fa3"

Command = Callable[..., Said]


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch, tmp_path) -> None:
    """No setting and no `.env` of whoever runs the tests reaches a command."""
    for name in [name for name in os.environ if name.startswith("LATARNIK_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def nobodys_log() -> Iterator[None]:
    """A command that runs in this process sets up the log, whose stream ends with the command."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level


@pytest.fixture(scope="session")
def new_home(tmp_path_factory) -> Path:
    """A data folder right after `latarnik migrate`, to be copied."""
    home = tmp_path_factory.mktemp("new") / "data"
    answer = run_here("migrate", data_dir=home)
    assert answer.status == 0, answer.err
    return home


@pytest.fixture
def home(new_home, tmp_path) -> Path:
    """A migrated data folder of the test's own."""
    return shutil.copytree(new_home, tmp_path / "data")


@pytest.fixture
def latarnik() -> Command:
    """Runs a command in this process; settings are given by name without the prefix."""
    return run_here


@pytest.fixture
def script(tmp_path) -> Command:
    """Runs the console script as a process of its own."""
    return partial(run_script, tmp_path)


@pytest.fixture
def seal(tmp_path) -> Seal:
    """A self-signed seal made for this test."""
    return make_seal(tmp_path)


@pytest.fixture
def new_company() -> tuple[str, ...]:
    """The words of `company add` that every company needs."""
    return NEW_COMPANY


@pytest.fixture
def document(tmp_path) -> Callable[..., Path]:
    """A file with an FA(3) document; pairs of texts are exchanged in it."""

    def make(name: str = "faktura.xml", *changes: tuple[str, str], of: str = "basic") -> Path:
        text = (DOCUMENTS / f"{of}.xml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return make


@pytest.fixture
async def stage(home):
    """The stand-ins, and settings that lead to them and to a migrated home."""
    stage = Stage()
    await stage.open(home)
    yield stage
    await stage.close()


@pytest.fixture
async def aside(stage):
    """Runs a command while the stand-ins of this loop answer; settings are the stage's but for the given ones."""

    async def run(*arguments: object, **changes: object) -> Said:
        return await asyncio.to_thread(run_here, *arguments, **{**stage.settings, **changes})

    return run


@pytest.fixture
async def company(stage, tmp_path) -> str:
    """The company has moved in; the code of its owner's invitation."""
    return await stage.company_moves_in(tmp_path)


@pytest.fixture
def undecided(home) -> None:
    """The books know no environment of KSeF yet, as those from before it was noted: a command may be of any."""
    forget(home)


@pytest.fixture
def patience(monkeypatch):
    """Several processes begin on a machine that may be busy with others."""
    monkeypatch.setattr(stage_of_tests, "PATIENCE", 150.0)


@pytest.fixture
async def town(stage, new_books, tmp_path, patience):
    """A company in books of either kind, Ola let in."""
    folder = tmp_path / "books"
    folder.mkdir()
    stage.settings["database_url"] = url = new_books(folder)
    code = await stage.company_moves_in(tmp_path)
    town = Town(stage, ByHand(url), tmp_path)
    async with town.running("bot") as (bot,):
        await stage.owner_enters(code)
        await bot.stop()
    return town


# --- workers on real storage ---


@dataclass
class TurnedClock:
    """A clock that moves only when told."""

    moment: datetime = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Warsaw"))

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@asynccontextmanager
async def books_of(home: Path, clock: TurnedClock) -> AsyncIterator[Database]:
    """The books of a home as one process sees them, under the test's clock."""
    key = read_key_file(home / "secret.key")
    database = open_database(f"sqlite:///{home / 'latarnik.sqlite3'}", key, now=clock.now)
    yield database
    await database.close()


@pytest.fixture
async def database(home, clock):
    """The books of a new home."""
    async with books_of(home, clock) as database:
        yield database


@pytest.fixture
def figures(database, clock, home):
    """What an engineer's instruments show now."""

    async def look(tally: Tally | None = None, loops: Mapping[str, bool] | None = None) -> dict[tuple, float]:
        seen = await Watch(database, clock, home)()
        return read(exposed(seen, tally or Tally(), loops or {}).decode())

    return look


@pytest.fixture
async def other(home, clock):
    """The same books, as another process sees them."""
    async with books_of(home, clock) as database:
        yield database


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
async def at_work():
    """Lets a worker work until the end of the test."""
    begun = []

    def begin(worker):
        begun.append((worker, asyncio.create_task(worker())))
        return worker

    yield begin
    for worker, task in begun:
        if hasattr(worker, "stop"):
            await worker.stop(0.01)
        task.cancel()
    await asyncio.gather(*(task for _, task in begun), return_exceptions=True)


@pytest.fixture
def later(clock, database):
    """Turns the clock and wakes the workers; unless told, so far that every pause of theirs is over."""

    def turn(seconds: float = 120.0) -> None:
        clock.advance(seconds)
        database.queue.wake()

    return turn
