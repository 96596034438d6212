"""`latarnik run` with an absent or wrong setting: one sentence that names it, and no traceback."""

import base64
import logging
import secrets
import socket
import sqlite3
from contextlib import closing

import pytest

from tests.app import harm

NOWHERE = "http://127.0.0.1:9"
SETTINGS = {
    "telegram_token": f"123456789:{secrets.token_urlsafe(26)}", "telegram_api": NOWHERE,
    "ksef_api": f"{NOWHERE}/v2", "lighthouse_api": NOWHERE, "register_api": NOWHERE,
    "smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none", "mail_from": "faktury@latarnia.example",
    "imap_host": "127.0.0.1", "imap_port": 9, "imap_security": "none", "imap_user": "faktury@latarnia.example",
    "imap_password": "x",
}  # fmt: skip
ABSENT = ["telegram_token", "smtp_host", "mail_from", "imap_host", "imap_user", "imap_password"]
WRONG = [
    ("telegram_token", "secret-of-botfather"),
    ("telegram_token", "12345:"),
    ("telegram_api", "api.telegram.org"),
    ("ksef_environment", "real"),
    ("ksef_api", "api.ksef.mf.gov.pl/v2"),
    ("ksef_qr", "qr"),
    ("lighthouse_api", "ftp://127.0.0.1"),
    ("register_api", "http://"),
    ("clock_url", "noon"),
    ("smtp_port", "submission"),
    ("smtp_port", "0"),
    ("smtp_security", "yes"),
    ("imap_port", "65536"),
    ("imap_security", "plain"),
    ("web_port", "70000"),
    ("web_port", "-1"),
    ("lighthouse_every", "0"),
    ("mail_poll_every", "often"),
    ("log_level", "loud"),
    ("log_format", "xml"),
    ("database_url", "books"),
    ("database_url", "postgresql+missing://localhost/x"),
    ("secret_key", "c2hvcnQ="),
    ("secret_key", "%%%"),
]


@pytest.fixture(autouse=True)
def logs_as_before():
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level


@pytest.fixture
def run(latarnik, home):
    """Runs the app with settings that would do, but for the given ones; None takes one away."""

    def start(*roles: str, **changes: object):
        settings = {**SETTINGS, "data_dir": home, **changes}
        words = [word for role in roles for word in ("--role", role)]
        return latarnik(
            "run", *words, **{name: value for name, value in settings.items() if value is not None}
        )

    return start


@pytest.mark.parametrize("name", ABSENT)
def test_an_absent_setting_is_named_with_what_it_is_for(run, name):
    answer = run(**{name: None})

    assert answer.sentence.startswith(f"LATARNIK_{name.upper()} is not set: ")
    assert answer.status == 1


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_is_named_and_never_repeated_when_it_is_a_secret(run, name, value):
    answer = run(**{name: value})

    assert f"LATARNIK_{name.upper()}" in answer.sentence
    assert answer.status == 1
    if name in {"telegram_token", "secret_key"}:
        assert value not in answer.err


def test_a_role_needs_only_its_own_settings(run):
    answer = run("web", telegram_token=None, smtp_host=None, imap_host=None)

    assert answer.sentence.startswith("LATARNIK_WEB_PORT is not set: ")
    assert answer.status == 1


def test_a_public_address_needs_a_port_that_it_leads_to(run):
    answer = run(public_address="https://latarnik.example")

    assert answer.sentence.startswith("LATARNIK_PUBLIC_ADDRESS leads nowhere without LATARNIK_WEB_PORT")
    assert answer.status == 1


def test_a_public_address_wants_tls(run):
    answer = run(public_address="http://latarnik.example", web_port="8080")

    assert "LATARNIK_PUBLIC_ADDRESS" in answer.sentence
    assert "https://" in answer.sentence


@pytest.mark.parametrize("roles", [("king",), ("bot", "king"), ("",)])
def test_an_unknown_role_is_wrong_usage(run, roles):
    answer = run(*roles)

    assert answer.sentence.startswith("There is no role")
    assert answer.status == 2


def test_a_key_file_that_others_can_read_is_refused(run, home):
    (home / "secret.key").chmod(0o640)

    answer = run()

    assert f"chmod 600 {home / 'secret.key'}" in answer.sentence
    assert answer.status == 1


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe"])
def test_a_key_file_without_a_key_is_named(run, home, content):
    (home / "secret.key").write_bytes(content)

    answer = run()

    assert str(home / "secret.key") in answer.sentence
    assert answer.status == 1


def test_a_key_file_that_is_gone_is_named(run, home):
    (home / "secret.key").unlink()

    answer = run()

    assert str(home / "secret.key") in answer.sentence
    assert "latarnik migrate" in answer.sentence


def test_a_key_file_elsewhere_is_named(run, tmp_path):
    assert str(tmp_path / "other.key") in run(secret_key_file=tmp_path / "other.key").sentence


def test_a_database_without_tables_asks_for_migrate(run, tmp_path):
    answer = run(data_dir=tmp_path / "new", secret_key=base64.b64encode(secrets.token_bytes(32)).decode())

    assert "Run: latarnik migrate" in answer.sentence
    assert answer.status == 1


def test_a_database_of_an_older_version_asks_for_upgrade(run, home):
    with closing(sqlite3.connect(home / "latarnik.sqlite3")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = 'older'")

    answer = run()

    assert "Run: latarnik upgrade" in answer.sentence
    assert answer.status == 1


def test_a_history_that_was_changed_by_hand_stops_the_app(run, latarnik, home, new_company):
    latarnik(*new_company, data_dir=home)
    with closing(sqlite3.connect(home / "latarnik.sqlite3")) as raw, raw:
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute("UPDATE events SET what = 'nothing'")

    answer = run()

    assert "history" in answer.sentence
    assert answer.status == 1


@pytest.mark.parametrize("harmed", [harm.many_pages, harm.another_file])
def test_books_that_the_disk_has_spoilt_are_named_with_the_way_back(run, home, harmed):
    harmed(home)

    answer = run()

    assert answer.sentence.startswith("The database is damaged.")
    assert "latarnik restore --replace" in answer.sentence
    assert answer.status == 1


def test_a_port_that_is_taken_is_named(run):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        answer = run("web", web_port=port, log_level="error")

    assert f"LATARNIK_WEB_PORT: port {port}" in answer.sentence
    assert answer.status == 1


def test_a_wrong_setting_in_the_file_is_named_too(run, tmp_path):
    (tmp_path / ".env").write_text("LATARNIK_IMAP_PORT=mail\n")

    assert "LATARNIK_IMAP_PORT" in run(imap_port=None).sentence


def test_a_settings_file_that_is_no_text_is_named(run, tmp_path):
    (tmp_path / ".env").write_bytes(b"LATARNIK_MAIL_FROM_NAME=\xb3\xf3d\xbc\n")

    assert ".env" in run().sentence


def test_the_console_script_says_it_the_same_way(script, home):
    answer = script("run", **{**SETTINGS, "telegram_token": ""}, data_dir=home)

    assert answer.sentence.startswith("LATARNIK_TELEGRAM_TOKEN is not set")
    assert answer.status == 1
