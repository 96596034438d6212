"""A fresh house for every test: a migrated database, copied, and stand-ins at the ports."""

from collections.abc import AsyncIterator

import pytest

from ksef.fa3.writer import Fa3Writer
from storage.database import open_database
from tests.services.bartek import bartek, cells  # noqa: F401 - fixtures
from tests.services.correcting import issued
from tests.services.fakes import StoppedClock
from tests.services.house import House
from tests.services.office import Office
from tests.twins.by_hand import by_hand  # noqa: F401 - a fixture


@pytest.fixture
def url(new_books, tmp_path) -> str:
    """The address of the test's books."""
    return new_books(tmp_path)


@pytest.fixture
async def bare_house(url) -> AsyncIterator[House]:
    """Nobody has been taken on yet."""
    clock = StoppedClock("2026-11-20T10:00:00+01:00")
    database = open_database(url, bytes(32), now=clock.now)
    yield House(database, clock)
    await database.close()


@pytest.fixture
async def house(bare_house) -> House:
    """Ola owns Latarnia Morska."""
    await bare_house.take_on(email="Ola@firma.example")
    return bare_house


@pytest.fixture
def real(house) -> House:
    """The files of invoices are real FA(3)."""
    house.write = Fa3Writer()
    house.start()
    return house


@pytest.fixture
async def billed(real) -> House:
    """FV/2026/11/1 over 2 h at 200 zł is in KSeF."""
    await issued(real)
    return real


@pytest.fixture
def office(house) -> Office:
    """Clients of Ola's, whose invoices wait."""
    return Office(house)
