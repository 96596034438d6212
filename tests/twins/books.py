"""Where a test keeps its books: a file of SQLite's, or a database of PostgreSQL's with `--books postgresql`.

Every test that takes `books` (or a fixture on top of it) is one of twins: the same sentence about both databases.
One that is about SQLite itself says so with `@pytest.mark.sqlite("why")` and is left out of the other run.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from storage.schema import migrate
from tests.twins.postgresql import FAST, PostgresqlServer, postgresql_server

DATABASES = ("sqlite", "postgresql")
TEMPLATE = "empty_books"
NewBooks = Callable[[Path], str]
"""Migrated books without rows for a folder; their address."""


@pytest.fixture(scope="session")
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewBooks]:
    """Empty books for a test, copied from books that were migrated once."""
    if request.config.getoption("--books") == "sqlite":
        yield _files(tmp_path_factory.mktemp("template") / "books.sqlite3")
        return
    with postgresql_server(**FAST) as server:
        yield _databases(server)


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
    numbers = count(1)

    def new(_folder: Path) -> str:
        name = f"books_{next(numbers)}"
        server.create(name, "--template", TEMPLATE)
        return server.url(name)

    return new
