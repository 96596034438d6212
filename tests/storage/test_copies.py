"""A copy is of one moment, whoever writes meanwhile, and has every row of every table."""

from __future__ import annotations

import pytest

from storage.copies import contents, copy_books, is_empty
from storage.copying import CopyRefused
from storage.presence import alone, at_work
from tests.twins.rich_books import fill


async def test_a_copy_is_made_while_somebody_writes(url, database, tmp_path):
    async with database.units() as work:
        await work.cursors.put("telegram", "half-way")
        found = await copy_books(url, tmp_path / "books")

    assert found.rows["cursors"] == 0
    assert (await contents(url)).rows["cursors"] == 1


async def test_a_copy_counts_every_row_of_every_table(url, tmp_path):
    sizes = await fill(url)

    found = await copy_books(url, tmp_path / "books")

    assert {name: rows for name, rows in found.rows.items() if name != "alembic_version"} == sizes
    assert found.history == sizes["events"]
    assert (tmp_path / "books").stat().st_mode & 0o077 == 0


@pytest.mark.sqlite("the file of a copy is books again; on a server the real tools do that")
async def test_the_copy_of_a_file_has_the_same_rows(url, tmp_path):
    await fill(url)

    found = await copy_books(url, tmp_path / "books")

    assert await contents(f"sqlite:///{tmp_path / 'books'}") == found


async def test_empty_books_are_told_from_books_with_a_company(url):
    assert await is_empty(url)
    await fill(url)
    assert not await is_empty(url)


async def test_who_must_be_alone_is_refused_while_somebody_works(url, database):
    with at_work(url):
        async with database.units.reading() as work:
            await work.cursors.get("telegram")
        with pytest.raises(CopyRefused, match="books-in-use"):
            async with alone(url):
                pass
    await database.close()

    async with alone(url):
        pass


@pytest.mark.sqlite("on a server what moves or replaces books holds the lock of whoever writes")
async def test_nobody_begins_to_work_while_somebody_must_be_alone(url):
    async with alone(url):
        with pytest.raises(CopyRefused, match="books-held"), at_work(url):
            pass
