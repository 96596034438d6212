"""A buyer's page: who holds the link sees what the matrix allows, and only a pressed button says anything."""

from datetime import timedelta

import pytest

from invoicing.model.delivering import DeliveryStatus, DeliveryWay
from invoicing.model.papers import Paper
from invoicing.services.delivery.handing_over import HandingOver

CONFIRM = {"do": "confirmed"}
OPEN = {"do": "opened"}


@pytest.fixture
async def linked(shop, buyers):
    """An invoice with its number, and a link that Ola passes on."""
    stored = await buyers.issued("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    async with shop.units() as work:
        await shop.handing_over.promise(work, stored, Paper.VISUALISATION, to="", way=DeliveryWay.LINK)
    await shop.work()
    return stored


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize("trial", ["TEST", "DEMO", None])
async def test_a_paper_of_a_test_environment_says_so_on_its_cover_and_when_it_is_opened(
    buyers, browser, words, trial
):
    cover = words(await browser.get(buyers.link()))
    await browser.post(buyers.link(), data=OPEN)
    opened = words(await browser.get(buyers.link()))

    marked = [f"({trial}): dokument bez mocy prawnej" in page for page in (cover, opened)]
    assert marked == [trial is not None] * 2


async def status_of(buyers, stored):
    return [each.status for each in await buyers.deliveries(stored) if each.way is DeliveryWay.LINK]


async def test_scanners_may_look_at_the_link_as_often_as_they_like(linked, buyers, browser, words):
    for _ in range(3):
        cover = await browser.get(buyers.link())
        assert cover.status_code == 200
        assert "Otwieram dokument" in words(cover)
        assert "<article" not in cover.text
    for file in ("?plik=pdf", "?plik=xml"):
        assert (await browser.get(buyers.link() + file)).headers["content-type"].startswith("text/html")

    assert await status_of(buyers, linked) == [DeliveryStatus.SENT]


async def test_opening_and_confirming_are_recorded_once_with_their_times(
    linked, shop, buyers, browser, words
):
    pressed = await browser.post(buyers.link(), data=OPEN)
    assert (pressed.status_code, pressed.headers["location"]) == (303, buyers.link())
    shop.clock.advance(minutes=5)
    page = await browser.get(buyers.link())
    assert f'<article lang="pl">visualisation {linked.ksef_number}' in page.text
    assert await status_of(buyers, linked) == [DeliveryStatus.OPENED]

    await browser.post(buyers.link(), data=CONFIRM)
    await browser.post(buyers.link(), data=CONFIRM)
    await shop.work()

    assert "Odbiór potwierdzony" in words(await browser.get(buyers.link()))
    assert await status_of(buyers, linked) == [DeliveryStatus.CONFIRMED]
    assert (await shop.events(linked)).count("delivery-confirmed") == 1
    assert shop.shown().count("delivery-news") == 1


async def test_the_opened_page_gives_the_pdf_and_the_very_bytes_of_the_invoice(linked, buyers, browser):
    await browser.post(buyers.link(), data=OPEN)

    pdf, xml = await browser.get(buyers.link() + "?plik=pdf"), await browser.get(buyers.link() + "?plik=xml")

    assert pdf.content == f"%PDF {linked.ksef_number}".encode()
    assert 'filename="FV-2026-11-1.pdf"' in pdf.headers["content-disposition"]
    assert xml.content == linked.xml


async def test_no_page_leaves_a_cookie_runs_anything_or_may_be_indexed_or_kept(linked, buyers, browser):
    await browser.post(buyers.link(), data=OPEN)
    for path in (buyers.link(), buyers.link() + "?plik=pdf", "/faktura/nobody"):
        answer = await browser.get(path)
        assert "set-cookie" not in answer.headers
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text
    policy = (await browser.get(buyers.link())).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


async def test_a_link_that_is_over_or_was_withdrawn_names_nobody(linked, shop, buyers, browser, words):
    shop.clock.advance(days=91)
    over = await browser.get(buyers.link())
    shop.clock.at -= timedelta(days=91)
    (delivery,) = await buyers.deliveries(linked)
    async with shop.units() as work:
        assert await work.paper_links.revoke(delivery.id, shop.clock.now())
    revoked = await browser.get(buyers.link(), headers={"Accept-Language": "en"})
    pressed = await browser.post(buyers.link(), data=CONFIRM)

    assert [each.status_code for each in (over, revoked, pressed)] == [410, 410, 410]
    assert "Tu nie ma dokumentu" in words(over)
    assert "no longer works" in words(revoked)
    for each in (over, revoked, pressed):
        assert "Latarnia" not in each.text
        assert "FV/2026" not in each.text
    assert await status_of(buyers, linked) == [DeliveryStatus.SENT]


async def test_a_guessed_address_or_a_strange_form_opens_nothing(linked, buyers, browser):
    assert (await browser.get(buyers.link()[:-1] + "_")).status_code == 404
    assert (await browser.post(buyers.link(), data={"do": "paid"})).status_code == 400
    assert (await browser.post(buyers.link(), data={"do": "x" * 4096})).status_code == 400
    assert await status_of(buyers, linked) == [DeliveryStatus.SENT]


async def test_nothing_in_the_database_opens_the_page(linked, shop, buyers, tmp_path):
    code = buyers.link().rpartition("/")[2]

    assert all(code.encode() not in each.read_bytes() for each in tmp_path.glob("latarnik.sqlite3*"))


async def test_without_a_public_address_no_link_is_promised(shop, buyers):
    shop.can(DeliveryWay.EMAIL)
    stored = await buyers.issued()
    (letter,) = await buyers.deliveries(stored)

    await buyers.bounced(letter)

    assert [each.way for each in await buyers.deliveries(stored)] == [DeliveryWay.EMAIL]


async def test_a_returned_letter_brings_the_seller_a_link_to_pass_on(shop, buyers, browser, words):
    stored = await buyers.issued()
    (letter,) = await buyers.deliveries(stored)

    await buyers.bounced(letter)

    ways = [each.way for each in await buyers.deliveries(stored)]
    assert ways == [DeliveryWay.EMAIL, DeliveryWay.LINK]
    assert shop.shown().count("next-way") == 1
    assert "FV/2026/11/1" in words(await browser.get(buyers.link()))


async def test_a_letter_refused_for_its_size_is_followed_by_one_with_the_link_to_the_same_address(
    shop, buyers
):
    stored = await buyers.issued()
    (letter,) = await buyers.deliveries(stored)

    await buyers.bounced(letter, "552 5.3.4 message too big")

    assert shop.post.letters[-1].to == "ksiegowosc@klient.example"
    assert shop.post.letters[-1].attachments == ()
    assert buyers.link().startswith("/faktura/")


async def test_no_way_is_gone_twice(shop, buyers):
    stored = await buyers.issued()
    (letter,) = await buyers.deliveries(stored)
    await buyers.bounced(letter, "552 5.3.4 message too big")
    second = (await buyers.deliveries(stored))[1]

    await buyers.bounced(second)

    assert [each.way for each in await buyers.deliveries(stored)] == [DeliveryWay.EMAIL, DeliveryWay.LINK]


def test_an_installation_goes_by_e_mail_unless_it_can_do_more():
    assert HandingOver("latarnik.example").able == {DeliveryWay.EMAIL}
