"""Where a test keeps its books: a file of SQLite's, or a database of PostgreSQL's with `--books postgresql`.

Every test that takes `new_books`, or a story of the sandbox (or a fixture on top of either) is one of twins: the same
sentence about both databases.
One that is about SQLite itself says so with `@pytest.mark.sqlite("why")` and is left out of the other run.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.schema import HEAD, migrate
from tests.twins.by_hand import ByHand
from tests.twins.postgresql import FAST, PostgresqlServer, postgresql_server

DATABASES = ("sqlite", "postgresql")
TEMPLATE = "empty_books"
NOBODY_ELSE = """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
"""A server may still be reading the last words of a process that was killed."""
EMPTY = (
    NOBODY_ELSE,
    "SET lock_timeout = '10s'",
    "SET session_replication_role = replica",  # past guards and foreign keys, as a server copies rows
    """DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
      EXECUTE 'DELETE FROM ' || quote_ident(name);
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
      EXECUTE 'ALTER SEQUENCE ' || quote_ident(name) || ' RESTART';
    END LOOP;
    INSERT INTO chain (id, length, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));
    END $$""",
)
"""Quicker than a new database: what a test has left behind goes."""
NewBooks = Callable[[Path], str]
"""Migrated books without rows for a folder; their address."""


@pytest.fixture(scope="session")
def server_of_books(request: pytest.FixtureRequest) -> Iterator[PostgresqlServer | None]:
    """The server that keeps the books of this run; None where they are files."""
    if request.config.getoption("--books") == "sqlite":
        yield None
        return
    with postgresql_server(**FAST) as server:
        yield server


@pytest.fixture(scope="session")
def new_books(server_of_books: PostgresqlServer | None, tmp_path_factory: pytest.TempPathFactory) -> NewBooks:
    """Empty books for a test, copied from books that were migrated once."""
    if server_of_books is None:
        return _files(tmp_path_factory.mktemp("template") / "books.sqlite3")
    return _databases(server_of_books)


def empty(url: str) -> None:
    """Leave nothing in migrated books on a server, and nobody connected to them."""
    ByHand(url)(*EMPTY)


def _files(template: Path) -> NewBooks:
    asyncio.run(migrate(f"sqlite:///{template}"))

    def new(folder: Path) -> str:
        path = folder / "latarnik.sqlite3"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    return new


def _databases(server: PostgresqlServer) -> NewBooks:
    server.create(TEMPLATE)
    asyncio.run(migrate(server.url(TEMPLATE)))
    kept: dict[int, str] = {}
    of: dict[str, int] = {}

    def new(_folder: Path) -> str:
        test = os.environ["PYTEST_CURRENT_TEST"].partition(" ")[0]
        ordinal = of[test] = of.get(test, 0) + 1  # the first, second ... books of one test
        name = f"books_{ordinal}"
        if ordinal in kept and not _is_ours(kept[ordinal]):
            server.drop(name)
            del kept[ordinal]
        if ordinal in kept:
            empty(kept[ordinal])
        else:
            server.create(name, "--template", TEMPLATE)
            kept[ordinal] = server.url(name)
        return kept[ordinal]

    return new


def _is_ours(url: str) -> bool:
    """Whether books are at our revision: a test may have left them as an older version had them."""
    return ByHand(url)("SELECT version_num FROM alembic_version") == [(HEAD,)]
