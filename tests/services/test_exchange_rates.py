"""Invoices in another currency: the rate of the day that the law names, with its table; asked for, never guessed."""

from datetime import date

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.terms import ExchangeRate
from tests.services.house import OLA

IN_EURO = "faktura dla NIP 5260250274, 2 h konsultacji po 200 euro netto + 23% VAT"


@pytest.fixture
def bank(real):
    """Tables of Wednesday to Friday; today is Friday, 20 November 2026."""
    for day, rate, number in (("18", "4.2402", "224"), ("19", "4.2512", "225"), ("20", "4.2777", "226")):
        real.rates.publishes("EUR", rate, date.fromisoformat(f"2026-11-{day}"), f"{number}/A/NBP/2026")
    return real.rates


async def test_the_rate_of_the_last_table_before_today_is_on_card_and_invoice(real, bank):
    await real.say(IN_EURO)
    assert real.last().code == "draft-card"
    assert real.last().data["exchange_rate"] == {
        "rate": "4.2512",
        "source": "225/A/NBP/2026",
        "published_on": "2026-11-19",
        "vat": "391.11",
    }

    await real.tap("issue")
    (invoice,) = await real.invoices()
    assert invoice.status is Status.ACCEPTED
    assert invoice.invoice.exchange_rate == ExchangeRate(
        bank.published["EUR"][1].rate, date(2026, 11, 19), "225/A/NBP/2026"
    )
    for said in (
        b"<KodWaluty>EUR</KodWaluty>",
        b"<KursWaluty>4.2512</KursWaluty>",
        b"<P_14_1W>391.11</P_14_1W>",
    ):
        assert said in invoice.xml
    assert b"225/A/NBP/2026" in invoice.xml


async def test_a_sale_of_an_earlier_day_takes_the_rate_before_that_day(real, bank):
    await real.say(IN_EURO + ", data sprzedaży 19.11.2026")

    assert real.last().data["exchange_rate"]["source"] == "224/A/NBP/2026"


async def test_a_day_of_supply_said_later_brings_its_own_rate(real, bank):
    await real.say(IN_EURO)
    await real.say("data sprzedaży 19.11.2026")

    assert real.last().data["exchange_rate"]["source"] == "224/A/NBP/2026"


async def test_a_card_of_another_day_lacks_its_rate_until_it_is_asked_for(real, bank):
    await real.say(IN_EURO)
    real.clock.advance(days=3)  # Monday
    await real.tap("issue")

    assert await real.invoices() == []
    assert real.last().code == "draft-incomplete"
    assert real.last().data["missing"] == ["exchange-rate"]

    await real.say("kurs")
    assert real.last().data["exchange_rate"]["source"] == "226/A/NBP/2026"
    await real.tap("issue")
    assert len(await real.invoices()) == 1


async def test_a_silent_bank_is_said_and_nothing_is_guessed(real, bank):
    bank.down = True
    await real.say(IN_EURO)
    assert real.last().code == "draft-incomplete"
    assert (real.last().data["missing"], real.last().data["notes"]) == (["exchange-rate"], ["rates-down"])

    bank.down = False
    await real.say("kurs")
    assert real.last().code == "draft-card"


async def test_a_rate_may_be_said_with_its_table_and_only_so(real, bank):
    bank.down = True
    await real.say(IN_EURO)
    await real.say("kurs 4,25")
    assert real.last().data["reason"] == "exchange-rate-table"

    await real.say("kurs 4,2512, tabela 225/A/NBP/2026")
    assert real.last().data["exchange_rate"] == {
        "rate": "4.2512",
        "source": "225/A/NBP/2026",
        "published_on": "2026-11-19",
        "vat": "391.11",
    }


async def test_a_currency_that_the_bank_does_not_quote_is_asked_for(real, bank):
    await real.say(IN_EURO.replace("euro", "GBP"))

    assert (real.last().data["missing"], real.last().data["notes"]) == (["exchange-rate"], ["rates-none"])


async def test_an_invoice_in_zloty_asks_no_bank(real, bank):
    await real.say(IN_EURO.replace("euro", "zł"))

    assert real.last().data["exchange_rate"] is None
    assert bank.asked == []


async def test_the_word_rate_is_talk_of_a_draft_only_while_one_lacks_its_rate(house):
    await house.say("kurs")

    assert house.last(OLA).code == "not-understood"


async def test_a_correction_keeps_the_rate_of_what_it_corrects(real, bank):
    await real.say(IN_EURO)
    await real.tap("issue")
    real.clock.advance(days=3)
    await real.say("korekta do FV/2026/11/1: miało być 1 godzina zamiast 2")
    assert real.last().data["exchange_rate"]["source"] == "225/A/NBP/2026"

    await real.tap("issue")
    correction = (await real.invoices())[-1]
    assert correction.status is Status.ACCEPTED
    for said in (b"<KodWaluty>EUR</KodWaluty>", b"<P_14_1>-46.00</P_14_1>", b"<P_14_1W>-195.55</P_14_1W>"):
        assert said in correction.xml
