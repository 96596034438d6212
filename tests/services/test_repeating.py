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
