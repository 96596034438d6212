"""Characters that a database refuses do not stop a transaction: each is replaced by the sign for what cannot be shown."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from invoicing.services.messages import Channel
from invoicing.services.records import Event, Person
from storage.database import open_database

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
async def books(new_books, tmp_path):
    books = open_database(new_books(tmp_path), bytes(32), now=lambda: NOW)
    yield books
    await books.close()


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
async def test_a_name_with_a_sign_that_no_database_takes_is_kept_without_it(books, sign):
    async with books.units() as work:
        await work.people.add(Person(UUID(int=1), f"O{sign}la"))
        await work.people.identify(UUID(int=1), Channel.TELEGRAM, f"1{sign}")
    async with books.units.reading() as work:
        person = await work.people.by_identity(Channel.TELEGRAM, f"1{sign}")

    assert person.name == "O\ufffdla"


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
async def test_the_history_holds_whatever_stands_in_it(books, sign):
    async with books.units() as work:
        await work.events.add(Event("odd", NOW, f"O{sign}la", evidence={"said": f"a{sign}"}))

    assert (await books.history()).broken == ()
