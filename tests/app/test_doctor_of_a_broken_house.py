"""`latarnik doctor` in a house where one thing is broken: it names that thing, says what to do, and ends with status 1."""

import base64
import os
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.commands.doctor_machine import finding_about_room
from storage.schema import HEAD
from tests.app import harm
from tests.app.commands import NIP
from tests.app.environments import forget

NOWHERE = "http://127.0.0.1:9"
SETTINGS = {
    "telegram_api": NOWHERE, "ksef_api": f"{NOWHERE}/v2", "lighthouse_api": NOWHERE, "register_api": NOWHERE,
}  # fmt: skip


def by_hand(home: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(home / "latarnik.sqlite3")) as raw, raw:
        raw.execute(statement, values)


def behind(home: Path) -> None:
    by_hand(home, "UPDATE alembic_version SET version_num = '0001'")


def ahead(home: Path) -> None:
    by_hand(home, "UPDATE alembic_version SET version_num = '9999'")


def another_key(home: Path) -> None:
    (home / "secret.key").write_bytes(base64.b64encode(secrets.token_bytes(32)))


def copied(hours: int):
    def note(home: Path) -> None:
        made = datetime.now(UTC) - timedelta(hours=hours)
        by_hand(home, "INSERT INTO cursors (name, value) VALUES ('last-copy', ?)", made.isoformat())

    return note


def nothing(_: Path) -> None:
    pass


@dataclass(frozen=True)
class Case:
    """What is broken, the check that tells of it, words of the way out, and settings that it takes."""

    broken: object
    check: str
    words: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()


BROKEN = {
    "books of an older version": Case(behind, "database", ("older version", "latarnik upgrade")),
    "books of a version to come": Case(ahead, "database", ("newer version", "install that version")),
    "a key that does not fit the books": Case(another_key, "database", ("another key", "right key file")),
    "no key": Case(lambda home: (home / "secret.key").unlink(), "database", ("no key file",)),
    "a key that others can read": Case(
        lambda home: (home / "secret.key").chmod(0o644), "database", ("chmod 600",)
    ),
    "a data folder for everybody": Case(lambda home: home.chmod(0o755), "data folder", ("chmod 700",)),
    "a copy of three days ago": Case(copied(72), "backup", ("latarnik backup", "another disk")),
    "real invoices and no copy": Case(
        forget, "backup", ("no copy", "latarnik backup"), (("ksef_environment", "prod"),)
    ),
    "books that the disk has spoilt": Case(
        harm.many_pages, "database", ("damaged", "latarnik restore --replace")
    ),
    "another file where the books were": Case(
        harm.another_file, "database", ("damaged", "latarnik restore --replace")
    ),
    "no bot": Case(nothing, "telegram", ("@BotFather",)),
    "no company": Case(nothing, "companies", ("latarnik company add",)),
    "KSeF out of reach": Case(nothing, "ksef", ("not",)),
}


@pytest.fixture
def lived_in(latarnik, home, new_company):
    """A home with a company whose access is a secret."""
    token = home.parent / "token"
    token.write_text("20261122-EC-0000000000-0000000000-00|nip-9990001137|" + "a" * 64)
    added = latarnik(*new_company, "--ksef-token-file", token, data_dir=home)
    assert added.status == 0, added.err
    return home


@pytest.mark.parametrize("name", BROKEN)
def test_one_thing_is_broken_and_the_doctor_names_it_with_the_way_out(latarnik, request, name):
    case = BROKEN[name]
    home = request.getfixturevalue("home" if name == "no company" else "lived_in")
    case.broken(home)

    said = latarnik("doctor", "--json", data_dir=home, **{**SETTINGS, **dict(case.settings)})

    [found] = [line for line in said.lines if line["check"] == case.check]
    assert (found["ok"], said.status, said.err) == (False, 1, "")
    assert all(words in found["message"] for words in case.words), found["message"]


@pytest.mark.parametrize("name", ["books of an older version", "books of a version to come"])
@pytest.mark.parametrize("command", [("invite", "--company", NIP), ("run", "--role", "worker")], ids=" ".join)
def test_what_the_doctor_says_of_the_schema_every_command_says(latarnik, lived_in, name, command):
    BROKEN[name].broken(lived_in)

    refused = latarnik(*command, data_dir=lived_in, **SETTINGS)

    assert refused.status == 1
    assert ("newer version" in refused.sentence) == (name == "books of a version to come")


@pytest.mark.parametrize("command", [("migrate",), ("upgrade",), ("backup", "copy.tar.gz")], ids=" ".join)
def test_books_of_a_version_to_come_are_left_as_they_are(latarnik, lived_in, command):
    ahead(lived_in)

    refused = latarnik(*command, data_dir=lived_in)

    assert refused.status == 1
    assert refused.sentence.endswith("Install that version again.")
    with closing(sqlite3.connect(lived_in / "latarnik.sqlite3")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    assert not Path("copy.tar.gz").exists()
    assert HEAD < "9999"


def test_a_fresh_copy_is_well(latarnik, lived_in):
    assert latarnik("backup", lived_in.parent / "copy.tar.gz", data_dir=lived_in).status == 0

    said = latarnik("doctor", "--json", data_dir=lived_in, **SETTINGS)

    [found] = [line for line in said.lines if line["check"] == "backup"]
    assert found["ok"]


# --- the disk ---


def room(**left: int) -> os.statvfs_result:
    """A disk of 1000 blocks and files."""
    told = {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1000, "f_bfree": 500, "f_bavail": 500,
            "f_files": 1000, "f_ffree": 500, "f_favail": 500, "f_flag": 0, "f_namemax": 255}  # fmt: skip
    return os.statvfs_result(tuple({**told, **left}.values()))


@pytest.mark.parametrize(
    ("left", "well", "words"),
    [
        ({}, True, "50% free"),
        ({"f_bavail": 40}, False, "4% free"),
        ({"f_bavail": 0}, False, "make room"),
        ({"f_favail": 10}, False, "10 more files"),
        ({"f_files": 0, "f_favail": 0}, True, "50% free"),  # a file system that counts no files
    ],
)
def test_a_disk_that_fills_is_told_before_it_is_full(left, well, words):
    finding = finding_about_room(room(**left))

    assert (finding.well, words in finding.words) == (well, True), finding.words


# --- packages that are there by half ---


@dataclass(frozen=True)
class Half:
    """A package that stands before ours, and what the doctor says of it."""

    file: str
    text: str
    check: str
    words: str


HALVES = {
    "a package that the program wants is not there": Half(
        "latarnik-0.dist-info/METADATA",
        "Metadata-Version: 2.1\nName: latarnik\nVersion: 0\nRequires-Dist: lighthouse-lamp==1\n",
        "packages",
        "lighthouse-lamp",
    ),
    "the schema is not there": Half("ksef_client/__init__.py", "", "schema", "FA(3) schema"),
    "the fonts are not there": Half("font_roboto/__init__.py", "", "papers", "Roboto"),
}


@pytest.mark.parametrize("name", HALVES)
def test_what_half_an_update_left_out_is_named_with_the_way_to_mend_it(script, home, tmp_path, name):
    half = HALVES[name]
    (tmp_path / "before" / half.file).parent.mkdir(parents=True)
    (tmp_path / "before" / half.file).write_text(half.text)
    path = os.pathsep.join(filter(None, [str(tmp_path / "before"), os.environ.get("PYTHONPATH")]))

    said = script("doctor", "--json", python_path=path, data_dir=home, **SETTINGS)

    [found] = [line for line in said.lines if line["check"] == half.check]
    assert (found["ok"], said.status) == (False, 1)
    assert half.words in found["message"]
    assert "ops/install.sh" in found["message"]
