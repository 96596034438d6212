"""Thousands of letters in a night: members are served first, nobody is flooded, one alarm, and no memory grows."""

import gc
import tracemalloc

import pytest

from invoicing.services.delivery.addressing import Purpose, reference_of
from invoicing.services.mail_trust.flood import FLOOD
from tests.services.correcting import issued
from tests.services.house import SENTENCE
from tests.services.night import ADDRESSES, BUYER, OLAS, OURS, Night, letter, strangers


@pytest.fixture
def night(house):
    return Night(house)


async def test_a_member_is_served_before_the_strangers_who_wrote_first(night, house):
    def flood():
        yield from strangers(400)
        yield letter(OLAS, SENTENCE, name="ola")

    assert await night.brings(flood()) == 401
    await night.serve(40)

    assert OLAS in night.served[:40]
    assert "draft-card" in house.shown()


async def test_the_whole_flood_is_few_answers_and_one_alarm(night, house, caplog):
    await night.brings(strangers(420))
    await night.serve(420)

    assert len(house.mail.chats) == 20
    assert house.shown().count("mail-flood") == 1
    assert [each.message for each in caplog.records].count("a flood of letters") == 1
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
        gc.collect()
        gc.freeze()  # the more objects there are from elsewhere, the later cycles of letters are collected
        tracemalloc.start()
        try:
            await night.brings(strangers(number, text=f"{number} " * 2000))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            gc.unfreeze()

    few = await peak(100)
    many = await peak(400)

    assert many < 1.5 * few
