"""All books move to another database: every table, every value, numbers that go on, and nobody left behind working."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from invoicing.services.ksef_jobs import Submit
from storage.copying import CopyRefused
from storage.database import migrate, open_database
from storage.dialects import open_engines
from storage.moving import move
from storage.secrets import SecretBox
from storage.tables import metadata
from tests.storage.older_books import take_down
from tests.twins.rich_books import fill, rows_of

WAYS = ("from a file", "into a file")


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """Migrated books in a file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "books.sqlite3"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def in_a_file(template: Path, tmp_path: Path) -> str:
    """Empty books in a file, whatever this run is about; their address."""
    return f"sqlite:///{shutil.copy(template, tmp_path / 'elsewhere.sqlite3')}"


@pytest.fixture(params=WAYS)
def way(request, url: str, in_a_file: str) -> tuple[str, str]:
    """Source and target: a file, and the books of this run's kind."""
    return (in_a_file, url) if request.param == WAYS[0] else (url, in_a_file)


@pytest.fixture
def box(key: bytes) -> SecretBox:
    return SecretBox(key)


@pytest.fixture
async def look() -> AsyncIterator[Callable[..., Any]]:
    """All rows of a table."""

    async def rows(url: str, table: Any) -> list[dict[str, Any]]:
        engines = open_engines(url, 5.0)
        try:
            async with engines.reading() as connection:
                found = (await connection.execute(select(table))).mappings().all()
                return sorted((dict(each) for each in found), key=repr)
        finally:
            await engines.close()

    return rows


def silent(_table: str, _rows: int) -> None:
    """Nobody watches."""


def test_rich_books_have_rows_in_every_table():
    assert [table.name for table in metadata.sorted_tables if not rows_of(table)] == []


async def test_every_row_of_every_table_arrives_as_it_was(way, box, look):
    source, target = way
    sizes = await fill(source)

    moved = await move(source, target, box, silent)

    assert moved.rows == sizes
    assert moved.history == sizes["events"]
    for table in metadata.sorted_tables:
        assert await look(target, table) == sorted(rows_of(table), key=repr), table.name


async def test_the_history_holds_and_goes_on_over_there(way, box, key, noon):
    source, target = way
    await fill(source)
    await move(source, target, box, silent)

    database = open_database(target, key, now=lambda: noon)
    try:
        async with database.units() as work:
            await work.jobs.enqueue(Submit(UUID(int=99)))  # counters go on after the highest number
            for ordinal in range(3):
                await work.series.next(UUID(int=1), "FV", f"2026-{ordinal}")
        assert (await database.history()).broken == ()
        async with database.units.reading() as work:
            highest = select(func.max(metadata.tables["jobs"].c.id))
            assert (await work.transaction.connection.execute(highest)).scalar_one() == 5
    finally:
        await database.close()


async def test_nobody_works_on_the_old_books_any_more(way, box, key):
    source, target = way
    await fill(source)
    await move(source, target, box, silent)

    old, new = open_database(source, key), open_database(target, key)
    try:
        assert "books-moved" in await old.check()
        assert "books-moved" not in await new.check()
    finally:
        await old.close()
        await new.close()
    with pytest.raises(CopyRefused, match="books-moved"):
        await move(source, target, box, silent)


async def test_a_place_with_books_is_refused_and_stays_as_it_was(way, box, look):
    source, target = way
    await fill(source)
    await _one_cursor(target)

    with pytest.raises(CopyRefused, match=r"books-not-empty.*cursors"):
        await move(source, target, box, silent)

    assert await look(target, metadata.tables["companies"]) == []
    assert len(await look(source, metadata.tables["cursors"])) == 4


async def test_an_attempt_that_was_cut_off_leaves_nothing_and_can_be_begun_anew(way, box, look):
    source, target = way
    sizes = await fill(source)

    def cut(table: str, _rows: int) -> None:
        if table == "invoices":
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await move(source, target, box, cut)
    assert await look(target, metadata.tables["companies"]) == []

    assert (await move(source, target, box, silent)).rows == sizes


async def test_an_attempt_cut_off_at_the_very_end_is_only_finished(way, box, key, look):
    source, target = way
    sizes = await fill(source)
    await move(source, target, box, silent)
    await _sql(
        source, metadata.tables["cursors"].delete().where(metadata.tables["cursors"].c.name == "standstill")
    )

    assert (await move(source, target, box, silent)).rows == sizes

    old = open_database(source, key)
    try:
        assert "books-moved" in await old.check()
    finally:
        await old.close()


async def test_a_broken_history_is_not_carried_on(way, box):
    source, target = way
    await fill(source)
    chain = metadata.tables["chain"]
    await _sql(source, chain.update().values(hash=bytes(32)))

    with pytest.raises(CopyRefused, match="books-broken"):
        await move(source, target, box, silent)


async def test_books_of_an_older_version_are_brought_up_to_date_first(url, in_a_file, box):
    await take_down(in_a_file, "-1")

    with pytest.raises(CopyRefused, match="books-schema"):
        await move(in_a_file, url, box, silent)


async def test_a_database_of_another_program_is_left_alone(url, box, tmp_path):
    strange = tmp_path / "strange.sqlite3"
    with closing(sqlite3.connect(strange)) as raw:
        raw.execute("CREATE TABLE orders (id INTEGER)")

    with pytest.raises(CopyRefused, match="books-foreign"):
        await move(url, f"sqlite:///{strange}", box, silent)


async def test_moving_into_themselves_is_refused(url, box):
    with pytest.raises(CopyRefused, match="books-same"):
        await move(url, url, box, silent)


@pytest.mark.parametrize(
    ("column", "value"), [("name", "with a zero \0 byte"), ("language", "much too long")]
)
async def test_a_value_that_only_a_file_can_hold_is_named(url, in_a_file, box, column, value):
    people = metadata.tables["people"]
    row = {"seq": 7, "id": UUID(int=7), "name": "Anna", "language": "pl", column: value}
    await _sql(in_a_file, people.insert().values(**row))

    with pytest.raises(CopyRefused, match="books-misfit") as refusal:
        await move(in_a_file, url, box, silent)

    assert refusal.value.details == {"table": "people", "column": column, "key": "7"}


async def _one_cursor(url: str) -> None:
    await _sql(url, metadata.tables["cursors"].insert().values(name="telegram", value="1"))


async def _sql(url: str, statement: Any) -> None:
    engines = open_engines(url, 5.0)
    try:
        async with engines.writing() as connection:
            await connection.execute(statement)
    finally:
        await engines.close()
