"""`latarnik mailbox`: a company's mailbox is added, listed and forgotten; its password is nowhere to be read."""

import json
import secrets

import pytest
from typer.testing import CliRunner

from app.cli import app
from invoicing.services.mailboxes.presets import PRESETS
from tests.app.commands import NIP, environment

GMAIL = ("mailbox", "add", "--company", NIP, "--address", "Jan.Hydraulik@gmail.com")


@pytest.fixture
def settled(home, latarnik, new_company):
    """A home with one company."""
    assert latarnik(*new_company, data_dir=home).status == 0
    return home


@pytest.fixture
def add(settled):
    """Adds a mailbox, the password typed in."""

    def run(*arguments: str, password: str = "x", **more):
        settings = environment({"data_dir": settled, **more})
        return CliRunner().invoke(app, list(arguments), env=settings, input=f"{password}\n")

    return run


def test_a_mailbox_is_added_by_its_address_and_the_password_is_nowhere(add, settled, latarnik):
    password = secrets.token_hex(16)

    said = add(*GMAIL, password=password)

    assert said.exit_code == 0, said.stderr
    assert json.loads(said.stdout)["preset"] == "gmail"
    assert "hasło do aplikacji" in said.stderr
    (line,) = latarnik("mailbox", "list", data_dir=settled).lines
    assert (line["company"], line["address"], line["imap"]) == (
        NIP,
        "jan.hydraulik@gmail.com",
        "imap.gmail.com:993",
    )
    assert line["learned"] is None
    files = b"".join(path.read_bytes() for path in settled.rglob("*") if path.is_file())
    assert password.encode() not in files
    assert password not in said.stdout + said.stderr


def test_a_removed_mailbox_is_gone(add, settled, latarnik):
    add(*GMAIL)

    assert latarnik("mailbox", "remove", "--company", NIP, data_dir=settled).status == 0

    assert latarnik("mailbox", "list", data_dir=settled).lines == []
    assert "mailbox add" in latarnik("mailbox", "remove", "--company", NIP, data_dir=settled).sentence


def test_a_mailbox_of_one_s_own_domain_wants_its_servers(add, settled, latarnik):
    wanting = ("mailbox", "add", "--company", NIP, "--address", "biuro@firma.pl")

    assert "--imap" in add(*wanting).stderr
    said = add(*wanting, "--imap", "poczta.firma.pl:143", "--smtp", "poczta.firma.pl")

    assert said.exit_code == 0, said.stderr
    (line,) = latarnik("mailbox", "list", data_dir=settled).lines
    assert (line["imap"], line["smtp"]) == ("poczta.firma.pl:143", "poczta.firma.pl:465")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--address", "jan+faktury@gmail.com"), "address"),
        (("--address", "jan"), "address"),
        (("--address", "jan@firma.pl", "--preset", "hotmail"), "provider"),
        (("--address", "jan@firma.pl", "--imap", "a.pl:0", "--smtp", "a.pl"), "port"),
        (("--address", "jan@outlook.com"), "LATARNIK_MICROSOFT_CLIENT"),
    ],
)
def test_what_cannot_be_a_mailbox_is_refused_in_one_sentence(add, arguments, word):
    said = add("mailbox", "add", "--company", NIP, *arguments)

    assert (said.exit_code, said.stdout) == (1, "")
    assert word in said.stderr


@pytest.mark.parametrize("code", PRESETS)
def test_every_provider_is_explained_in_polish_with_servers_limits_and_a_date(latarnik, code):
    said = latarnik("mailbox", "presets", code).out

    assert "Serwery:" in said
    assert "Limit wysyłki:" in said
    assert "sprawdz" in said.lower()
