"""Duplicates: of an invoice in KSeF its visualisation is enough, one outside is marked and dated (art. 106l VATA)."""

import pytest

from tests.services.correcting import issued
from tests.services.house import SENTENCE

OUTSIDE = "faktura dla osoby prywatnej Jan Kowalski, ul. Polna 1, 00-001 Warszawa, 1 h naprawy 100 zł"


@pytest.mark.parametrize(
    "words",
    [
        "wyślij duplikat FV/2026/11/1 do klienta",
        "duplikat faktury 1 wyślij na ksiegowosc@klient.example",
        "wyślij duplikat ostatniej faktury",
    ],
)
async def test_of_an_invoice_in_ksef_the_same_visualisation_goes_once_more(billed, words):
    await billed.say(words)

    said = billed.one("paper-on-request").data
    assert (said["outcome"], said["duplicate"]) == ("once-more", True)
    assert len({letter.message_id for letter in billed.post.letters}) == 2


@pytest.mark.parametrize("words", ["duplikat faktury 1", "pokaż duplikat FV/2026/11/1", "duplikat ostatniej"])
async def test_in_the_chat_an_invoice_in_ksef_is_shown_as_it_is(billed, words):
    await billed.say(words)

    (file,) = billed.last().files
    assert billed.last().code == "files"
    assert b"duplicate" not in file.content


@pytest.mark.parametrize(
    "words", ["duplikat faktury 1", "wyślij duplikat FV/2026/11/1 na jan@kowalski.example"]
)
async def test_of_an_invoice_outside_ksef_a_dated_duplicate_comes_into_the_chat(house, words):
    await issued(house, OUTSIDE, "issue-outside")
    house.clock.advance(days=3)
    await house.say(words)

    (file,) = house.last().files
    assert (house.last().code, house.last().data["form"]) == ("files", "duplicate")
    assert (file.name, file.content) == ("Duplikat-FV-2026-11-1.pdf", b"%PDF duplicate of 2026-11-23")
    assert house.post.letters == []


async def test_no_duplicate_makes_a_new_invoice_or_draft(billed):
    await billed.say("duplikat faktury 1")
    assert len(await billed.invoices()) == 1
    assert "draft-card" not in {each.code for each in list(billed.telegram.chats["1001"].values())[-1:]}


async def test_of_a_number_that_nobody_issued_there_is_no_duplicate(billed):
    await billed.say("duplikat faktury 9")
    assert billed.last().data["reason"] == "invoice-unknown"


async def test_words_besides_make_it_another_sentence(billed):
    await billed.say(SENTENCE + ", duplikat")
    assert billed.last().code != "files"
