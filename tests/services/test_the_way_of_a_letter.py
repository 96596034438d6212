"""A letter is followed to its buyer: every word is kept, and a failure has consequences once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from invoicing.model.delivering import DeliveryNews, DeliveryStatus, DeliveryWay
from invoicing.services.delivery.addressing import reference_of
from invoicing.services.delivery.bounces import GUESSED_WITHIN, Report, TakingReports
from invoicing.services.delivery.machine import DeliveryEvent, happened, news_of
from invoicing.services.delivery.originals import OriginalKind
from invoicing.services.jobs import kind_of
from invoicing.services.messages import Channel
from invoicing.services.records import Received
from tests.services.house import SENTENCE

BUYER = "ksiegowosc@klient.example"
RETURNED = Report(DeliveryNews.BOUNCED, "5.1.1 550 5.1.1 no such user")


@pytest.fixture
async def sent(house):
    """A house whose invoice has gone to its buyer."""
    await house.take_on()
    await house.say(SENTENCE)
    await house.tap("issue")
    return house


async def delivery_of(house):
    (invoice,) = await house.invoices()
    async with house.units.reading() as work:
        (delivery,) = await work.deliveries.of_invoice(invoice.id)
    return delivery


async def news(house):
    delivery = await delivery_of(house)
    async with house.units.reading() as work:
        return [(kind, event.evidence) for kind, event in await news_of(work, delivery)]


async def report(house, key, what, raw=b"report"):
    """A report comes in."""
    row = Received(key, Channel.EMAIL, "email:x", raw, house.clock.now())
    async with house.database.units() as work:
        await work.inbox.put(row)
    taken = await TakingReports(house.units)(key, what, raw, house.clock.now())
    await house.work()
    return taken


async def test_what_went_is_kept_with_every_word_of_the_server(sent):
    delivery = await delivery_of(sent)

    assert delivery.status is DeliveryStatus.SENT
    ((kind, evidence),) = await news(sent)
    async with sent.units.reading() as work:
        (letter,) = await work.originals.of_delivery(delivery.id)
    assert kind is DeliveryNews.SENT
    assert evidence["transcript"] == ["> DATA", "< 250 OK"]
    assert (letter.what, letter.raw) == (OriginalKind.LETTER, f"raw {delivery.message_id}".encode())
    assert evidence["original"] == letter.sha256.hex()


async def test_a_letter_that_comes_back_before_it_is_written_down_as_gone_is_known_to_have_come_back(house):
    async def comes_back(letter):
        said = replace(RETURNED, message_id=letter.message_id, by="message-id")
        row = Received("email:1", Channel.EMAIL, "email:x", b"report", house.clock.now())
        async with house.database.units() as work:
            await work.inbox.put(row)
        await TakingReports(house.units)("email:1", said, b"report", house.clock.now())

    house.post.meanwhile = comes_back
    await house.take_on()
    await house.say(SENTENCE)
    await house.tap("issue")

    delivery = await delivery_of(house)
    assert delivery.status is DeliveryStatus.BOUNCED
    assert house.one("delivery-news").data["news"] == "bounced"
    async with house.units.reading() as work:
        kept = await work.originals.of_delivery(delivery.id)
        assert await work.deliveries.suppressed(delivery.company_id, DeliveryWay.EMAIL, BUYER)
    assert {each.what for each in kept} == {OriginalKind.LETTER, OriginalKind.REPORT}


async def test_a_returned_letter_closes_the_address_and_is_told_once(sent):
    delivery = await delivery_of(sent)
    proven = replace(RETURNED, reference=reference_of(delivery.id), by="verp")

    await report(sent, "email:1", proven)
    await report(sent, "email:2", proven)

    assert (await delivery_of(sent)).status is DeliveryStatus.BOUNCED
    async with sent.units.reading() as work:
        assert await work.deliveries.suppressed(delivery.company_id, DeliveryWay.EMAIL, BUYER)
        kept = await work.originals.of_delivery(delivery.id)
    assert [each.what for each in kept] == [OriginalKind.LETTER, OriginalKind.REPORT]
    told = sent.one("delivery-news").data
    assert (told["news"], told["address"], told["likely"]) == ("bounced", BUYER, False)
    assert [kind for kind, _ in await news(sent)].count(DeliveryNews.BOUNCED) == 2


async def test_the_next_invoice_does_not_go_to_an_address_that_returned_one(sent):
    delivery = await delivery_of(sent)
    await report(sent, "email:1", replace(RETURNED, reference=reference_of(delivery.id)))
    gone = len(sent.post.letters)

    await sent.say(SENTENCE)
    await sent.tap("issue")

    assert len(sent.post.letters) == gone
    newest, _ = reversed(await sent.invoices())
    async with sent.units.reading() as work:
        (refused,) = await work.deliveries.of_invoice(newest.id)
    assert refused.status is DeliveryStatus.REFUSED


async def test_asking_for_it_once_more_opens_the_address_again(sent):
    delivery = await delivery_of(sent)
    await report(sent, "email:1", replace(RETURNED, reference=reference_of(delivery.id)))
    gone = len(sent.post.letters)

    await sent.say(f"wyślij FV/2026/11/1 na {BUYER}")

    assert len(sent.post.letters) == gone + 1
    assert (await delivery_of(sent)).status is DeliveryStatus.SENT


async def test_one_report_in_the_inbox_counts_once(sent):
    delivery = await delivery_of(sent)
    proven = replace(RETURNED, reference=reference_of(delivery.id))
    await report(sent, "email:1", proven)

    again = await TakingReports(sent.units)("email:1", proven, b"report", sent.clock.now())

    assert again is None
    assert [kind for kind, _ in await news(sent)].count(DeliveryNews.BOUNCED) == 1


async def test_a_full_mailbox_leaves_the_address_open(sent):
    delivery = await delivery_of(sent)
    full = replace(RETURNED, reference=reference_of(delivery.id), said="5.2.2 552 5.2.2 mailbox full")

    await report(sent, "email:1", full)

    async with sent.units.reading() as work:
        assert await work.deliveries.suppressed(delivery.company_id, DeliveryWay.EMAIL, BUYER) is None
    assert (await delivery_of(sent)).status is DeliveryStatus.BOUNCED


async def test_a_letter_kept_waiting_is_noted_and_nobody_is_troubled(sent):
    delivery = await delivery_of(sent)

    await report(
        sent, "email:1", Report(DeliveryNews.DELAYED, "4.4.1 timeout", reference=reference_of(delivery.id))
    )

    assert (await delivery_of(sent)).status is DeliveryStatus.SENT
    assert "delivery-news" not in sent.shown()
    assert (await news(sent))[-1][0] is DeliveryNews.DELAYED


async def test_by_recipient_and_time_alone_it_is_only_likely(sent):
    delivery = await delivery_of(sent)

    await report(sent, "email:1", replace(RETURNED, recipient=BUYER))

    assert sent.one("delivery-news").data["likely"] is True
    assert (await news(sent))[-1][1]["likely"] is True
    async with sent.units.reading() as work:
        assert await work.deliveries.suppressed(delivery.company_id, DeliveryWay.EMAIL, BUYER) is None


@pytest.mark.parametrize(
    "forged",
    [
        RETURNED,
        replace(RETURNED, recipient="kto.inny@klient.example"),
        replace(RETURNED, message_id="<made-up@x.example>"),
        replace(RETURNED, reference="a" * 12),
        Report(DeliveryNews.DELIVERED, "2.0.0", recipient=BUYER),
    ],
)
async def test_a_report_that_fits_no_letter_is_ignored(sent, forged):
    await report(sent, "email:1", forged)

    assert (await delivery_of(sent)).status is DeliveryStatus.SENT
    assert len(await news(sent)) == 1


async def test_an_old_letter_is_not_guessed(sent):
    sent.clock.advance(seconds=(GUESSED_WITHIN + timedelta(hours=1)).total_seconds())

    await report(sent, "email:1", replace(RETURNED, recipient=BUYER))

    assert (await delivery_of(sent)).status is DeliveryStatus.SENT


async def test_the_card_of_an_invoice_shows_the_way_its_paper_went(sent):
    delivery = await delivery_of(sent)
    reference = reference_of(delivery.id)
    await report(sent, "email:1", Report(DeliveryNews.RELAYED, "2.0.0", reference=reference))
    async with sent.units() as work:
        await happened(work, delivery.id, DeliveryEvent(DeliveryNews.OPENED, sent.clock.now()))

    await sent.say("pokaż FV/2026/11/1")

    (row,) = sent.last().data["deliveries"]
    assert row["status"] == "opened"
    assert [step["news"] for step in row["path"]] == ["sent", "relayed", "opened"]


async def test_a_letter_cut_off_goes_again_as_the_same_letter_and_until_then_nobody_knows(house):
    await house.take_on()
    house.post.cuts = True
    await house.say(SENTENCE)
    await house.tap("issue")

    await house.work(seconds=30)

    assert len(house.post.letters) > 1
    assert (await delivery_of(house)).status is DeliveryStatus.UNKNOWN
    kinds = [kind for kind, _ in await news(house)]
    assert kinds == [DeliveryNews.UNKNOWN]  # the same words of every try are one line

    house.post.cuts = False
    await house.work(seconds=200)

    assert (await delivery_of(house)).status is DeliveryStatus.SENT
    assert len({letter.message_id for letter in house.post.letters}) == 1


async def test_a_server_that_asks_for_patience_is_on_record(house):
    await house.take_on()
    house.post.busy = True
    await house.say(SENTENCE)
    await house.tap("issue")

    assert (await delivery_of(house)).status is DeliveryStatus.QUEUED
    assert [kind for kind, _ in await news(house)] == [DeliveryNews.DEFERRED]


async def test_a_failure_promises_the_next_way(sent):
    delivery = await delivery_of(sent)

    async with sent.units() as work:
        await happened(work, delivery.id, DeliveryEvent(DeliveryNews.BOUNCED, sent.clock.now(), "5.1.1"))

    promised = await sent.database.queue.lease_jobs(sent.clock.now(), 16)
    assert "TryNext" in [kind_of(each.job) for each in promised]
