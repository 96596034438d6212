"""A copy of a running installation comes back whole, and what may have been done since asks first."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.copies.packing import manifest_of, pack, unpack
from app.watching.last_copy import last_copy
from invoicing.model.party import Nip
from invoicing.services.jobs import Show
from invoicing.services.ksef_jobs import Submit
from invoicing.services.messages import Channel, Reply
from invoicing.services.people.freezing import freeze_of
from invoicing.services.records import Received
from storage.database import open_database
from storage.keyring import create_key_file
from storage.presence import at_work
from storage.secrets import read_key_file
from tests.app.commands import NIP, Said, environment

PASSPHRASE = "a long enough passphrase"
NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)
PROMISES = (Submit(UUID(int=1)), Show(Channel.TELEGRAM, "7", Reply("accepted", {}), "test"))


@pytest.fixture
def lived_in(latarnik, home, new_company):
    """A home with a company and an owner's invitation."""
    assert latarnik(*new_company, "--owner-invite", data_dir=home).status == 0
    return home


@pytest.fixture
def aside_from_here(latarnik):
    """Runs a command in a thread, for its loop is not the test's; what it printed first."""

    async def run(*arguments: object, **settings: object) -> dict:
        done = await asyncio.to_thread(latarnik, *arguments, **settings)
        assert done.status == 0, done.err
        return done.lines[0]

    return run


@pytest.fixture
def copy(latarnik, lived_in, tmp_path):
    file = tmp_path / "copy.tar.gz"
    made = latarnik("backup", file, data_dir=lived_in)
    assert made.status == 0, made.err
    return file


@pytest.fixture
def elsewhere(tmp_path, lived_in):
    """A new place with the old key."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / "secret.key").write_text((lived_in / "secret.key").read_text())
    (place / "secret.key").chmod(0o600)
    return place


def typed(words: str, *arguments: object, **settings: object) -> Said:
    """A command whose questions are answered on standard input."""
    done = CliRunner().invoke(app, [str(one) for one in arguments], input=words, env=environment(settings))
    return Said(done.exit_code, done.stdout, done.stderr)


def rows(home, table: str) -> list[tuple]:
    with closing(sqlite3.connect(home / "latarnik.sqlite3")) as raw:
        return raw.execute(f"SELECT * FROM {table}").fetchall()


def books(home):
    return open_database(f"sqlite:///{home / 'latarnik.sqlite3'}", read_key_file(home / "secret.key"))


def test_a_copy_holds_the_books_but_no_key(latarnik, lived_in, tmp_path):
    file = tmp_path / "copy.tar.gz"

    made = latarnik("backup", file, data_dir=lived_in)

    key = (lived_in / "secret.key").read_text().strip()
    assert made.lines[0]["database"] == "sqlite"
    assert "Not in it: the key" in made.err
    assert ".env" in made.err
    assert key.encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.glob(".latarnik*")] == []


def test_a_copy_never_takes_the_place_of_another(latarnik, lived_in, copy):
    before = copy.read_bytes()

    again = latarnik("backup", copy, data_dir=lived_in)

    assert (again.status, "is there already" in again.sentence) == (1, True)
    assert copy.read_bytes() == before


def test_the_books_come_back_in_a_new_place(latarnik, lived_in, copy, elsewhere):
    done = latarnik("restore", copy, data_dir=elsewhere)

    assert done.status == 0, done.err
    for table in ("companies", "secrets"):
        assert rows(elsewhere, table) == rows(lived_in, table)
    assert rows(elsewhere, "invitations") == []  # one of them may have been used or taken back since the copy
    invited = latarnik("invite", "--company", NIP, data_dir=elsewhere)
    assert invited.status == 0, invited.err


def test_books_that_are_there_give_way_only_when_told_to_and_are_kept(latarnik, lived_in, copy):
    refused = latarnik("restore", copy, data_dir=lived_in)
    assert (refused.status, "--replace" in refused.sentence) == (1, True)
    assert latarnik("invite", "--company", NIP, data_dir=lived_in).status == 0

    done = latarnik("restore", "--replace", copy, data_dir=lived_in)

    assert done.status == 0, done.err
    (kept,) = lived_in.glob("latarnik.sqlite3.replaced_*")
    assert done.lines[0]["kept"] == str(kept)
    with closing(sqlite3.connect(kept)) as raw:
        assert raw.execute("SELECT count(*) FROM invitations").fetchone() == (2,)
    assert rows(lived_in, "invitations") == []


def test_nothing_comes_back_under_the_feet_of_a_running_app(latarnik, lived_in, copy):
    with at_work(f"sqlite:///{lived_in / 'latarnik.sqlite3'}"):
        refused = latarnik("restore", "--replace", copy, data_dir=lived_in)

    assert (refused.status, "Stop every" in refused.sentence) == (1, True)


async def promised(home):
    database = books(home)
    try:
        async with database.units() as work:
            company = await work.companies.by_nip(Nip.parse(NIP))
            for promise in PROMISES:
                await work.jobs.enqueue(promise)
            await work.inbox.put(Received("u:1", Channel.TELEGRAM, "7", b"{}", NOON))
    finally:
        await database.close()
    return company


async def state(home, company):
    """What asks first, what goes on, whether the company stands still."""
    database = books(home)
    try:
        parked = {each.key for each in await database.queue.parked()}
        leased = await database.queue.lease_jobs(NOON, 10)
        async with database.units.reading() as work:
            frozen = await freeze_of(work, company.id)
    finally:
        await database.close()
    return parked, {each.key for each in leased}, frozen is not None


async def test_what_was_promised_to_people_asks_first_and_what_ksef_recognises_goes_on(
    aside_from_here, lived_in, elsewhere, tmp_path
):
    company = await promised(lived_in)
    await aside_from_here("backup", tmp_path / "copy.tar.gz", data_dir=lived_in)

    done = await aside_from_here("restore", tmp_path / "copy.tar.gz", data_dir=elsewhere)

    assert done["set_aside"] == {"Show:telegram": 1, "incoming": 1}
    parked, leased, frozen = await state(elsewhere, company)
    assert parked == {PROMISES[1].key, "u:1"}
    assert leased == {PROMISES[0].key}
    assert frozen


async def test_a_copy_of_a_stopped_app_goes_on_where_it_stood(aside_from_here, lived_in, elsewhere, tmp_path):
    company = await promised(lived_in)
    await aside_from_here("backup", tmp_path / "copy.tar.gz", data_dir=lived_in)

    await aside_from_here("restore", "--as-it-was", tmp_path / "copy.tar.gz", data_dir=elsewhere)

    parked, leased, frozen = await state(elsewhere, company)
    assert (parked, leased, frozen) == (set(), {each.key for each in PROMISES}, False)


def test_without_the_key_the_copy_names_it(latarnik, copy, tmp_path):
    refused = latarnik("restore", copy, data_dir=tmp_path / "bare")

    assert refused.status == 1
    assert "secret.key" in refused.sentence
    assert not (tmp_path / "bare" / "latarnik.sqlite3").exists()


def test_another_installations_key_is_told_apart(latarnik, copy, tmp_path):
    (tmp_path / "bare").mkdir()
    create_key_file(tmp_path / "bare" / "secret.key")

    refused = latarnik("restore", copy, data_dir=tmp_path / "bare")

    assert (refused.status, "The key here is not" in refused.sentence) == (1, True)


def test_no_copy_is_made_with_a_key_that_does_not_fit_the_books(latarnik, lived_in, tmp_path):
    (lived_in / "secret.key").unlink()
    create_key_file(lived_in / "secret.key")

    refused = latarnik("backup", tmp_path / "copy.tar.gz", data_dir=lived_in)

    assert (refused.status, "Bring back the right key file" in refused.sentence) == (1, True)
    assert list(tmp_path.glob("*copy*")) == []
    assert "last-copy" not in dict(rows(lived_in, "cursors"))


def test_the_key_comes_along_behind_a_passphrase(latarnik, lived_in, tmp_path):
    file, bare = tmp_path / "copy.tar.gz", tmp_path / "bare"
    assert typed("short\n", "backup", "--with-key", file, data_dir=lived_in).status == 1
    assert typed(f"{PASSPHRASE}\n", "backup", "--with-key", file, data_dir=lived_in).status == 0

    wrong = typed("another long passphrase\n", "restore", file, data_dir=bare)
    assert (wrong.status, "not the passphrase" in wrong.err) == (1, True)
    done = typed(f"{PASSPHRASE}\n", "restore", file, data_dir=bare)

    assert done.status == 0, done.err
    assert (bare / "secret.key").read_text() == (lived_in / "secret.key").read_text()
    assert (bare / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("harm", ["cut", "changed", "strange", "absent"])
def test_a_damaged_copy_changes_nothing(latarnik, lived_in, copy, harm):
    whole = copy.read_bytes()
    before = rows(lived_in, "companies")
    spoilt = {
        "cut": whole[: len(whole) // 2],
        "changed": whole[:-300] + bytes(200) + whole[-100:],
        "strange": b"x",
    }
    copy.unlink()
    if harm in spoilt:
        copy.write_bytes(spoilt[harm])

    refused = latarnik("restore", "--replace", copy, data_dir=lived_in)

    assert refused.status == 1
    assert refused.sentence
    assert rows(lived_in, "companies") == before
    assert list(lived_in.glob("*replaced*")) == []


def test_a_copy_of_a_version_to_come_waits_for_that_version(latarnik, copy, tmp_path, elsewhere):
    books_of_it, newer = tmp_path / "books.sqlite3", tmp_path / "newer.tar.gz"
    manifest = unpack(copy, books_of_it)
    pack(newer, replace(manifest, schema="9999", version="9.0"), books_of_it)

    refused = latarnik("restore", newer, data_dir=elsewhere)

    assert (refused.status, "Latarnik 9.0, which is newer" in refused.sentence) == (1, True)


async def test_the_installation_remembers_when_its_last_copy_was_made(copy, lived_in):
    database = books(lived_in)
    try:
        async with database.units.reading() as work:
            noted = await last_copy(work)
    finally:
        await database.close()

    assert noted == manifest_of(copy).made_at
