"""From one version's books to the next one's, or back to where they were."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from storage.keyring import create_key_file
from storage.presence import at_work
from storage.schema import HEAD
from tests.storage.older_books import take_down
from tests.twins.rich_books import fill
from tests.twins.values import changed, values_of

BEFORE = "0028"


@pytest.fixture
def older(latarnik, home, new_company):
    """A home of an older version with a company in it."""
    assert latarnik(*new_company, data_dir=home).status == 0
    asyncio.run(take_down(f"sqlite:///{home / 'latarnik.sqlite3'}", BEFORE))
    return home


def ask(home, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(home / "latarnik.sqlite3", isolation_level=None)) as raw:
        return raw.execute(statement).fetchall()


def test_older_books_are_copied_and_brought_up_to_date(latarnik, older):
    done = latarnik("upgrade", data_dir=older)

    assert done.status == 0, done.err
    assert (done.lines[0]["before"], done.lines[0]["after"]) == (BEFORE, HEAD)
    assert [str(each) for each in (older / "copies").iterdir()] == [done.lines[0]["copy"]]
    assert latarnik("invite", "--company", "9990001137", data_dir=older).status == 0


def test_an_upgrade_leaves_every_value_that_both_schemas_know_as_it_was(latarnik, home):
    url = f"sqlite:///{home / 'latarnik.sqlite3'}"
    asyncio.run(fill(url))
    ask(home, "DELETE FROM secrets")  # no key of this home has sealed them
    asyncio.run(take_down(url, BEFORE))
    before, noted = asyncio.run(values_of(url)), ask(home, "SELECT name FROM cursors")

    done = latarnik("upgrade", data_dir=home)

    assert done.status == 0, done.err
    came = set(ask(home, "SELECT name FROM cursors")) - set(noted)
    for (name,) in came:  # that a copy was made, and what else is noted of books that are opened
        ask(home, f"DELETE FROM cursors WHERE name = '{name}'")
    assert changed(before, asyncio.run(values_of(url))) == {}


def test_a_migration_that_fails_leaves_the_books_as_they_were(latarnik, older):
    ask(older, "CREATE INDEX agreements_by_person ON people (name)")  # stands in the way of the next step
    companies = ask(older, "SELECT * FROM companies")

    failed = latarnik("upgrade", data_dir=older)

    assert failed.status == 1
    assert "as they were before" in failed.err
    assert ask(older, "SELECT version_num FROM alembic_version") == [(BEFORE,)]
    assert ask(older, "SELECT * FROM companies") == companies
    assert ask(older, "SELECT count(*) FROM cursors WHERE name = 'standstill'") == [(0,)]
    ask(older, "DROP INDEX agreements_by_person")
    assert latarnik("upgrade", data_dir=older).status == 0


def test_books_that_do_not_hold_afterwards_go_back_too(latarnik, older):
    ask(older, "UPDATE chain SET hash = zeroblob(32)")

    failed = latarnik("upgrade", data_dir=older)

    assert (failed.status, "history-broken" in failed.err) == (1, True)
    assert ask(older, "SELECT version_num FROM alembic_version") == [(BEFORE,)]


def test_a_key_that_does_not_fit_the_books_is_told_before_anything_is_done(
    latarnik, home, new_company, tmp_path
):
    (tmp_path / "token").write_text("20261122-EC-0000000000-0000000000-00|nip-9990001137|" + "a" * 64)
    assert latarnik(*new_company, "--ksef-token-file", tmp_path / "token", data_dir=home).status == 0
    asyncio.run(take_down(f"sqlite:///{home / 'latarnik.sqlite3'}", BEFORE))
    (home / "secret.key").unlink()
    create_key_file(home / "secret.key")

    refused = latarnik("upgrade", data_dir=home)

    assert (refused.status, "Bring back the right key file" in refused.sentence) == (1, True)
    assert ask(home, "SELECT version_num FROM alembic_version") == [(BEFORE,)]
    assert list((home / "copies").iterdir()) == []


def test_nothing_is_copied_where_nothing_is_to_do(latarnik, home, new_company):
    assert latarnik(*new_company, data_dir=home).status == 0

    done = latarnik("upgrade", data_dir=home)

    assert (done.status, done.lines[0]["copy"]) == (0, None)
    assert not (home / "copies").exists()


def test_a_running_app_is_stopped_first(latarnik, older):
    with at_work(f"sqlite:///{older / 'latarnik.sqlite3'}"):
        refused = latarnik("upgrade", data_dir=older)

    assert (refused.status, "Stop every" in refused.sentence) == (1, True)
    assert ask(older, "SELECT version_num FROM alembic_version") == [(BEFORE,)]
