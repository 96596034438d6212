"""The currency of an open draft is changed by saying or tapping: the numbers stay, the rate is asked for anew."""

from datetime import date

import pytest

from tests.services.editing import tap_on

NET = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł netto + 23% VAT"


@pytest.fixture
def bank(real):
    for code, rate in (("EUR", "4.2512"), ("USD", "3.6601")):
        real.rates.publishes(code, rate, date(2026, 11, 19), "225/A/NBP/2026")
    return real.rates


@pytest.mark.parametrize(
    "words", ["zmień walutę na EUR", "w euro", "waluta: eur", "zmień na euro", "change currency to EUR"]
)
async def test_the_currency_of_an_open_draft_is_changed_by_saying(real, bank, words):
    await real.say(NET)
    await real.say(words)

    data = real.last().data
    assert (real.last().code, data["currency"], data["gross"]) == ("draft-card", "EUR", "492.00")
    assert data["exchange_rate"]["rate"] == "4.2512"
    assert "currency-changed" in data["notes"]


async def test_the_rate_of_one_currency_is_never_that_of_the_next(real, bank):
    await real.say(NET)
    await real.say("w euro")
    await real.say("w dolarach")
    assert real.last().data["exchange_rate"]["rate"] == "3.6601"

    await real.say("w złotych")
    assert (real.last().data["currency"], real.last().data["exchange_rate"]) == ("PLN", None)
    await real.tap("issue")
    (stored,) = await real.invoices()
    assert b"<KodWaluty>PLN</KodWaluty>" in stored.xml


async def test_by_a_button_the_rate_is_one_word_away(real, bank):
    """A tap never waits for the network."""
    await real.say(NET)
    await real.tap("edit")
    await real.tap("edit-currency")
    await tap_on(real, "currency-EUR")
    assert (real.last().code, real.last().data["missing"]) == ("draft-incomplete", ["exchange-rate"])
    assert real.last().data["notes"] == ["currency-changed"]

    await real.say("kurs")
    assert (real.last().code, real.last().data["exchange_rate"]["rate"]) == ("draft-card", "4.2512")


async def test_an_undone_currency_brings_its_rate_back(real, bank):
    await real.say(NET)
    await real.say("w euro")
    await real.say("w dolarach")
    await tap_on(real, "undo")

    assert (real.last().data["currency"], real.last().data["exchange_rate"]["rate"]) == ("EUR", "4.2512")


async def test_an_advance_stays_in_zloty(house):
    await house.say(
        "zaliczka 4920 zł za meble kuchenne dla 5260250274, całość 12 300 zł brutto, wpłynęła 18.11"
    )
    await house.say("w euro")

    assert house.last().data["reason"] == "not-yet"


async def test_another_rate_with_its_table_takes_the_place_of_the_one_that_is_known(real, bank):
    await real.say(NET)
    await real.say("w euro")
    await real.say("kurs 4,2402, tabela 224/A/NBP/2026")
    assert real.last().data["exchange_rate"]["rate"] == "4.2402"

    await real.say("kurs")
    assert (real.last().code, real.last().data["exchange_rate"]["source"]) == ("draft-card", "224/A/NBP/2026")
