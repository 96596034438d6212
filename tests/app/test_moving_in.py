"""`latarnik migrate`, `company add`, `invite`: from an empty server to people who issue."""

import asyncio
import base64
import json
import secrets
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from invoicing.model.company import VatStatus
from invoicing.model.party import Nip
from invoicing.services.access.certificates import Wallet
from invoicing.services.records import Company
from storage.database import open_database
from storage.secrets import read_key_file
from tests.app.commands import NIP

NOBODY = "http://127.0.0.1:9"
EXEMPTION = "art. 113 ust. 1 ustawy o VAT"


@pytest.fixture
def books(home):
    """What the database of the home holds: a company of a NIP, and one of its secrets."""

    def look(name: str = "ksef-certificates", nip: str = NIP) -> tuple[Company | None, bytes | None]:
        async def read():
            database = open_database(
                f"sqlite:///{home / 'latarnik.sqlite3'}", read_key_file(home / "secret.key")
            )
            async with database.units.reading() as work:
                company = await work.companies.by_nip(Nip.parse(nip))
                secret = await work.companies.secret(company.id, name) if company else None
            await database.close()
            return company, secret

        return asyncio.run(read())

    return look


@pytest.fixture
def move_in(latarnik, home, new_company):
    """Adds the company to the home, with more words and settings."""
    return lambda *words, **settings: latarnik(*new_company, *words, data_dir=home, **settings)


@pytest.fixture
def invite(latarnik, home):
    """Invites somebody to a company of the home."""
    return lambda *words, **settings: latarnik("invite", *words, data_dir=home, **settings)


def bytes_in(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- migrate ---


def test_an_empty_server_gets_a_key_that_only_its_owner_reads_and_tables(script, tmp_path):
    answer = script("migrate", data_dir=tmp_path / "new")

    assert mode(tmp_path / "new" / "secret.key") == 0o600
    assert mode(tmp_path / "new" / "latarnik.sqlite3") & 0o077 == 0
    assert mode(tmp_path / "new") == 0o700
    assert "secret.key" in answer.err
    assert (answer.status, answer.out) == (0, "")


def test_the_second_migration_changes_nothing(move_in, latarnik, home, books):
    move_in()
    key = (home / "secret.key").read_bytes()

    answer = latarnik("migrate", data_dir=home)

    assert (home / "secret.key").read_bytes() == key
    assert books()[0] is not None
    assert (answer.status, answer.sentence) == (0, "The database is up to date.")


def test_a_key_in_the_environment_needs_no_key_file(latarnik, tmp_path):
    key = base64.b64encode(secrets.token_bytes(32)).decode()

    answer = latarnik("migrate", data_dir=tmp_path / "new", secret_key=key)

    assert (answer.status, (tmp_path / "new" / "secret.key").exists()) == (0, False)


def test_a_migration_needs_no_word_about_anything_else(latarnik, tmp_path):
    assert latarnik("migrate").status == 0
    assert (tmp_path / "data" / "latarnik.sqlite3").exists()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("database_url", "books"),
        ("database_url", "mysql://localhost/x"),
        ("data_dir", "a-file"),
        ("data_dir", "a-file/x"),
    ],
)
def test_a_place_that_cannot_be_is_named(latarnik, tmp_path, setting, value):
    (tmp_path / "a-file").touch()

    answer = latarnik("migrate", **{setting: value})

    assert f"LATARNIK_{setting.upper()}" in answer.err.splitlines()[-1]
    assert answer.status == 1


# --- company add ---


def test_a_company_moves_in_with_its_seal_and_its_owner_gets_a_link(move_in, seal, books):
    answer = move_in("--ksef-certificate", seal.certificate, "--ksef-key", seal.key, "--bank-account",
        "96999000120000000000000001", "--email", "ola@latarnia.example", "--owner-invite",
         telegram_bot="latarnik_bot",
    )  # fmt: skip

    (line,) = answer.lines
    company, wallet = books()
    assert (line["company"], line["nip"]) == (str(company.id), NIP)
    assert line["link"] == f"https://t.me/latarnik_bot?start={line['invite']}"
    assert company.profile.bank_account == "96999000120000000000000001"
    assert Wallet.read(wallet).certificates[0].certificate == seal.certificate.read_bytes()
    assert answer.status == 0


def test_a_company_moves_in_with_a_token(move_in, tmp_path, books):
    (tmp_path / "token").write_text(f"{'t' * 40}\n")

    answer = move_in("--ksef-token-file", "token")

    assert books("ksef-token")[1] == b"t" * 40
    assert (answer.status, set(answer.lines[0])) == (0, {"company", "nip"})


def test_the_last_day_of_a_token_is_kept_beside_it(move_in, tmp_path, books):
    (tmp_path / "token").write_text("t" * 40)

    answer = move_in("--ksef-token-file", "token", "--ksef-token-until", "2026-12-31")

    assert (answer.status, books("ksef-token-end")[1]) == (0, b"2026-12-31")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--ksef-token-file", "token", "--ksef-token-until", "31.12.2026"), "date"),
        (("--ksef-token-until", "2026-12-31"), "--ksef-token-file"),
    ],
)
def test_a_last_day_that_is_none_or_of_no_token_is_refused(move_in, tmp_path, words, said):
    (tmp_path / "token").write_text("t" * 40)

    answer = move_in(*words)

    assert said in answer.sentence
    assert answer.status != 0


def test_nothing_secret_can_be_read_in_the_data_folder(move_in, home, seal, tmp_path):
    token = secrets.token_hex(32)
    (tmp_path / "token").write_text(token)

    answer = move_in("--ksef-certificate", seal.certificate, "--ksef-key", seal.key, "--ksef-token-file", "token",
        "--owner-invite",
    )  # fmt: skip

    on_disk = bytes_in(home)
    body = seal.key.read_text().splitlines()[1:-1]
    assert NIP.encode() in on_disk
    assert token.encode() not in on_disk
    assert answer.lines[0]["invite"].encode() not in on_disk
    assert not [line for line in body if line.encode() in on_disk]
    assert base64.b64decode("".join(body)) not in on_disk


def test_an_exempt_company_says_by_which_article(move_in, books):
    move_in("--exempt-by", EXEMPTION)

    profile = books()[0].profile
    assert (profile.vat_status, profile.exemption.text) == (VatStatus.EXEMPT, EXEMPTION)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--nip", "9990001138"),
        ("--nip", "999"),
        ("--name", ""),
        ("--name", "x" * 600),
        ("--address", ""),
        ("--bank-account", "96999000120000000000000002"),
        ("--bank-account", "1"),
        ("--exempt-by", ""),
        ("--ksef-token-file", "nowhere"),
        ("--ksef-token-file", "empty"),
        ("--ksef-token-file", "."),
    ],
)
def test_what_a_company_cannot_have_is_told_and_nobody_moves_in(move_in, books, tmp_path, wrong):
    (tmp_path / "empty").write_text("\n")

    answer = move_in(*wrong)

    assert answer.sentence
    assert (answer.status, books()[0]) == (1, None)


def test_the_same_company_is_refused_a_second_time_and_stays_as_it_was(move_in, books):
    move_in()
    before = books()

    answer = move_in("--exempt-by", EXEMPTION)

    assert "already here" in answer.sentence
    assert (answer.status, books()) == (1, before)


@pytest.mark.parametrize("half", ["--ksef-certificate", "--ksef-key"])
def test_a_certificate_without_its_key_is_wrong_usage(move_in, seal, books, half):
    answer = move_in(half, seal.key)

    assert "go together" in answer.sentence
    assert (answer.status, books()[0]) == (2, None)


# --- invite ---


@pytest.mark.parametrize("role", ["owner", "issuer", "accountant", "viewer"])
def test_a_person_is_invited_into_a_role(move_in, invite, role):
    move_in()

    answer = invite("--company", NIP, "--role", role, telegram_bot="latarnik_bot")

    (line,) = answer.lines
    assert (line["role"], answer.status) == (role, 0)
    assert line["link"].endswith(f"latarnik_bot?start={line['invite']}")


def test_a_link_for_a_company_yet_to_be_set_up_names_none(move_in, invite):
    move_in()

    (line,) = invite("--new-company", telegram_bot="latarnik_bot").lines

    assert line["link"].endswith(f"latarnik_bot?start={line['invite']}")
    assert set(line) == {"invite", "link", "until"}


def test_every_invitation_is_for_one_person(move_in, invite):
    move_in()

    codes = {invite("--company", NIP).lines[0]["invite"] for _ in range(3)}

    assert len(codes) == 3


@pytest.mark.parametrize("words", [("--company", NIP), ("--new-company",)])
@pytest.mark.parametrize(
    "settings", [{}, {"telegram_token": f"123456789:{'A' * 35}", "telegram_api": NOBODY}]
)
def test_without_the_bots_name_there_is_no_broken_link_and_it_is_said_how_to_build_one(
    move_in, invite, words, settings
):
    move_in()

    answer = invite(*words, **settings)

    assert (answer.status, answer.lines[0]["link"]) == (0, "")
    assert "https://t.me/NAME?start=CODE" in answer.err
    assert "LATARNIK_TELEGRAM_BOT=NAME" in answer.err
    assert answer.lines[0]["invite"] not in answer.err


def test_an_owner_who_gets_no_link_is_told_how_to_build_it(move_in):
    answer = move_in("--owner-invite")

    assert (answer.status, answer.lines[0]["link"]) == (0, "")
    assert "LATARNIK_TELEGRAM_BOT=NAME" in answer.err


async def test_a_bot_whose_name_is_not_in_the_settings_is_asked_for_it(aside, company, stage):
    del stage.settings["telegram_bot"]

    answer = await aside("invite", "--company", NIP)

    (line,) = answer.lines
    assert (line["link"], answer.err) == (f"https://t.me/latarnik_bot?start={line['invite']}", "")


@pytest.mark.parametrize("wrong", ["no address", "", "jan@firma", "jan"])
def test_nobody_is_invited_at_what_is_no_address(move_in, invite, latarnik, home, wrong):
    move_in()

    for more in ((), ("--by-mail",)):
        answer = invite("--company", NIP, "--email", wrong, *more)
        assert "is no e-mail address" in answer.sentence
        assert answer.status == 1

    assert latarnik("revoke", "--company", NIP, data_dir=home).out == ""


def test_a_company_with_what_is_no_address_does_not_move_in(move_in, books):
    answer = move_in("--email", "no address", "--owner-invite")

    assert "is no e-mail address" in answer.sentence
    assert (answer.status, books()[0]) == (1, None)


@pytest.mark.parametrize(
    ("arguments", "word", "status"),
    [
        (("--company", "5260250274"), "5260250274", 1),
        (("--company", "9990001138"), "999-000-11-38", 1),
        (("--company", NIP, "--role", "king"), "king", 2),
    ],
)
def test_nobody_is_invited_to_what_is_not_there(move_in, invite, arguments, word, status):
    move_in()

    answer = invite(*arguments)

    assert word in answer.sentence
    assert answer.status == status


# --- before anything is set up ---


@pytest.mark.parametrize("with_key", [False, True])
def test_who_has_not_migrated_yet_is_told_to(latarnik, new_company, with_key):
    settings = {"secret_key": base64.b64encode(secrets.token_bytes(32)).decode()} if with_key else {}

    for command in [new_company, ("invite", "--company", NIP)]:
        answer = latarnik(*command, **settings)
        assert "latarnik migrate" in answer.sentence
        assert answer.status == 1


def test_another_key_than_the_one_that_sealed_is_noticed(move_in, invite, tmp_path):
    (tmp_path / "token").write_text("t" * 40)
    move_in("--ksef-token-file", "token")
    other = base64.b64encode(secrets.token_bytes(32)).decode()

    answer = invite("--company", NIP, secret_key=other)

    assert "another key" in answer.sentence
    assert answer.status == 1


# --- in the sandbox ---

AHEAD = timedelta(days=40)


@pytest.fixture
def sandbox_clock():
    """The sandbox's clock, forty days ahead of ours."""

    class Clock(BaseHTTPRequestHandler):
        def do_GET(self):
            told = json.dumps({"version": 1, "ahead": AHEAD.total_seconds()}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *words):
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Clock) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/clock"
        server.shutdown()
        thread.join()


def lasts(home) -> timedelta:
    """How long from now the only invitation holds."""
    with closing(sqlite3.connect(home / "latarnik.sqlite3")) as books:
        ((until,),) = books.execute("SELECT expires_at FROM invitations").fetchall()
    return datetime.fromisoformat(until).replace(tzinfo=UTC) - datetime.now(UTC)


def test_an_invitation_counts_from_the_time_of_the_sandbox(move_in, home, sandbox_clock):
    answer = move_in("--owner-invite", clock_url=sandbox_clock)

    assert answer.status == 0
    assert lasts(home) > AHEAD + timedelta(days=6)


def test_a_sandbox_that_is_gone_is_named(move_in):
    answer = move_in("--owner-invite", clock_url="http://127.0.0.1:9/clock")

    assert (answer.status, "LATARNIK_CLOCK_URL" in answer.sentence) == (1, True)
