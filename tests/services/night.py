"""A night with very many letters: a mailbox that a test fills, its watcher, and the worker that answers."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

from app.inbox import Inbox
from invoicing.services.delivery.addressing import Addresses
from invoicing.services.messages import Channel
from mailer.accounts import ImapAccount, Security
from mailer.answers import AnswersToOurs
from mailer.inbox import MailWatcher
from mailer.reading import LetterReader
from mailer.source import BATCH, Arrived

OURS, OLAS, BUYER = "faktury@latarnik.example", "ola@firma.example", "ksiegowosc@klient.example"
ADDRESSES = Addresses(bytes(range(32)))
AUTHENTIC = "mx.sandbox.example"


def letter(sender, text="dzień dobry", to=OURS, *, real=True, name=0, subject=None, **headers):
    """A letter as it lies in the mailbox; `real`: our own server vouches for its sender."""
    domain = sender.rpartition("@")[2]
    verdict = f"Authentication-Results: {AUTHENTIC}; dmarc=pass header.from={domain}\r\n" if real else ""
    more = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in headers.items())
    head = f"{verdict}{more}From: {sender}\r\nTo: {to}\r\nSubject: {subject or name}\r\nMessage-ID: <{name}@{domain}>\r\n"
    head += "Date: Fri, 20 Nov 2026 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return f"{head}\r\n{text}\r\n".encode()


class Mailbox:
    """Letters made one batch at a time, as a server gives them."""

    def __init__(self, letters) -> None:
        self.letters = letters

    @asynccontextmanager
    async def open(self, account, today):
        yield self

    async def fetch_since(self, cursor):
        batch, number = [], 0
        for number, raw in enumerate(self.letters, 1):
            batch.append(Arrived(f"1:{number:06}", raw))
            if len(batch) == BATCH:
                yield batch
                batch = []
        yield batch

    async def tidy(self, letters):
        return None


class Night:
    """A mailbox, its watcher, and the worker that answers what it brought."""

    def __init__(self, house) -> None:
        self.house, self.served, self.whole = house, [], []
        self.account = ImapAccount("127.0.0.1", 1, Security.NONE, OURS, "x", AUTHENTIC)
        self.reader = AnswersToOurs(ADDRESSES, LetterReader(self.account))

    async def brings(self, letters) -> int:
        mailbox = Mailbox(letters)
        watcher = MailWatcher(
            self.account, self.house.units, self.house.clock, source=mailbox.open, addresses=ADDRESSES
        )
        return await watcher.catch_up(mailbox)

    async def serve(self, until, patience=120) -> None:
        """Work until that many letters were served."""
        house, enough = self.house, asyncio.Event()

        def count(who, subject=None):
            self.served.append(who)
            self.whole.append(subject)
            if len(self.served) >= until:
                enough.set()

        async def answering(incoming):
            await house.assistant(incoming)
            count(incoming.sender.address, incoming.subject)

        async def skipping(key):
            async with house.database.units() as work:
                await work.inbox.finish(key)
            count(None)

        inbox = Inbox(house.database.queue, {Channel.EMAIL: self.reader}, answering, skipping, house.clock)
        task = asyncio.create_task(inbox())
        await asyncio.wait_for(enough.wait(), patience)
        await inbox.stop(30)
        task.cancel()
        await house.work()


def strangers(number, **more):
    return (letter(f"obcy{each}@inna{each % 50}.example", name=each, **more) for each in range(number))
