"""`latarnik person`: whose data are held, given out and erased from the server."""

import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from uuid import uuid4

import pytest

from tests.app.commands import NEW_COMPANY, NIP

JAN, OLA = "jan@latarnia.example", "ola@latarnia.example"


@pytest.fixture
def person(latarnik, home):
    """Ola owns the company, Jan issues for it; both came by letter."""
    assert latarnik(*NEW_COMPANY, data_dir=home).status == 0
    for email in (OLA, JAN):
        words = ("invite", "--company", NIP, "--role", "issuer", "--email", email, "--by-mail")
        assert latarnik(*words, data_dir=home, imap_user="faktury@latarnik.example").status == 0
    with closing(sqlite3.connect(home / "latarnik.sqlite3", isolation_level=None)) as books:
        books.execute("UPDATE memberships SET role = 'owner' WHERE seq = 1")
    return lambda *words: latarnik("person", *words, data_dir=home)


def ids(person):
    return {row["name"]: row["person"] for row in person("list").lines}


def test_everybody_is_listed_with_the_companies_they_belong_to(person):
    assert {row["name"]: row["companies"] for row in person("list").lines} == {OLA: [NIP], JAN: [NIP]}


def test_the_copy_is_one_file_for_its_owner_alone_and_never_over_another(person, home):
    file = home.parent / "copy.zip"
    written = person("export", "--person", ids(person)[JAN], "-o", file, "--lang", "en")

    assert written.lines[0]["written"] == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as packed:
        assert set(packed.namelist()) == {"data.json", "read.txt"}
        data = json.loads(packed.read("data.json"))
    assert [row["address"] for row in data["sections"]["addresses"]] == [JAN]
    assert OLA not in json.dumps(data)
    assert person("export", "--person", ids(person)[JAN], "-o", file).status == 2


def test_nothing_is_erased_before_it_is_said_what_goes(person):
    said = person("erase", "--person", ids(person)[JAN])

    assert said.lines[0]["would_go"]["secret_addresses"] == 1
    assert "art. 112" in said.err
    assert JAN in ids(person)


def test_a_former_member_is_erased_once_and_asking_again_changes_nothing(latarnik, person, home):
    jan = ids(person)[JAN]
    assert latarnik("revoke", "--company", NIP, "--person", jan, data_dir=home).status == 0
    assert JAN in ids(person)

    assert person("erase", "--person", jan, "--yes").status == 0

    assert set(ids(person)) == {OLA}
    assert person("erase", "--person", jan, "--yes").status == 0


def test_an_only_owner_is_erased_where_the_company_ends(person, home, latarnik):
    ola = ids(person)[OLA]
    assert "--company-ends" in person("erase", "--person", ola, "--yes").sentence

    assert person("erase", "--person", ola, "--yes", "--company-ends").status == 0

    assert set(ids(person)) == {JAN}
    (frozen, *_) = latarnik("freeze", "--company", NIP, data_dir=home).lines
    assert frozen["frozen_since"]


def test_of_an_address_that_buys_it_is_said_what_stays(person, home):
    said = person("erase", "--email", "nikt@klient.example", "--yes")

    assert said.lines[0]["gone"] == {"contact_of": 0, "wishes": 0, "letters": 0}
    assert said.lines[0]["stays"]["no_letters"] == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--person", str(uuid4())), 1),
        (("--person", "Jan"), 2),
        (("--email", JAN), 1),
        (("--email", "jan"), 1),
    ],
)
def test_whoever_is_not_there_is_a_clear_sentence(person, words, status):
    said = person("erase", *words)

    assert said.status == status
    assert said.sentence


def test_one_of_the_two_is_asked_for(person):
    assert person("erase").status == 2
    assert person("erase", "--person", str(uuid4()), "--email", JAN).status == 2
