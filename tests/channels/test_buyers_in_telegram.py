"""A buyer's chat: opened by the buyer, for papers alone, and closed by one word."""

import pytest

from invoicing.model.delivering import DeliveryStatus, DeliveryWay

BUYER, OTHER = "2002", "3003"


@pytest.fixture
async def joined(buyers):
    """The buyer knows the link, and has pressed Start."""
    await buyers.issued()
    await buyers.joins(BUYER)
    buyers.house.post.letters.clear()
    return buyers


async def test_the_seller_passes_a_link_on_and_the_buyer_sees_who_sends(buyers, shop):
    await buyers.issued()

    await buyers.joins(BUYER)

    hello = shop.one("buyer-joined", BUYER)
    assert (hello.data["seller"], hello.data["nip"]) == ("Latarnia Morska", "5265877635")


async def test_the_link_lets_one_buyer_in_and_ends(joined, shop):
    await shop.say(f"/start {joined.started}", OTHER, start=joined.started)

    assert shop.shown(OTHER) == ["buyer-link-over"]


async def test_papers_come_with_both_files_and_the_receipt_is_confirmed_with_its_time(joined, shop):
    stored = await joined.issued()
    paper = shop.one("buyer-paper", BUYER)
    assert [file.name for file in paper.files] == ["FV-2026-11-2.pdf", "FV-2026-11-2.xml"]
    assert shop.post.letters == []
    assert shop.shown().count("way-gone") == 1

    await shop.tap("receipt", BUYER)
    await shop.tap("receipt", BUYER)

    (delivery,) = await joined.deliveries(stored)
    assert (delivery.way, delivery.status) == (DeliveryWay.TELEGRAM, DeliveryStatus.CONFIRMED)
    assert (await shop.events(stored)).count("delivery-confirmed") == 1
    assert shop.shown().count("delivery-news") == 1


@pytest.mark.parametrize(
    "text", ["faktura dla NIP 5260250274, 1 h po 100 zł", "/faktury", "/ludzie", "pdf FV/2026/11/1"]
)
async def test_a_buyer_is_nobody_else_here(joined, shop, text):
    await shop.say(text, BUYER)

    assert shop.shown(BUYER)[-1] == "buyer-here"
    assert len(await shop.invoices()) == 1


async def test_the_button_of_another_chat_confirms_nothing(joined, shop):
    stored = await joined.issued()

    await shop.receive(shop.tap_of("receipt", BUYER, person=OTHER))
    await shop.work()

    (delivery,) = await joined.deliveries(stored)
    assert delivery.status is DeliveryStatus.SENT


async def test_who_leaves_gets_nothing_more_there_and_the_papers_go_the_next_way(joined, shop):
    await shop.say("/stop", BUYER)
    assert shop.shown(BUYER)[-1] == "buyer-left"

    stored = await joined.issued()

    assert [each.way for each in await joined.deliveries(stored)] == [DeliveryWay.EMAIL]
    assert "buyer-paper" not in shop.shown(BUYER)
    await shop.say("dzień dobry", BUYER)
    assert shop.shown(BUYER)[-1] == "stranger"
