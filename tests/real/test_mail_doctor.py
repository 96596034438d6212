"""The doctor learns from one letter what a mailbox of one's own domain can do."""

import asyncio
import os
import sys

import pytest

from storage.database import open_database
from storage.secrets import read_key_file
from tests.real.mail_configuration import SELLER
from tests.real.mail_servers import HOST


@pytest.fixture
def environment(servers, tmp_path):
    password = servers.passwords[SELLER]
    ours = {
        "DATA_DIR": str(tmp_path / "data"), "MAIL_FROM": SELLER,
        "SMTP_HOST": HOST, "SMTP_PORT": str(servers.ports.smtp), "SMTP_USER": SELLER, "SMTP_PASSWORD": password,
        "IMAP_HOST": HOST, "IMAP_PORT": str(servers.ports.imaps), "IMAP_USER": SELLER, "IMAP_PASSWORD": password,
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LATARNIK_")}
    return kept | {f"LATARNIK_{name}": value for name, value in ours.items()}


async def latarnik(environment, *words: str) -> str:
    """What a command prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app", *words,
        env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return said.decode()


async def test_the_doctor_tries_the_mailbox_and_keeps_what_it_can_do(environment, tmp_path):
    await latarnik(environment, "migrate")

    said = " ".join((await latarnik(environment, "doctor", "mail")).split())

    data = tmp_path / "data"
    database = open_database(f"sqlite:///{data / 'latarnik.sqlite3'}", read_key_file(data / "secret.key"))
    async with database.units.reading() as work:
        learned = await work.mailboxes.abilities(SELLER)
    await database.close()
    assert "Serwer zachowuje nasz adres zwrotny" in said
    assert learned.own_mail_from
    assert learned.plus_address
    assert learned.delivered_to
    assert learned.keeps_message_id
    assert learned.announces_dsn
    assert not learned.copies_sent  # Postfix keeps none, so we append one
