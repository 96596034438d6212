"""Somebody at the database itself, past all books: what a test does by hand in either of the two."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from storage.postgresql import WRITERS


class Forbidden(Exception):
    """The database itself says no; its words."""


class ByHand:
    """Runs statements on the books of a test, each committed by itself."""

    def __init__(self, url: str) -> None:
        self._url = url

    @property
    def sqlite(self) -> bool:
        """Whether the books are a file of SQLite's."""
        return self._url.startswith("sqlite")

    def __call__(self, *statements: str) -> list[tuple[Any, ...]]:
        """Rows of the last one.

        Raises:
            Forbidden: what the database says.
        """
        if self.sqlite:
            return self._in_the_file(statements)
        with ThreadPoolExecutor(1) as thread:  # the test's own loop is busy with the test
            return thread.submit(asyncio.run, self._on_the_server(statements)).result()

    def everything(self) -> bytes:
        """All that somebody finds who carries the books away: the files, or every row of every table."""
        if self.sqlite:
            path = Path(self._url.removeprefix("sqlite:///"))
            return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        values = (value for (name,) in self(named) for row in self(f"SELECT * FROM {name}") for value in row)
        return b"\0".join(value if isinstance(value, bytes) else str(value).encode() for value in values)

    def octets(self, value: bytes) -> str:
        """Bytes as a statement writes them."""
        return f"x'{value.hex()}'" if self.sqlite else f"'\\x{value.hex()}'::bytea"

    def unguarded(self, table: str, *statements: str) -> None:
        """The same by somebody who first takes the guards off a table."""
        if self.sqlite:
            names = [
                name
                for (name,) in self(
                    f"SELECT name FROM sqlite_master WHERE tbl_name = '{table}' AND type = 'trigger'"
                )
            ]
            self(*(f"DROP TRIGGER {name}" for name in names), *statements)
        else:
            self("SET session_replication_role = replica", *statements)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Another process writes and does not come to an end."""
        if self.sqlite:
            with closing(self._opened()) as raw:
                raw.execute("BEGIN IMMEDIATE")
                yield
                raw.execute("ROLLBACK")
            return
        runner = asyncio.Runner()  # in a thread of its own: the test's loop waits for the test
        with ThreadPoolExecutor(1) as thread:

            def there(task: Any) -> Any:
                return thread.submit(runner.run, task).result()

            connection = there(_connected(self._url))
            there(connection.execute(f"BEGIN; SELECT pg_advisory_xact_lock({WRITERS})"))
            yield
            there(connection.close())
            thread.submit(runner.close).result()

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(self._url.removeprefix("sqlite:///"), isolation_level=None)

    def _in_the_file(self, statements: tuple[str, ...]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        with closing(self._opened()) as raw:
            for statement in statements:
                try:
                    rows = raw.execute(statement).fetchall()
                except sqlite3.Error as error:
                    raise Forbidden(str(error)) from error
        return rows

    async def _on_the_server(self, statements: tuple[str, ...]) -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(self._url)
        rows: list[tuple[Any, ...]] = []
        try:
            for statement in statements:
                rows = [tuple(row) for row in await connection.fetch(statement)]
        except asyncpg.PostgresError as error:
            raise Forbidden(str(error)) from error
        finally:
            await connection.close()
        return rows


async def _connected(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url)


@pytest.fixture
def by_hand(url: str) -> ByHand:
    """At the database of the test, whose address is `url`."""
    return ByHand(url)
