"""Papers on paper, with what the seller says of them; and the order of ways that a buyer wants."""

import pytest

from invoicing.model.delivering import DeliveryStatus, DeliveryWay
from invoicing.services.records import Role
from tests.services.house import OLA, PUBLIC

EWA = "1004"
NAMED = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"


async def test_a_sheet_is_asked_for_and_what_the_seller_says_of_it_is_kept(shop, buyers):
    stored = await buyers.issued("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await shop.say("wydruk FV/2026/11/1")
    sheet = shop.one("print-sheet")
    assert [file.name for file in sheet.files] == ["Wydruk-FV-2026-11-1.pdf"]
    assert "with a protocol for KLIENT" in sheet.files[0].content.decode()

    await shop.say("wręczono FV/2026/11/1 19.11 Janowi Kowalskiemu")

    assert shop.last().code == "paper-carried"
    (delivery,) = await buyers.deliveries(stored)
    assert (delivery.way, delivery.status) == (DeliveryWay.PRINT, DeliveryStatus.DELIVERED)
    async with shop.units.reading() as work:
        line = next(
            each for each in await work.events.of_invoice(stored.id) if each.what == "delivery-delivered"
        )
    assert (line.evidence["on"], line.evidence["whom"]) == ("2026-11-19", "Janowi Kowalskiemu")
    assert line.who is not None


async def test_whoever_asks_for_the_sheet_gets_it_as_often_as_they_ask(shop, buyers):
    await buyers.issued("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await shop.take_on(Role.ISSUER, EWA)

    for chat, times in ((OLA, 1), (EWA, 1), (EWA, 2), (OLA, 2)):
        await shop.say("wydruk FV/2026/11/1", chat)
        assert shop.shown(chat).count("print-sheet") == times, (
            chat,
            times,
            shop.shown(chat),
            shop.last(chat),
        )
        assert [file.name for file in shop.last(chat).files] == ["Wydruk-FV-2026-11-1.pdf"]


async def test_whoever_asks_for_the_link_gets_one_that_opens(shop, buyers, browser):
    await buyers.issued("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await shop.take_on(Role.ISSUER, EWA)

    for chat, times in ((OLA, 1), (EWA, 1), (EWA, 2), (OLA, 2)):  # what one asks for is no news to another
        await shop.say("link do FV/2026/11/1", chat)
        assert shop.shown(chat).count("paper-link") == times
        opened = await browser.get(shop.last(chat).data["link"].removeprefix(PUBLIC))
        assert opened.status_code == 200
        shop.clock.advance(minutes=5)


async def test_what_the_seller_carries_himself_keeps_no_letter_from_going(shop, buyers):
    await buyers.issued("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await shop.say("link do FV/2026/11/1")
    await shop.say("wydruk FV/2026/11/1")

    await shop.say("wyślij FV/2026/11/1 na prezes@klient.example")

    assert [letter.to for letter in shop.post.letters] == ["prezes@klient.example"]


async def test_a_number_of_the_post_proves_the_sending_and_not_the_arrival(shop, buyers):
    stored = await buyers.issued("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")

    await shop.say("wysłano pocztą FV/2026/11/1, nr nadania 00459007730000000001")

    (delivery,) = await buyers.deliveries(stored)
    assert delivery.status is DeliveryStatus.SENT
    assert "00459007730000000001" in delivery.answer


@pytest.mark.parametrize("day", ["31.12", "30.02", "21.11"])
async def test_a_day_that_never_was_or_is_still_to_come_is_not_taken(shop, buyers, day):
    stored = await buyers.issued("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")

    await shop.say(f"wręczono FV/2026/11/1 {day} Janowi Kowalskiemu")

    assert shop.last().data["reason"] == "hand-over-day"
    assert await buyers.deliveries(stored) == []


async def test_a_buyer_who_wants_links_gets_links(shop, buyers):
    await buyers.issued(NAMED)
    shop.post.letters.clear()

    await shop.say("KLIENT wysyłaj linkiem, potem e-mailem")
    assert shop.last().data["ways"] == ["link", "email"]
    stored = await buyers.issued(NAMED)

    (delivery,) = await buyers.deliveries(stored)
    assert (delivery.way, delivery.address) == (DeliveryWay.LINK, "ksiegowosc@klient.example")
    assert shop.post.letters[-1].attachments == ()


async def test_the_next_way_is_the_next_one_of_the_buyers_own_order(shop, buyers):
    await buyers.issued(NAMED)
    await shop.say("wysyłaj KLIENT e-mailem, potem na papierze")
    stored = await buyers.issued(NAMED)
    (letter,) = await buyers.deliveries(stored)

    await buyers.bounced(letter)

    assert [each.way for each in await buyers.deliveries(stored)] == [
        DeliveryWay.EMAIL,
        DeliveryWay.PRINT,
    ]
    assert {"next-way", "print-sheet"} <= set(shop.shown())


async def test_the_seller_asks_for_a_link_and_takes_it_back(shop, buyers, browser):
    await buyers.issued("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await shop.say("link do FV/2026/11/1")
    assert (await browser.get(buyers.link())).status_code == 200

    await shop.say("wycofaj link FV/2026/11/1")

    assert shop.last().code == "paper-link-ended"
    assert (await browser.get(buyers.link())).status_code == 410
