"""Whatever lies in the mailbox: it is read or left alone, and nobody stumbles over it."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import example, given

from invoicing.services.delivery.addressing import Addresses
from invoicing.services.messages import Channel, Incoming
from invoicing.services.records import Received
from mailer.accounts import ImapAccount, Security
from mailer.answers import AnswersToOurs
from mailer.bounces import ReportsFirst
from mailer.reading import LetterReader
from mailer.withholding import without_secrets
from tests.fuzz.letters import letters
from tests.fuzz.nested import nested

ACCOUNT = ImapAccount("127.0.0.1", 143, Security.NONE, "faktury@latarnik.example", "x")


@pytest.fixture
def read():
    """All readers that a letter goes through, one behind the other."""
    addresses = Addresses(bytes(32))

    async def no_key(name):
        return None

    async def take(key, report, raw, at):
        return None

    reader = ReportsFirst(addresses, take, AnswersToOurs(addresses, LetterReader(ACCOUNT, no_key).checked))
    with asyncio.Runner() as runner:
        yield lambda raw: runner.run(reader(Received("email:1", Channel.EMAIL, "email:x", raw, None)))


@pytest.mark.timeout(3000)
def test_no_letter_makes_anybody_stumble(read, tries, caplog, record_property):
    count = 0

    @tries(250, shrinks=True)
    @given(letters() | nested())
    @example(b"From: ola@firma.example\n\nx")
    def each(raw):
        nonlocal count
        count += 1
        caplog.clear()
        incoming = read(without_secrets(raw))
        stumbles = [record.getMessage() for record in caplog.records if record.exc_info]
        assert stumbles == [], caplog.text
        assert incoming is None or isinstance(incoming, Incoming)
        assert incoming is None or "\x00" not in incoming.text + incoming.sender.name + (
            incoming.subject or ""
        )

    each()
    record_property("shown", f"letters: {count} odd ones, none made a reader stumble")
