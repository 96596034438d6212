"""Whoever is erased is gone from every book; what the law keeps stays and holds."""

from contextlib import suppress

import pytest

from invoicing.model.delivering import DeliveryWay
from invoicing.services.ids import question_id
from invoicing.services.jobs import NotYet, Show
from invoicing.services.messages import Channel, Reply
from invoicing.services.people.erasing import erase_address, whose_address
from invoicing.services.people.jobs import ForgetTraces
from invoicing.services.records import Role
from storage.events import examined
from tests.services.bartek import BARTEK, MAIL, NAME, QUESTION
from tests.services.fakes import Crash
from tests.services.house import BUYER, OLA, SENTENCE


async def erased(house, chat=BARTEK):
    await house.say("usuń moje dane", chat)
    await house.tap("privacy-erase-yes", chat)
    await house.work(60)


async def test_nothing_of_them_is_left_but_an_id_drawn_by_chance(house, bartek, cells):
    assert cells(BARTEK, NAME, MAIL, "domowa.example")

    await erased(house)

    assert cells(BARTEK, NAME, MAIL, "domowa.example") == []
    assert bartek.id.version == 4  # one derived from the address would lead back to it
    assert house.last(BARTEK).code == "person-erased"


async def test_invoices_and_the_history_stay_and_hold(house, bartek):
    (before,) = await house.invoices()
    await erased(house)

    (after,) = await house.invoices()
    assert (after.xml, after.issued_by) == (before.xml, bartek.id)
    async with house.database.units.reading() as work:
        history = await examined(work.transaction)
    assert history.broken == ()


async def test_whoever_is_erased_is_out_and_hears_no_more(house, bartek):
    await erased(house)
    shows = len(house.telegram.shows)

    await house.say("/faktury", BARTEK)
    await house.write_letter(SENTENCE, MAIL)

    assert [each.reply.code for each in house.telegram.shows[shows:]] == ["stranger"]


async def test_what_waits_for_them_is_not_shown(house, bartek):
    await house.say("usuń moje dane", BARTEK)
    tap = house.tap_of("privacy-erase-yes", BARTEK)
    async with house.units() as work:
        await work.jobs.enqueue(Show(Channel.TELEGRAM, BARTEK, Reply("digest", {}), "morning"))

    await house.receive(tap)
    await house.work(60)

    assert "digest" not in house.shown(BARTEK)
    assert "person-erased" in house.shown(BARTEK)


async def test_a_question_is_good_for_a_day_and_for_the_newest_only(house, bartek):
    await house.say("usuń moje dane", BARTEK)
    old = house.tap_of("privacy-erase-yes", BARTEK)
    house.clock.at = house.clock.now().replace(hour=15)
    await house.say("usuń moje dane", BARTEK)

    await house.receive(old)
    await house.work()
    newest = house.tap_of("privacy-erase-yes", BARTEK)
    house.clock.at = house.clock.now().replace(day=21, hour=16)
    await house.receive(newest)
    await house.work()

    async with house.units.reading() as work:
        assert await work.people.by_identity(Channel.TELEGRAM, BARTEK)


async def test_a_last_owner_hears_what_to_do_and_nothing_is_erased(house):
    await house.say("usuń moje dane")

    assert house.last().code == "erasure-owner"
    assert house.last().labels == []
    async with house.units.reading() as work:
        assert await work.people.by_identity(Channel.TELEGRAM, OLA)


async def test_an_owner_who_became_the_last_one_since_the_question_stays(house):
    await house.take_on(Role.OWNER, BARTEK)
    await house.say("usuń moje dane", BARTEK)
    await house.say("usuń moje dane")
    await house.tap("privacy-erase-yes")

    await house.tap("privacy-erase-yes", BARTEK)

    assert house.last(BARTEK).data["reason"] == "last-owner-erasing"
    async with house.units.reading() as work:
        assert await work.people.by_identity(Channel.TELEGRAM, BARTEK)


@pytest.mark.parametrize("moment", range(1, 8))
async def test_a_crash_leaves_everything_or_nothing_and_the_rest_is_done_later(house, bartek, cells, moment):
    await house.say("usuń moje dane", BARTEK)
    tap = house.tap_of("privacy-erase-yes", BARTEK)
    with suppress(Crash), house.units.dying(before=moment):
        await house.receive(tap)
        await house.work(60)
    await house.restart()

    await house.assistant(tap)
    await house.work(120)

    assert cells(BARTEK, NAME, MAIL) == []
    async with house.database.units.reading() as work:
        assert (await examined(work.transaction)).broken == ()


async def test_whoever_comes_back_is_somebody_new(house, bartek):
    await erased(house)

    await house.take_on(Role.VIEWER, BARTEK)

    async with house.units.reading() as work:
        again = await work.people.by_identity(Channel.TELEGRAM, BARTEK)
    assert again.id != bartek.id
    assert house.last(BARTEK).code == "welcome"


async def test_a_question_that_was_passed_on_to_them_can_be_passed_on_again(house, bartek):
    asking = await house.say(QUESTION)
    async with house.units() as work:
        await work.questions.hand(question_id(asking.key), bartek.id, house.clock.now())
        await work.questions.reply(question_id(asking.key), f"pozdrawiam, {NAME}", house.clock.now())

    await erased(house)

    async with house.units.reading() as work:
        question = await work.questions.get(question_id(asking.key))
    assert (question.handed_to, question.answer) == (None, None)


async def test_the_sweep_waits_for_the_farewell(house, bartek):
    job = ForgetTraces(bartek.id, (BARTEK,))
    async with house.units() as work:
        await work.jobs.enqueue(Show(Channel.TELEGRAM, BARTEK, Reply("digest", {}), "farewell"))
        await work.jobs.enqueue(job)

    with pytest.raises(NotYet):
        await house.handlers[ForgetTraces](job)


async def test_of_a_buyer_the_contact_goes_and_the_wish_for_no_letters_stays(house, cells):
    await house.say(SENTENCE)
    await house.tap("issue")
    buyer = "ksiegowosc@klient.example"
    async with house.units() as work:
        (company,) = await work.companies.all()
        await work.buyers.remember(
            company.id, (await work.buyers.by_nip(company.id, BUYER)), house.clock.today()
        )
        (known,) = await work.buyers.latest(company.id, 10)
        assert known.buyer.email == buyer
        await work.deliveries.close(company.id, DeliveryWay.EMAIL, buyer, "asked", house.clock.now())
        held = await work.personal.counted(whose_address(buyer))
        assert (held["contact_of"], held["deliveries"], held["no_letters"]) == (1, 1, 1)

        assert await erase_address(work, buyer, house.clock.now()) == [company.id]

    await house.work()
    async with house.units.reading() as work:
        assert await work.buyers.count(company.id) == 0
        assert await work.deliveries.suppressed(company.id, DeliveryWay.EMAIL, buyer) == "asked"
        assert (await work.personal.counted(whose_address(buyer)))["deliveries"] == 1
