"""Thousands of letters in a night: members are served first, nobody is flooded, one alarm, and no memory grows."""

import asyncio
import tracemalloc
from contextlib import asynccontextmanager

import pytest

from app.inbox import Inbox
from invoicing.services.delivery.addressing import Addresses, Purpose, reference_of
from invoicing.services.mail_trust.flood import FLOOD
from invoicing.services.messages import Channel
from mailer.accounts import ImapAccount, Security
from mailer.answers import AnswersToOurs
from mailer.inbox import MailWatcher
from mailer.reading import LetterReader
from mailer.source import BATCH, Arrived
from tests.services.correcting import issued
from tests.services.house import SENTENCE

OURS, OLAS, BUYER = "faktury@latarnik.example", "ola@firma.example", "ksiegowosc@klient.example"
ADDRESSES = Addresses(bytes(range(32)))
AUTHENTIC = "mx.sandbox.example"


def letter(sender, text="dzień dobry", to=OURS, *, real=True, name=0, **headers):
    """A letter as it lies in the mailbox; `real`: our own server vouches for its sender."""
    domain = sender.rpartition("@")[2]
    verdict = f"Authentication-Results: {AUTHENTIC}; dmarc=pass header.from={domain}\r\n" if real else ""
    more = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in headers.items())
    head = f"{verdict}{more}From: {sender}\r\nTo: {to}\r\nSubject: list {name}\r\nMessage-ID: <{name}@{domain}>\r\n"
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
        self.house, self.served = house, []
        self.account = ImapAccount("127.0.0.1", 1, Security.NONE, OURS, "x", AUTHENTIC)
        self.reader = AnswersToOurs(ADDRESSES, LetterReader(self.account))

    async def brings(self, letters) -> int:
        mailbox = Mailbox(letters)
        watcher = MailWatcher(
            self.account, self.house.units, self.house.clock, source=mailbox.open, addresses=ADDRESSES
        )
        return await watcher.catch_up(mailbox)

    async def serve(self, until) -> None:
        """Work until that many letters were served."""
        house, enough = self.house, asyncio.Event()

        def count(key):
            self.served.append(key)
            if len(self.served) >= until:
                enough.set()

        async def answering(incoming):
            await house.assistant(incoming)
            count(incoming.sender.address)

        async def skipping(key):
            async with house.database.units() as work:
                await work.inbox.finish(key)
            count(None)

        inbox = Inbox(house.database.queue, {Channel.EMAIL: self.reader}, answering, skipping, house.clock)
        task = asyncio.create_task(inbox())
        await asyncio.wait_for(enough.wait(), 120)
        await inbox.stop(30)
        task.cancel()
        await house.work()


@pytest.fixture
def night(house):
    return Night(house)


def strangers(number, **more):
    return (letter(f"obcy{each}@inna{each % 50}.example", name=each, **more) for each in range(number))


async def test_a_member_is_served_before_the_strangers_who_wrote_first(night, house):
    def flood():
        yield from strangers(400)
        yield letter(OLAS, SENTENCE, name="ola")

    assert await night.brings(flood()) == 401
    await night.serve(40)

    assert OLAS in night.served[:40]
    assert "draft-card" in house.shown()


async def test_the_whole_flood_is_few_answers_and_one_alarm(night, house):
    await night.brings(strangers(320))
    await night.serve(320)

    assert len(house.mail.chats) == 20
    assert house.shown().count("mail-flood") == 1
    assert house.one("mail-flood").data["count"] >= FLOOD


async def test_the_alarm_is_told_once_a_day_and_again_on_the_next(night, house):
    for day in range(2):
        for part in range(3):
            await night.brings(strangers(FLOOD, to=f"{OURS}, x{day}{part}@inna.example"))
            house.clock.advance(hours=1)
        await house.work()
        house.clock.advance(days=1)

    assert house.shown().count("mail-flood") == 2


async def test_members_letters_are_no_flood(night, house):
    await night.brings(letter(OLAS, "kolejka", name=each) for each in range(FLOOD + 50))
    await house.work()

    assert "mail-flood" not in house.shown()


async def test_who_forges_a_member_is_told_of_in_few_lines_and_holds_up_nobody_else(night, house):
    await house.say("/poczta")
    secret = house.last().data["address"]

    def flood():
        yield from (letter(OLAS, SENTENCE, real=False, name=each) for each in range(300))
        yield letter(OLAS, SENTENCE, secret, name="ola")

    await night.brings(flood())
    await night.serve(30)
    assert "draft-card" in house.shown()

    await night.serve(301)
    assert house.shown().count("draft-card") == 1
    assert house.shown().count("mail-quarantined") == 1
    assert OLAS not in house.mail.chats or len(house.mail.chats[OLAS]) == 1


async def test_a_buyer_at_the_reply_address_waits_behind_no_stranger(night, real):
    await issued(real)
    (invoice,) = await real.invoices()
    async with real.units.reading() as work:
        (delivery,) = await work.deliveries.of_invoice(invoice.id)
    reply = ADDRESSES.make(Purpose.REPLY, reference_of(delivery.id), OURS)

    def flood():
        yield from strangers(300)
        yield letter(BUYER, "nie widzę faktury", reply, real=False, name="b")

    await night.brings(flood())
    await night.serve(30)

    assert real.one("buyer-wrote").data["ended"] == "copied"


async def test_one_buyer_who_writes_all_night_gets_ten_copies_and_the_seller_few_lines(night, real):
    await issued(real)
    (invoice,) = await real.invoices()
    async with real.units.reading() as work:
        (delivery,) = await work.deliveries.of_invoice(invoice.id)
    reply = ADDRESSES.make(Purpose.REPLY, reference_of(delivery.id), OURS)
    letters = (letter(BUYER, "nie widzę faktury", reply, real=False, name=each) for each in range(120))
    await night.brings(letters)
    await night.serve(120)

    assert len(real.post.letters) == 2
    tasks = [each for each in real.telegram.chats["1001"].values() if each.code == "buyer-wrote"]
    assert [each.data["letters"] for each in tasks] == [1, 100]


async def test_memory_stays_as_it_is_however_many_letters_wait(night):
    """Bytes that are held while a flood of long letters is stored do not grow with their number."""

    async def peak(number):
        tracemalloc.start()
        try:
            await night.brings(strangers(number, text=f"{number} " * 2000))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few = await peak(100)
    many = await peak(400)

    assert many < 1.5 * few
