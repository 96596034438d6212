"""The post office against the sandbox's mail server, with a real database behind it."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from invoicing.services.letters_out import Attachment, Letter
from invoicing.services.messages import Channel
from invoicing.services.records import Received
from mailer.accounts import ImapAccount, Security, SmtpAccount
from mailer.reading import LetterReader
from mailer.smtp import SmtpPostman
from sandbox.mail import MailServer
from sandbox.world import World
from storage.database import migrate, open_database

OURS = "faktury@latarnia.example"


class StoppedClock:
    """A clock that does not run."""

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Warsaw"))

    def today(self):
        return self.now().date()


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def password():
    return secrets.token_urlsafe(12)


@pytest.fixture
def world():
    return World()


@pytest.fixture
async def server(password, world):
    server = MailServer(world)
    await server.start()
    await server.add_account(OURS, password)
    yield server
    await server.stop()


@pytest.fixture
async def postman(server, password, clock):
    account = SmtpAccount(
        "127.0.0.1", server.smtp_port, Security.NONE, OURS, password, OURS, "Latarnia Morska"
    )
    postman = SmtpPostman(account, clock)
    yield postman
    await postman.close()


@pytest.fixture
def account(server, password):
    return ImapAccount("127.0.0.1", server.imap_port, Security.NONE, OURS, password, "mx.sandbox.example")


@pytest.fixture
async def database(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'books.sqlite3'}"
    await migrate(url)
    database = open_database(url, secrets.token_bytes(32))
    yield database
    await database.close()


@pytest.fixture
def read_bytes():
    """What the reader makes of raw bytes."""
    account = ImapAccount("127.0.0.1", 143, Security.NONE, OURS, "x", "mx.sandbox.example")
    reader = LetterReader(account)

    def make(raw: bytes):
        return reader(Received("email:1", Channel.EMAIL, "email:x", raw, StoppedClock().now()))

    return make


@pytest.fixture
def read(read_bytes):
    """What the reader makes of a letter written as text."""
    return lambda raw: read_bytes(raw.encode())


@pytest.fixture
def letter():
    """A letter that hands an invoice over."""

    def make(to: str = "ksiegowosc@klient.example", **changes) -> Letter:
        files = (
            Attachment("FV-1.pdf", "application/pdf", b"%PDF"),
            Attachment("FV-1.xml", "application/xml", b"<F/>"),
        )
        fields = {
            "message_id": "<stable@latarnia.example>", "to": to, "subject": "Faktura żółta",
            "text": "Zażółć", "html": "<p>Zażółć</p>", "attachments": files,
        }  # fmt: skip
        return Letter(**{**fields, **changes})

    return make
