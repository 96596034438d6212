"""Books that the disk has spoilt: no copy of them passes for a good one, and the doctor sees it before it is needed."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from tests.app import harm
from tests.app.commands import NIP
from tests.storage.older_books import take_down

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


@pytest.fixture
def copy(latarnik, lived_in, tmp_path):
    """The last good copy."""
    file = tmp_path / "good.tar.gz"
    assert latarnik("backup", file, data_dir=lived_in).status == 0
    return file


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


COMMANDS = [
    ("invite", "--company", NIP),
    ("freeze", "--company", NIP),
    ("person", "list"),
    ("migrate",),
    ("upgrade",),
    ("move", "sqlite:///other.sqlite3"),
    ("backup", "new.tar.gz"),
    ("restore", "good.tar.gz"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("harmed", [harm.many_pages, harm.another_file])
def test_whatever_meets_the_damage_says_so_in_one_sentence(latarnik, lived_in, copy, harmed, command):
    harmed(lived_in)

    refused = latarnik(*command, data_dir=lived_in)

    assert (refused.status, copy.exists()) == (1, True)
    assert "damaged" in refused.sentence
    assert "latarnik restore --replace" in refused.sentence


@pytest.mark.usefixtures("nothing_collected")
@pytest.mark.parametrize("harmed", [harm.one_page, harm.many_pages, harm.another_file])
def test_a_good_copy_comes_back_and_the_damaged_books_are_kept_as_they_are(latarnik, lived_in, copy, harmed):
    harmed(lived_in)
    damaged = harm.books(lived_in).read_bytes()

    done = latarnik("restore", "--replace", copy, data_dir=lived_in)

    assert done.status == 0, done.err
    (kept,) = lived_in.glob("latarnik.sqlite3.replaced_*")
    assert f"The books that were here are kept: {kept}." in done.err
    assert (
        kept.read_bytes()[harm.PAGE :] == damaged[harm.PAGE :]
    )  # the first one says how they were opened last
    assert latarnik("invite", "--company", NIP, data_dir=lived_in).status == 0


def test_what_only_the_journal_of_damaged_books_holds_is_kept_beside_them(latarnik, lived_in, copy):
    words = harm.unwritten_journal(lived_in)
    harm.another_file(lived_in)
    (lived_in / "latarnik.sqlite3-wal").write_bytes(words)

    done = latarnik("restore", "--replace", copy, data_dir=lived_in)

    assert done.status == 0, done.err
    (kept,) = lived_in.glob("latarnik.sqlite3.replaced_*-wal")
    assert kept.read_bytes() == words
    assert ask(lived_in, "SELECT nip FROM companies") == [(NIP,)]
