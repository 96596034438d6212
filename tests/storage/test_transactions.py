from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest

from invoicing.model.errors import Unavailable
from invoicing.services.ksef_jobs import Submit
from invoicing.services.messages import Channel
from storage.database import open_database


async def remember(database, message_id: str) -> None:
    async with database.units() as work:
        await work.shown.remember(Channel.TELEGRAM, "1", "card", message_id)


async def remembered(database) -> str | None:
    async with database.units.reading() as work:
        return await work.shown.message(Channel.TELEGRAM, "1", "card")


async def test_what_a_transaction_wrote_is_seen_when_it_is_committed_and_not_before(database, other):
    async with database.units() as work:
        await work.shown.remember(Channel.TELEGRAM, "1", "card", "10")
        assert await work.shown.message(Channel.TELEGRAM, "1", "card") == "10"
        assert await remembered(database) is None
        assert await remembered(other) is None

    assert await remembered(other) == "10"


async def test_a_reader_sees_one_moment_while_others_write(database, other):
    await remember(database, "1")

    async with database.units.reading() as work:
        assert await work.shown.message(Channel.TELEGRAM, "1", "card") == "1"
        await remember(other, "2")
        assert await work.shown.message(Channel.TELEGRAM, "1", "card") == "1"

    assert await remembered(database) == "2"


async def test_a_reader_cannot_write(database):
    async def write_while_reading() -> None:
        async with database.units.reading() as work:
            await work.jobs.enqueue(Submit(UUID(int=1)))

    with pytest.raises(Unavailable, match="database-read-only"):
        await write_while_reading()


async def test_a_writer_inside_a_writer_is_told_instead_of_waiting_for_ever(database):
    async def nest() -> None:
        async with database.units():
            await remember(database, "1")

    with pytest.raises(RuntimeError, match="one unit of work at a time"):
        await nest()
    await remember(database, "2")
    assert await remembered(database) == "2"


async def test_writers_of_two_processes_lose_nothing(database, other):
    await remember(database, "0")

    async def count_up(where) -> None:
        async with where.units() as work:
            before = await work.shown.message(Channel.TELEGRAM, "1", "card")
            await asyncio.sleep(0)
            await work.shown.remember(Channel.TELEGRAM, "1", "card", str(int(before) + 1))

    await asyncio.gather(*(count_up(where) for where in (database, other) * 50))

    assert await remembered(database) == "100"


async def test_a_writer_gives_up_when_another_process_does_not_let_go(opens, by_hand):
    database = opens(busy_seconds=0.05)
    with by_hand.writing():
        with pytest.raises(Unavailable, match="database-busy"):
            await remember(database, "1")
        assert await remembered(database) is None

    await remember(database, "2")
    assert await remembered(database) == "2"


async def test_a_writer_waits_for_another_process_without_holding_up_readers(database, by_hand):
    with by_hand.writing():
        writing = asyncio.ensure_future(remember(database, "1"))
        for _ in range(20):
            assert await remembered(database) is None
            await asyncio.sleep(0.001)
        assert not writing.done()

    await writing
    assert await remembered(database) == "1"


async def test_a_writer_cancelled_anywhere_leaves_the_next_one_a_working_connection(database):
    for steps in range(40):
        writing = asyncio.ensure_future(remember(database, f"cancelled after {steps}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

        await remember(database, str(steps))
        assert await remembered(database) == str(steps)


async def test_a_writer_cancelled_while_another_process_writes_leaves_the_next_one_a_working_connection(
    database, by_hand
):
    await remember(database, "0")
    with by_hand.writing():
        writing = asyncio.ensure_future(remember(database, "cancelled"))
        for _ in range(20):  # it waits in its thread by then
            await asyncio.sleep(0.001)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

    for number in "123":
        await remember(database, number)
    assert await remembered(database) == "3"


async def test_a_writer_cancelled_while_another_process_writes_keeps_nobody_from_writing_afterwards(
    database, other, by_hand
):
    await remember(database, "0")
    with by_hand.writing():
        writing = asyncio.ensure_future(remember(database, "cancelled"))
        for _ in range(20):
            await asyncio.sleep(0.001)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

    await remember(other, "1")
    assert await remembered(database) == "1"


@pytest.mark.sqlite("a file that somebody holds open cannot be replaced whole")
@pytest.mark.usefixtures("nothing_collected")
async def test_whoever_has_closed_the_books_holds_their_file_no_longer(path, key):
    for steps in range(40):
        database = open_database(f"sqlite:///{path}", key)
        writing = asyncio.ensure_future(remember(database, f"cancelled after {steps}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        await database.close()

        assert held_open(path) == []


def held_open(file: Path) -> list[str]:
    """What this process holds open of a file and of what SQLite keeps beside it."""
    names = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since we looked
            names.append(str(descriptor.readlink()))
    return [name for name in names if name.startswith(str(file)) and not name.endswith(".lock")]


async def test_a_database_whose_folder_is_gone_is_unavailable(tmp_path, key):
    (tmp_path / "file").touch()
    database = open_database(f"sqlite:///{tmp_path}/file/books.sqlite3", key)

    assert await database.check() == ["database-missing"]
    with pytest.raises(Unavailable, match="database-missing"):
        await remember(database, "1")
    await database.close()


@pytest.mark.sqlite("its own words for it; PostgreSQL's default is the same")
async def test_a_commit_that_has_returned_is_on_the_disk(database):
    async with database.units() as work:
        rows = await work.transaction.connection.exec_driver_sql("PRAGMA synchronous")
        assert rows.scalar_one() == 2  # FULL
        rows = await work.transaction.connection.exec_driver_sql("PRAGMA journal_mode")
        assert rows.scalar_one() == "wal"


async def test_only_what_was_leased_may_be_undone_by_a_power_cut(database, by_hand):
    asked, written_later = ("PRAGMA synchronous", 1) if by_hand.sqlite else ("SHOW synchronous_commit", "off")

    async def waits_for_the_disk(*, durable: bool) -> bool:
        async with database.units(durable=durable) as work:
            row = await work.transaction.connection.exec_driver_sql(asked)
            return row.scalar() != written_later

    assert await waits_for_the_disk(durable=True)
    assert not await waits_for_the_disk(durable=False)
    assert await waits_for_the_disk(durable=True)
