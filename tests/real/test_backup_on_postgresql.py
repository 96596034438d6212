"""Books on a real server: copied by its own tools while they are in use, brought back, upgraded and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.copies.making import make_copy
from app.copies.restoring import Wish, restore
from app.copies.upgrading import UpgradeFailed, upgrade
from app.settings import Settings
from storage.copies import contents
from storage.copying import CopyRefused
from storage.database import Database, open_database
from storage.keyring import create_key_file
from storage.schema import HEAD, migrate
from tests.storage.older_books import take_down
from tests.twins.by_hand import ByHand
from tests.twins.postgresql import FAST, PostgresqlServer, postgresql_server
from tests.twins.rich_books import ROWS, fill

NOON = datetime(2026, 11, 22, 11, tzinfo=UTC)
BEFORE = "0028"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresqlServer]:
    with postgresql_server(**FAST) as server:
        yield server


@pytest.fixture
def place(server, tmp_path, request) -> Callable[[str], Settings]:
    """Settings of an installation with a database of its own, all with one key."""
    create_key_file(tmp_path / "secret.key")

    def make(name: str) -> Settings:
        database = f"{request.node.name[5:40]}_{name}"
        server.create(database)
        return Settings(_env_file=None, data_dir=tmp_path, database_url=server.url(database))

    return make


def now() -> datetime:
    return NOON


def nobody_asks() -> str:
    raise AssertionError("no passphrase is needed")


async def opened(settings: Settings) -> Database:
    return open_database(settings.database, (settings.key_file.read_bytes().strip()))


async def lived_in(settings: Settings) -> None:
    await migrate(settings.database)
    await fill(settings.database)
    ByHand(settings.database)(
        "UPDATE memberships SET role = 'viewer'",  # words that mean something, where they are read
        "DELETE FROM secrets",
    )


async def test_books_come_back_from_a_copy_made_while_they_are_in_use(place, tmp_path: Path):
    used, empty = place("used"), place("empty")
    await lived_in(used)
    before = await contents(used.database)

    await make_copy(used, tmp_path / "copy.tar.gz", now)
    done = await restore(empty, tmp_path / "copy.tar.gz", Wish(), now, nobody_asks)

    after = await contents(empty.database)
    changed = {name for name in before.rows if before.rows[name] != after.rows[name]}
    assert changed <= {"cursors", "events"}  # the companies stand still, and the history says so
    assert after.history == before.history + 1 + done.companies
    assert done.kept is None
    assert done.companies == ROWS
    with pytest.raises(Exception, match="an issued invoice never goes away"):
        ByHand(empty.database)("DELETE FROM invoices")


async def test_what_was_there_is_kept_in_a_schema_of_its_own(place, tmp_path: Path):
    used = place("used")
    await lived_in(used)
    await make_copy(used, tmp_path / "copy.tar.gz", now)
    with pytest.raises(CopyRefused, match="copy-place-taken"):
        await restore(used, tmp_path / "copy.tar.gz", Wish(), now, nobody_asks)

    done = await restore(used, tmp_path / "copy.tar.gz", Wish(replace=True, as_it_was=True), now, nobody_asks)

    assert done.kept == "schema replaced_20261122_110000_000000"
    assert ByHand(used.database)("SELECT count(*) FROM replaced_20261122_110000_000000.invoices") == [(ROWS,)]
    await make_copy(used, tmp_path / "again.tar.gz", now)  # of our own schema alone


async def test_a_dump_that_cannot_be_replayed_changes_nothing(place, tmp_path: Path):
    used = place("used")
    await lived_in(used)
    await make_copy(used, tmp_path / "copy.tar.gz", now)
    # the name that the books would be kept under is taken
    ByHand(used.database)("CREATE SCHEMA replaced_20261122_110000_000000")

    with pytest.raises(CopyRefused, match="copy-failed"):
        await restore(used, tmp_path / "copy.tar.gz", Wish(replace=True), now, nobody_asks)

    assert (await contents(used.database)).rows["invoices"] == ROWS


async def test_a_migration_that_fails_leaves_the_books_as_they_were(place):
    used = place("used")
    await lived_in(used)
    await take_down(used.database, BEFORE)
    before = await contents(used.database)
    by_hand = ByHand(used.database)
    by_hand("CREATE INDEX agreements_by_person ON people (name)")  # stands in the way of the next step

    with pytest.raises(UpgradeFailed):
        await upgrade(used, now)

    after = await contents(used.database)
    assert after.schema == BEFORE
    assert {**after.rows, "cursors": 0} == {**before.rows, "cursors": 0}
    by_hand("DROP INDEX agreements_by_person")
    by_hand("DROP SCHEMA replaced_20261122_110000_000000 CASCADE")
    (used.data_dir / "copies" / "schema-0028-20261122T110000_000000.tar.gz").unlink()
    assert (await upgrade(used, now)).after == HEAD
