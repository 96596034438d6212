"""The mail server on the loopback, and the programs that talk to it."""

from email.message import EmailMessage

import aiosmtplib
import pytest

from sandbox.mail import MailServer
from sandbox.world import World

SELLER, PASSWORD = "faktury@latarnia.example", "tajne"
BUYER = "ksiegowosc@klient.example"


@pytest.fixture
async def server():
    server = MailServer(World())
    await server.start()
    await server.add_account(SELLER, PASSWORD)
    yield server
    await server.stop()


@pytest.fixture
def smtp(server):
    """A mail program that is logged in as the seller, once entered."""
    return aiosmtplib.SMTP(
        hostname="127.0.0.1",
        port=server.smtp_port,
        use_tls=False,
        start_tls=False,
        username=SELLER,
        password=PASSWORD,
    )


@pytest.fixture
def letter():
    """Writes the seller's letters."""

    def write(to: str = BUYER, sender: str = SELLER) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, "Faktura żółta"
        message["Message-ID"] = "<abc@latarnia.example>"
        message.set_content("Zażółć gęślą jaźń")
        return message

    return write
