"""The rate of a sale to a business abroad: by what is sold, asked where it cannot be known, never 23 % by habit."""

from dataclasses import replace

import pytest

from invoicing.model.company import VatExemption, VatStatus
from invoicing.model.lifecycle import Status

CZECH = "faktura dla Majak s.r.o., CZ12345678, Přístavní 1, Praha, Czechy, "
AMERICAN = "faktura dla Acme Inc., 123 Main Street, New York, USA, "
POLISH = "faktura dla NIP 5260250274, "


def rates(house):
    return [line["vat_rate"] for line in house.last().data["lines"]]


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        (CZECH + "3 h programowania po 400 zł", "np II"),
        (CZECH + "usługi marketingowe 4000 zł", "np II"),
        (CZECH + "20 kg kawy ziarnistej po 40 zł", "0 WDT"),
        (AMERICAN + "3 h programowania po 400 zł", "np I"),
        (AMERICAN + "20 kg kawy ziarnistej po 40 zł", "0 EX"),
        (CZECH + "3 h programowania po 400 zł, stawka np", "np II"),
        (CZECH + "krzesło 400 zł, stawka 0%", "0 WDT"),
        (AMERICAN + "krzesło 400 zł, stawka 0%", "0 EX"),
        (POLISH + "3 h programowania po 400 zł", "23"),
        (POLISH + "krzesło 400 zł, stawka 0%", "0 KR"),
    ],
)
async def test_the_buyer_and_what_is_sold_decide_the_rate(house, said, rate):
    await house.say(said)

    assert (house.last().code, rates(house)) == ("draft-card", [rate])


async def test_what_nobody_can_know_is_asked_and_nothing_stands_at_23_by_habit(real):
    await real.say(CZECH + "latarnia 400 zł")

    assert real.last().code == "draft-incomplete"
    assert real.last().data["missing"] == ["supply-kind"]
    assert real.last().labels == ["sold-services", "sold-goods", "cancel"]

    await real.tap("sold-goods")
    assert (real.last().code, rates(real)) == ("draft-card", ["0 WDT"])

    await real.tap("issue")
    (invoice,) = await real.invoices()
    assert invoice.status is Status.ACCEPTED
    assert b"<P_12>0 WDT</P_12>" in invoice.xml


@pytest.mark.parametrize(
    ("answer", "rate"), [("to usługa", "np II"), ("towar", "0 WDT"), ("usługi", "np II")]
)
async def test_the_answer_may_be_said(house, answer, rate):
    await house.say(CZECH + "latarnia 400 zł")
    await house.say(answer)

    assert (house.last().code, rates(house)) == ("draft-card", [rate])


async def test_polish_tax_that_somebody_wants_stays_with_a_warning(house):
    await house.say(CZECH + "3 h programowania po 400 zł + 23% VAT")

    assert rates(house) == ["23"]
    assert "polish-tax-abroad" in house.last().data["notes"]


async def test_services_abroad_say_that_the_buyer_settles_the_tax(real):
    await real.say(CZECH + "3 h programowania po 400 zł")
    await real.tap("issue")

    (invoice,) = await real.invoices()
    assert b"<P_18>1</P_18>" in invoice.xml
    assert b"<P_13_9>1200.00</P_13_9>" in invoice.xml


async def test_an_exempt_company_shows_no_zero_rate(bare_house):
    bare_house.profile = replace(
        bare_house.profile,
        vat_status=VatStatus.EXEMPT,
        exemption=VatExemption("art. 113 ust. 1 ustawy o VAT"),
    )
    await bare_house.take_on()
    await bare_house.say(CZECH + "20 kg kawy ziarnistej po 40 zł")

    assert rates(bare_house) == ["zw"]


async def test_one_line_of_a_said_rate_keeps_it(house):
    await house.say(AMERICAN + "książka 40 zł vat 5%, 3 h programowania po 400 zł")

    assert rates(house) == ["5", "np I"]


async def test_a_buyer_who_turns_out_to_be_polish_brings_the_usual_rate_back(house):
    await house.say(CZECH + "3 h programowania po 400 zł")
    await house.say("nabywca ma być 5260250274")

    assert rates(house) == ["23"]


async def test_an_edit_answers_no_question_about_the_buyer(house):
    await house.say("faktura dla Jana Kowalskiego, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto")
    await house.say("zmień termin na 21 dni")

    assert house.last().data["missing"] == ["buyer-kind"]
