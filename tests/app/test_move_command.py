"""Books move house by one command: with nobody at work, every row compared, the way to the new ones said."""

import sqlite3
from contextlib import closing

from storage.presence import at_work


def count(file, table) -> int:
    with closing(sqlite3.connect(file)) as raw:
        return raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_books_move_and_the_app_works_on_the_new_ones_alone(latarnik, home, new_company, tmp_path):
    target = tmp_path / "new.sqlite3"
    assert latarnik(*new_company, data_dir=home).status == 0

    moved = latarnik("move", f"sqlite:///{target}", data_dir=home)

    assert moved.status == 0, moved.err
    assert moved.lines[0]["history"] >= 1
    assert "companies: 1" in moved.err.splitlines()
    assert "LATARNIK_DATABASE_URL" in moved.err
    assert count(target, "companies") == 1
    refused = latarnik("invite", "--company", "9990001137", data_dir=home)
    assert (refused.status, "moved to another database" in refused.sentence) == (1, True)
    invited = latarnik("invite", "--company", "9990001137", data_dir=home, database_url=f"sqlite:///{target}")
    assert invited.status == 0, invited.err


def test_books_that_somebody_works_on_stay_where_they_are(latarnik, home, tmp_path):
    with at_work(f"sqlite:///{home / 'latarnik.sqlite3'}"):
        refused = latarnik("move", f"sqlite:///{tmp_path / 'new.sqlite3'}", data_dir=home)

    assert refused.status == 1
    assert "Latarnik is running on these books" in refused.sentence
    assert not (tmp_path / "new.sqlite3").exists()


def test_an_address_that_is_none_is_said_to_be_none(latarnik, home):
    refused = latarnik("move", "over there", data_dir=home)

    assert refused.status == 2
    assert "no address of a database" in refused.sentence


def test_nothing_listens_at_the_new_address(latarnik, home):
    refused = latarnik("move", "postgresql://latarnik@127.0.0.1:1/latarnik", data_dir=home)

    assert refused.status == 1
    assert "does not answer" in refused.sentence
