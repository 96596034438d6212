from __future__ import annotations

import importlib
import pkgutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BindParameter, Executable, Insert, Table
from sqlalchemy.dialects import postgresql

import storage
from storage import traffic
from storage.database import migrate, open_database
from storage.dialects import UnusableDatabaseUrl
from storage.schema import HEAD, with_alembic
from tests.storage.older_books import take_down


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
        return rows.fetchall()


async def test_migrations_go_up_down_and_up_again(tmp_path):
    path, url = tmp_path / "books.sqlite3", f"sqlite:///{tmp_path}/books.sqlite3"
    await migrate(url)
    first = schema(path)

    await take_down(url)
    assert [name for name, _ in schema(path)] == ["alembic_version"]
    await migrate(url)

    assert schema(path) == first


async def test_each_step_back_can_be_gone_forward_again(tmp_path):
    path, url = tmp_path / "books.sqlite3", f"sqlite:///{tmp_path}/books.sqlite3"
    await migrate(url)
    newest = schema(path)
    steps = await with_alembic(url, revisions)

    for revision in steps[1:]:
        await take_down(url, revision)
        await migrate(url)
        assert schema(path) == newest


def revisions(config: Any) -> list[str]:
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]


async def test_the_newest_migration_is_the_one_the_doctor_expects(url):
    assert (await with_alembic(url, revisions))[0] == HEAD


async def test_migrations_make_the_tables_the_books_use(url):
    def differences(config: Any) -> Any:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        return compare_metadata(
            MigrationContext.configure(config.attributes["connection"]), traffic.jobs.metadata
        )

    assert await with_alembic(url, differences) == []


@pytest.mark.sqlite("as SQLite writes them down")
async def test_partial_indexes_cover_what_the_migrations_say(path):
    partial = {name: sql for name, sql in schema(path) if sql and "WHERE" in sql and "INDEX" in sql}
    declared = {
        index.name: index.dialect_options["sqlite"]["where"].text
        for table in traffic.jobs.metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }

    assert {name: sql.split(" WHERE ")[1] for name, sql in partial.items()} == declared


@pytest.mark.sqlite("as SQLite writes its schema down")
async def test_migrating_twice_changes_nothing(url, path):
    before = schema(path)

    await migrate(url)

    assert schema(path) == before


async def test_the_doctor_knows_whether_the_schema_is_ours(tmp_path, key, opens):
    url = f"sqlite:///{tmp_path}/other.sqlite3"
    database = open_database(url, key)
    try:
        assert await database.check() == ["schema-missing"]
        await migrate(url)
        assert await database.check() == []
        await take_down(url, "-1")
        assert await database.check() == ["schema-other"]
    finally:
        await database.close()


async def test_a_new_database_is_for_its_owner_only(tmp_path):
    await migrate(f"sqlite+aiosqlite:///{tmp_path}/deep/er/books.sqlite3")

    assert (tmp_path / "deep" / "er" / "books.sqlite3").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql"]
)
def test_an_address_that_is_no_database_of_ours_is_named(url: str, key):
    with pytest.raises(UnusableDatabaseUrl, match="database-url"):
        open_database(url, key)


def test_a_database_whose_driver_is_not_installed_is_named(key, monkeypatch):
    monkeypatch.setitem(sys.modules, "asyncpg", None)  # what an import then finds
    with pytest.raises(UnusableDatabaseUrl, match=r"database-driver.*asyncpg"):
        open_database("postgresql://localhost/latarnik", key)


def columns(statement: Executable | Table) -> dict[str, list[str]]:
    return {"column_keys": statement.table.columns.keys()} if isinstance(statement, Insert) else {}


def test_every_statement_can_be_said_to_postgresql_too():
    said = [
        str(statement.compile(dialect=postgresql.dialect(), **columns(statement)))
        for _, name, _ in pkgutil.iter_modules(storage.__path__)
        for statement in vars(importlib.import_module(f"storage.{name}")).values()
        if isinstance(statement, Executable | Table) and not isinstance(statement, BindParameter)
    ]

    assert len(said) > 50
    assert any("FOR UPDATE SKIP LOCKED" in each for each in said)
