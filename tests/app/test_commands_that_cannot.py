"""A command that cannot be done, for settings, keys, files or folders, says so in a sentence: no traceback, status 1 or 2."""

import base64
import os
import secrets
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.app.commands import NEW_COMPANY, NIP, SCRIPT, Said, environment, run_here
from tests.house.test_command_line_is_documented import COMMANDS

WITHOUT_BOOKS = {
    "sandbox", "parse", "validate", "render", "ask", "deadline", "handover", "mailbox presets",
    "knowledge check", "knowledge build", "knowledge export",
}  # fmt: skip
NUMBER, ID = "9990001137-20261120-0100001AF629-AF", "0b0e4a52-0000-4000-8000-000000000000"
ON_THE_BOOKS = {
    "run": "--role worker",
    "setup": "--ksef test",
    "migrate": "",
    "retry": "--all",
    "doctor": "",
    "invite": f"--company {NIP}",
    "freeze": f"--company {NIP}",
    "rotate-key": "",
    "accept-history": "mark",
    "revoke": f"--company {NIP}",
    "backup": "copy.tar",
    "restore": "copy.tar",
    "upgrade": "",
    "move": "sqlite:///other.sqlite3",
    "jpk": "",
    "month": f"--company {NIP} -o month.pdf",
    "export": f"--company {NIP} -o months",
    "support": "bundle.zip",
    "drill": f"--company {NIP}",
    "proof": "FV/2026/11/1 -o proof.zip",
    "company add": " ".join(f"'{word}'" for word in NEW_COMPANY[2:]),
    "company look": f"--nip {NIP}",
    "company habits": f"--nip {NIP} --small-seller",
    "ksef status": "",
    "ksef sync": "",
    "ksef send": f"invoice.xml --company {NIP}",
    "ksef upo": f"{NUMBER} --company {NIP} -o upo.xml",
    "ksef login": f"--company {NIP}",
    "ksef certificates list": f"--company {NIP} --local",
    "ksef certificates enrol": f"--company {NIP}",
    "ksef certificates revoke": f"0123 --company {NIP}",
    "ksef certificates import": f"certificate.pem --company {NIP}",
    "mailbox add": f"--company {NIP} --address a@firma.example",
    "mailbox list": "",
    "mailbox remove": f"--company {NIP}",
    "person list": "",
    "person export": "--email a@firma.example -o copy.zip",
    "person erase": "--email a@firma.example",
    "outages list": "",
    "outages export": "1 -o evidence.zip",
    "knowledge review": "",
    "knowledge approve": f"{ID} --by Ola --dismiss",
}  # fmt: skip
WITHOUT_SECRETS = {"migrate", "backup", "upgrade", "support"}
"""These open nothing that a key has sealed."""
MAY_BE_DONE = {
    "another key": WITHOUT_SECRETS,
    "a wrong setting": set(),
    "a file in place of the folder": {"support"},
}
NO_RIGHTS = "-dac_override,-dac_read_search"
"""What root has and Latarnik's own user has not: to write where modes forbid it."""
NOBODY = "http://127.0.0.1:9"
NOWHERE = {
    "telegram_api": NOBODY,
    "ksef_api": f"{NOBODY}/v2",
    "lighthouse_api": NOBODY,
    "register_api": NOBODY,
}


@pytest.fixture(scope="module")
def books(tmp_path_factory, new_home) -> Path:
    """Books with a company, for commands that cannot do anything to them."""
    home = shutil.copytree(new_home, tmp_path_factory.mktemp("books") / "data")
    assert run_here(*NEW_COMPANY, data_dir=home).status == 0
    return home


@pytest.fixture(params=MAY_BE_DONE)
def trouble(request, books, tmp_path) -> tuple[str, dict[str, object]]:
    """What is wrong, and settings with it."""
    (tmp_path / "other.key").write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    (tmp_path / "other.key").chmod(0o600)
    settings = {**NOWHERE, "data_dir": books, "telegram_token": f"1:{secrets.token_urlsafe(26)}"}
    wrong = {
        "another key": {"secret_key_file": tmp_path / "other.key"},
        "a wrong setting": {"imap_port": "letters"},
        "a file in place of the folder": {"data_dir": tmp_path / "other.key"},
    }
    return request.param, settings | wrong[request.param]


def test_every_command_is_tried_here():
    assert set(COMMANDS) == WITHOUT_BOOKS | set(ON_THE_BOOKS)


@pytest.mark.parametrize("name", sorted(ON_THE_BOOKS))
def test_a_command_that_cannot_be_done_says_why(latarnik, trouble, name):
    what, settings = trouble

    answer = latarnik(*name.split(), *shlex.split(ON_THE_BOOKS[name]), **settings)

    assert "Traceback" not in answer.err
    assert answer.status in {1, 2} or (answer.status == 0 and name in MAY_BE_DONE[what])
    assert (
        answer.err.strip().endswith(".") or name in {"doctor", "support"} or answer.err.endswith("doctor\n")
    )


@pytest.fixture
def closed(books, tmp_path) -> Path:
    """Books whose file nobody may write to."""
    home = shutil.copytree(books, tmp_path / "closed")
    (home / "latarnik.sqlite3").chmod(0o444)
    return home


def without_rights(folder: Path, *arguments: str, home: Path) -> Said:
    """Run a command as a user for whom modes of files count; they do not for root."""
    rights = ["setpriv", "--bounding-set", NO_RIGHTS, "--inh-caps", NO_RIGHTS] if os.geteuid() == 0 else []
    env = {**os.environ, **environment({**NOWHERE, "data_dir": home, "telegram_token": "1:a"})}
    words = [*rights, SCRIPT, *arguments]
    ended = subprocess.run(
        words, env=env, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize("command", ["run --role worker", "upgrade"])
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, closed, command):
    (closed / "latarnik.sqlite3.lock").unlink(missing_ok=True)
    closed.chmod(0o555)

    answer = without_rights(tmp_path, *command.split(), home=closed)

    assert answer.sentence == f"{closed / 'latarnik.sqlite3.lock'} cannot be used: Permission denied."
    assert answer.status == 1


def test_no_new_key_is_made_for_a_database_that_cannot_be_written_to(tmp_path, closed):
    before = (closed / "secret.key").read_text()

    answer = without_rights(tmp_path, "rotate-key", home=closed)

    assert answer.sentence.startswith("The database cannot be written to")
    assert answer.status == 1
    assert (closed / "secret.key").read_text() == before


def test_a_command_that_has_ended_does_not_promise_to_try_again(tmp_path, closed):
    answer = without_rights(tmp_path, "invite", "--company", NIP, "--role", "issuer", home=closed)

    assert answer.sentence.startswith("The database cannot be written to")
    assert answer.status == 1


def test_a_key_file_that_this_user_may_not_read_is_not_called_missing(tmp_path, closed):
    (closed / "secret.key").chmod(0)

    answer = without_rights(tmp_path, "jpk", home=closed)

    assert "cannot be read (Permission denied)" in answer.sentence
    assert "latarnik migrate" not in answer.sentence


def test_a_folder_that_is_not_there_keeps_a_copy_of_data_from_being_written(latarnik, books):
    answer = latarnik(
        "person", "export", "--email", "a@firma.example", "-o", "/nowhere/x.zip", data_dir=books
    )

    assert answer.sentence == "/nowhere/x.zip cannot be written: No such file or directory."
    assert answer.status == 1
