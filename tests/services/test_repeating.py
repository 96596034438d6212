"""An invoice once more: the last one, that of a buyer, or the one that is named."""

from datetime import datetime

import pytest

from invoicing.model.party import Nip
from tests.services.fakes import PROSTA, WARSAW
from tests.services.house import SENTENCE

OTHER = "faktura dla NIP 1111111111, montaż lampy 150 zł, termin 7 dni"


def go(house, moment: str) -> None:
    house.clock.at = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)


@pytest.fixture
async def two(house):
    house.register.knows(Nip.parse("1111111111"), "ZIELONY OGRÓD", PROSTA)
    for sentence in (SENTENCE, OTHER):
        await house.say(sentence)
        await house.tap("issue")
    go(house, "2026-12-03T10:00")
    return house


async def test_the_last_one_comes_again_with_the_dates_of_today(two):
    await two.say("powtórz ostatnią fakturę")

    card = two.last()
    assert card.code == "draft-card"
    assert card.data["buyer"]["name"] == "ZIELONY OGRÓD"
    assert [line["name"] for line in card.data["lines"]] == ["montaż lampy"]
    assert (card.data["issue_date"], card.data["due_date"]) == ("2026-12-03", "2026-12-10")
    assert len(await two.invoices()) == 2  # nothing is issued by a word
    await two.tap("issue")
    assert len(await two.invoices()) == 3


async def test_the_last_one_of_a_buyer_by_nip_and_by_number(two):
    await two.say("powtórz ostatnią fakturę dla NIP 5260250274")
    assert two.last().data["gross"] == "492.00"
    assert two.last().data["send_to"] == "ksiegowosc@klient.example"
    await two.say("powtórz FV/2026/11/1")
    assert two.last().data["gross"] == "492.00"


async def test_a_number_nobody_has_and_an_empty_book_are_said(house, two):
    await two.say("powtórz FV/2026/11/99")
    assert (two.last().code, two.last().data["reason"]) == ("refused", "invoice-unknown")


async def test_with_no_invoice_there_is_nothing_to_repeat(house):
    await house.say("powtórz ostatnią fakturę")
    assert (house.last().code, house.last().data["reason"]) == ("refused", "nothing-to-repeat")


async def test_a_correction_is_not_repeated(two):
    await two.say("korekta FV/2026/11/2: cena 100 zł")
    await two.tap("issue")
    number = (await two.invoices())[-1].invoice.number
    await two.say(f"powtórz {number}")
    assert (two.last().code, two.last().data["reason"]) == ("refused", "repeat-of-correction")


@pytest.mark.parametrize(
    "words",
    ["to samo co ostatnio, tylko 300 zł", "powtórz ostatnią za 300", "to samo co ostatnio, 300 zł netto",
     "powtórz FV/2026/11/2 z ceną 300", "same as last time but for 300", "те саме що востаннє, але 300 зл"],
)  # fmt: skip
async def test_the_price_that_is_said_with_a_repeat_wins(two, words):
    await two.say(words)
    card = two.last()
    assert (card.code, card.data["buyer"]["name"]) == ("draft-card", "ZIELONY OGRÓD")
    assert card.data["net"] == "300.00"
    await two.tap("issue")
    assert (await two.invoices())[-1].invoice.totals.net == 300


async def test_other_terms_of_a_repeat_are_those_that_were_said(two):
    await two.say("to samo co ostatnio, tylko termin 30 dni i stawka 8%")
    assert (two.last().data["due_date"], two.last().data["gross"]) == ("2027-01-02", "162.00")
    await two.say("taka sama jak ostatnio, 3 szt.")
    assert two.last().data["net"] == "450.00"
    await two.say("to samo co ostatnio, tylko 150 zł")
    assert two.last().data["net"] == "150.00"
    await two.say("to samo co ostatnio, tylko dla NIP 5260250274")
    assert two.last().data["buyer"]["nip"] == "5260250274"
    assert two.last().data["net"] == "150.00"


async def test_of_several_lines_the_one_that_costs_otherwise_is_asked_for(house):
    await house.say("faktura dla NIP 5260250274, wymiana kranu 350 zł, dojazd 120 zł")
    await house.tap("issue")
    await house.say("to samo co ostatnio, tylko 300 zł")
    assert house.last().data["gross"] == "578.10"
    await house.say("2")
    assert house.last().data["net"] == "650.00"


@pytest.mark.parametrize(
    "words",
    [
        "powtórz ostatnią 300",
        "to samo co ostatnio, tylko 300",
        "to samo co ostatnio, tylko fioletowe",
        "powtórz fakturę z 18.11",
    ],
)
async def test_a_difference_that_nobody_understands_makes_no_draft(two, words):
    await two.say(words)
    assert (two.last().code, two.last().data["reason"]) == ("refused", "repeat-otherwise")


async def test_once_more_repeats_and_with_a_price_begins_anew(two):
    await two.say("jeszcze raz dla NIP 5260250274")
    assert two.last().data["gross"] == "492.00"
    await two.say("jeszcze raz faktura dla NIP 5260250274, naprawa 120 zł")
    assert [line["name"] for line in two.last().data["lines"]] == ["naprawa"]
    assert two.last().data["net"] == "120.00"


async def test_monthly_on_the_first_recurs(two):
    await two.say("monthly on the 1st invoice for NIP 5260250274, retainer 1000")
    assert (two.last().code, two.last().data["next_on"]) == ("recurrence-proposed", "2027-01-01")
