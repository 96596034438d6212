"""Books that the disk has spoilt: no copy of them passes for a good one, and the doctor sees it before it is needed."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from storage.schema import take_down
from tests.app import harm

NOWHERE = "http://127.0.0.1:9"
SETTINGS = {
    "telegram_api": NOWHERE, "ksef_api": f"{NOWHERE}/v2", "lighthouse_api": NOWHERE, "register_api": NOWHERE,
}  # fmt: skip


@pytest.fixture
def lived_in(latarnik, home, new_company):
    """A home with a company."""
    assert latarnik(*new_company, data_dir=home).status == 0
    return home


@pytest.fixture
def harmed(lived_in):
    """The same with one damaged page, among those that no command reads by itself."""
    harm.one_page(lived_in)
    return lived_in


def ask(home, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(harm.books(home))) as raw:
        return raw.execute(statement).fetchall()


def test_no_copy_is_made_of_books_with_a_damaged_page(latarnik, harmed, tmp_path):
    refused = latarnik("backup", tmp_path / "copy.tar.gz", data_dir=harmed)

    assert refused.status == 1
    assert "These books are damaged" in refused.sentence
    assert "latarnik restore --replace" in refused.sentence
    assert list(tmp_path.glob("*copy*")) == []
    assert ask(harmed, "SELECT * FROM cursors WHERE name = 'last-copy'") == []


def test_the_doctor_sees_the_damaged_page_and_names_the_way_out(latarnik, harmed):
    said = latarnik("doctor", "--json", data_dir=harmed, **SETTINGS)

    [found] = [line for line in said.lines if line["check"] == "database"]
    assert (found["ok"], said.status) == (False, 1)
    assert "damaged" in found["message"]
    assert "latarnik restore --replace" in found["message"]


def test_books_with_a_damaged_page_are_not_upgraded(latarnik, lived_in):
    asyncio.run(take_down(f"sqlite:///{harm.books(lived_in)}", "0028"))
    harm.one_page(lived_in)

    refused = latarnik("upgrade", data_dir=lived_in)

    assert (refused.status, "These books are damaged" in refused.sentence) == (1, True)
    assert ask(lived_in, "SELECT version_num FROM alembic_version") == [("0028",)]
    assert list((lived_in / "copies").iterdir()) == []
