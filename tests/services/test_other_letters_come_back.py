"""Reminders and pro formas that come back are known for what they are; an answer of ours is never an invoice."""

import pytest

from invoicing.model.delivering import DeliveryNews, DeliveryStatus, DeliveryWay
from invoicing.services.delivery.bounces import Report, TakingReports
from invoicing.services.messages import Channel
from invoicing.services.records import Received
from tests.services.test_payment_reminders import THIRD_LATE, issue, look, reminders

BUYER = "ksiegowosc@klient.example"
DEAD, FULL = "5.1.1 550 5.1.1 no such user", "5.2.2 552 5.2.2 mailbox full"


async def report(house, key, said=DEAD, news=DeliveryNews.BOUNCED, **known):
    """A report comes in."""
    row = Received(key, Channel.EMAIL, "email:x", b"report", house.clock.now())
    async with house.database.units() as work:
        await work.inbox.put(row)
    taken = await TakingReports(house.units)(
        key, Report(news, said, recipient=BUYER, **known), b"report", house.clock.now()
    )
    await house.work()
    return taken


@pytest.fixture
async def reminded(house):
    """The buyer got the invoice, and a reminder of it."""
    await house.say("przypominaj o płatnościach")
    await issue(house)
    await look(house, THIRD_LATE)
    return house


async def invoice_letter(house):
    (stored,) = await house.invoices()
    async with house.units.reading() as work:
        return (await work.deliveries.of_invoice(stored.id))[0]


@pytest.mark.parametrize("by", ["reference", "message_id"])
async def test_a_reminder_that_comes_back_leaves_the_invoice_delivered_and_is_told_once(reminded, by):
    (letter,) = reminders(reminded)
    known = {"reference": letter.returned_as} if by == "reference" else {"message_id": letter.message_id}

    await report(reminded, "email:1", **known)
    await report(reminded, "email:2", **known)

    assert (await invoice_letter(reminded)).status is DeliveryStatus.SENT
    told = reminded.one("letter-returned").data
    assert (told["kind"], told["number"], told["address"]) == ("reminder", "FV/2026/11/1", BUYER)
    assert (await reminded.events((await reminded.invoices())[0])).count("other-letter-returned") == 1


async def test_an_address_that_returned_a_reminder_for_good_gets_no_further_one(reminded):
    (letter,) = reminders(reminded)
    await report(reminded, "email:1", reference=letter.returned_as)

    await look(reminded, "2026-12-18T09:05")

    assert len(reminders(reminded)) == 1
    async with reminded.units.reading() as work:
        first = await invoice_letter(reminded)
        assert await work.deliveries.suppressed(first.company_id, DeliveryWay.EMAIL, BUYER) == DEAD


async def test_a_full_mailbox_stays_on_file(reminded):
    (letter,) = reminders(reminded)
    await report(reminded, "email:1", FULL, reference=letter.returned_as)

    assert reminded.one("letter-returned").data["closed"] is False
    await look(reminded, "2026-12-18T09:05")
    assert len(reminders(reminded)) == 2


async def test_a_reminder_that_is_late_or_arrives_is_no_news(reminded):
    (letter,) = reminders(reminded)

    await report(reminded, "email:1", news=DeliveryNews.DELAYED, reference=letter.returned_as)
    await report(reminded, "email:2", news=DeliveryNews.DELIVERED, reference=letter.returned_as)

    assert "letter-returned" not in reminded.shown()
    assert (await invoice_letter(reminded)).status is DeliveryStatus.SENT


async def test_a_buyer_answers_a_reminder_as_the_letter_of_its_invoice(reminded):
    (letter,) = reminders(reminded)
    first = reminded.post.letters[0]

    assert letter.reference == first.reference
    assert letter.returned_as not in {None, first.reference}


async def test_a_pro_forma_that_comes_back_is_told_by_its_number(house):
    await house.say(f"pro forma dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na {BUYER}")
    await house.tap("issue-pro-forma")
    (letter,) = house.post.letters

    await report(house, "email:1", reference=letter.returned_as)

    told = house.one("letter-returned").data
    assert (told["kind"], told["address"]) == ("pro-forma", BUYER)
    assert letter.reference is None


async def test_a_mark_of_ours_that_names_no_letter_to_a_buyer_moves_nothing(reminded):
    assert await report(reminded, "email:1", reference="abcdefghijkl") is None

    assert (await invoice_letter(reminded)).status is DeliveryStatus.SENT
    assert "delivery-news" not in reminded.shown()
