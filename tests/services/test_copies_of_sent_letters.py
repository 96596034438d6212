"""A letter that went is promised a copy where its mailbox keeps none, and only there."""

import hashlib
from uuid import uuid4

import pytest

from invoicing.services.delivery.originals import OriginalKind
from invoicing.services.mailboxes.copies import CopyingToSent, promise_copy
from invoicing.services.mailboxes.jobs import CopyToSent
from invoicing.services.mailboxes.records import MailboxAbilities
from tests.services.house import SENTENCE

RAW = b"From: Hydraulik <biuro@firma.example>\r\nMessage-ID: <1@firma.example>\r\n\r\ntekst\r\n"


@pytest.fixture
async def sent(house):
    """A house whose invoice has gone to its buyer; the letter as it went is in the books."""
    await house.take_on()
    await house.say(SENTENCE)
    await house.tap("issue")
    return house


async def learned(house, **abilities):
    async with house.database.units() as work:
        await work.mailboxes.learn("biuro@firma.example", MailboxAbilities(house.clock.now(), **abilities))


async def promised(house) -> bool:
    async with house.database.units() as work:
        await promise_copy(work, uuid4(), RAW, hashlib.sha256(RAW).digest())
    leased = await house.database.queue.lease_jobs(house.clock.now(), 16)
    return any(type(each.job).__name__ == "CopyToSent" for each in leased)


async def test_nothing_is_promised_for_a_mailbox_that_nobody_has_tried(house):
    assert not await promised(house)


async def test_nothing_is_promised_where_the_provider_keeps_copies(house):
    await learned(house, copies_sent=True, sent_folder="Wysłane")

    assert not await promised(house)


async def test_a_copy_is_promised_where_the_provider_keeps_none(house):
    await learned(house)

    assert await promised(house)


async def test_the_copy_is_the_letter_as_it_went(sent):
    kept = []

    class Folder:
        async def keep(self, company_id, raw, folder):
            kept.append((company_id, raw, folder))

    (invoice,) = await sent.invoices()
    async with sent.database.units() as work:
        (delivery,) = await work.deliveries.of_invoice(invoice.id)
        digest = await work.originals.keep(delivery.id, OriginalKind.LETTER, RAW, sent.clock.now())
        await work.jobs.enqueue(CopyToSent(delivery.id, digest.hex()))
    await learned(sent, sent_folder="Elementy wysłane")
    sent.handlers[CopyToSent] = CopyingToSent(sent.units, Folder())

    await sent.work()

    assert kept == [(invoice.company_id, RAW, "Elementy wysłane")]
