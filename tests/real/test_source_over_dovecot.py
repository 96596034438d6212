"""The promises of a source of letters, over Dovecot by STARTTLS."""

import asyncio
import dataclasses
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from invoicing.model.errors import Unavailable
from mailer.accounts import Security
from mailer.imap import Imap
from tests.real.mail_configuration import SELLER
from tests.real.wire import wire_to
from tests.twins.mail_source import MailSourceSuite


@pytest.fixture
def encrypting(servers, imap_account):
    """The account by the port where a connection begins in the clear."""
    return dataclasses.replace(imap_account, port=servers.ports.imap, security=Security.STARTTLS)


class Dovecot:
    """Dovecot as the suite wants it."""

    def __init__(self, servers, account, wire) -> None:
        self._servers, self._wire = servers, wire
        self.account = dataclasses.replace(account, port=wire.port)
        self.today = datetime.now(ZoneInfo("Europe/Warsaw")).date()

    async def deliver(self, raw: bytes) -> None:
        await asyncio.to_thread(self._servers.deliver, SELLER, [raw])

    async def hang_up(self) -> None:
        self._wire.cut()

    async def renumber(self) -> None:
        self._servers.renumber(SELLER)


class TestOverDovecot(MailSourceSuite):
    @pytest.fixture
    async def server(self, servers, encrypting):
        async with wire_to(servers.ports.imap) as wire:
            yield Dovecot(servers, encrypting, wire)


async def test_a_certificate_that_nobody_vouches_for_ends_the_log_in_before_the_password(
    encrypting, monkeypatch, servers
):
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(Unavailable) as unavailable:
        async with Imap(encrypting):
            pass

    assert "certificate" in unavailable.value.details["text"]


async def test_a_folder_with_polish_letters_and_blanks_takes_letters(servers, imap_account):
    servers.deliver(SELLER, [b"Subject: list\r\n\r\ntresc\r\n"])

    async with Imap(imap_account) as mailbox:
        await mailbox.move(await mailbox.uids_after(0), "Faktury & zażółcone")
        assert await mailbox.uids_after(0) == []
        await mailbox.open("Faktury & zażółcone")
        assert len(await mailbox.uids_after(0)) == 1
