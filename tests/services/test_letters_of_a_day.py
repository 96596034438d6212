"""A provider lets out so many letters a day: the rest wait for tomorrow or go another way, and the owner is told once."""

import asyncio

import pytest

from invoicing.model.delivering import DeliveryStatus, DeliveryWay
from invoicing.services.mailboxes.daily import DailyAllowance, DayIsFull
from tests.services.house import MAILBOX, SENTENCE

TEN = 10


async def take(house, letters, most=TEN):
    """So many letters of the company go out of the mailbox; how many did."""
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
    allowance, gone = DailyAllowance(house.units, house.clock, lambda _: most), 0
    for _ in range(letters):
        try:
            await allowance.take(MAILBOX, company.id)
        except DayIsFull:
            continue
        gone += 1
    await house.work()
    return gone


def told(house):
    return [
        each.data["state"]
        for each in house.telegram.chats.get("1001", {}).values()
        if each.code == "mail-day"
    ]


async def test_no_more_letters_go_in_a_day_than_the_provider_allows(house):
    assert await take(house, 25) == TEN

    house.clock.advance(hours=24)
    assert await take(house, 3) == 3


async def test_the_owner_is_told_at_four_fifths_and_at_the_end_once_a_day_each(house):
    await take(house, 7)
    assert told(house) == []
    await take(house, 1)
    assert told(house) == ["near"]

    await take(house, 20)
    assert told(house) == ["near", "full"]
    house.clock.advance(hours=24)
    await take(house, 8)
    assert told(house) == ["near", "full", "near"]


async def test_two_processes_together_keep_the_limit(house):
    gone = await asyncio.gather(*(take(house, 6) for _ in range(4)))

    assert sum(gone) == TEN


async def test_a_letter_that_did_not_get_out_does_not_count(house):
    allowance = DailyAllowance(house.units, house.clock, lambda _: TEN)
    await take(house, TEN)

    await allowance.give_back(MAILBOX)

    assert await take(house, 5) == 1


async def test_where_no_limit_is_known_nothing_is_counted(house):
    assert await take(house, 50, most=0) == 50
    assert told(house) == []


async def test_what_waits_for_tomorrow_waits_until_then_and_no_longer(house):
    await take(house, TEN)
    with pytest.raises(DayIsFull) as later:
        await DailyAllowance(house.units, house.clock, lambda _: TEN).take(MAILBOX, None)

    house.clock.advance(seconds=later.value.retry_after)

    assert await take(house, 1) == 1


async def issue(house):
    await house.say(SENTENCE)
    await house.tap("issue")
    return (await house.invoices())[-1]


async def deliveries(house, stored):
    async with house.units.reading() as work:
        return await work.deliveries.of_invoice(stored.id)


async def test_an_invoice_without_another_way_waits_and_goes_when_the_day_is_over(house):
    house.post.full = True
    stored = await issue(house)
    (waiting,) = await deliveries(house, stored)
    assert waiting.status is DeliveryStatus.QUEUED

    house.post.full = False
    await house.work(seconds=3700)

    assert [each.status for each in await deliveries(house, stored)] == [DeliveryStatus.SENT]
    assert "next-way" not in house.shown()


async def test_an_invoice_goes_to_the_chat_of_a_buyer_who_has_one(house):
    house.can(*DeliveryWay)
    await issue(house)
    await house.say("zaproś KLIENT do Telegrama")
    started = house.last().data["link"].rpartition("start=")[2]
    await house.say(f"/start {started}", "2002", start=started)
    await house.say("KLIENT wysyłaj mailem, potem na Telegram")
    house.post.full, gone = True, len(house.post.letters)

    stored = await issue(house)
    await house.work(seconds=60)

    ways = {each.way: each.status for each in await deliveries(house, stored)}
    assert ways == {
        DeliveryWay.EMAIL: DeliveryStatus.REFUSED,
        DeliveryWay.TELEGRAM: DeliveryStatus.SENT,
    }
    assert len(house.post.letters) == gone
    async with house.units.reading() as work:
        (delivery, *_) = await deliveries(house, stored)
        assert await work.deliveries.suppressed(delivery.company_id, delivery.way, delivery.address) is None


async def test_a_link_would_wait_in_the_same_mailbox_so_the_letter_itself_waits(house):
    house.can(*DeliveryWay)
    await issue(house)
    await house.say("KLIENT wysyłaj mailem, potem linkiem")
    house.post.full = True

    stored = await issue(house)

    assert [(each.way, each.status) for each in await deliveries(house, stored)] == [
        (DeliveryWay.EMAIL, DeliveryStatus.QUEUED)
    ]
