"""Cash and cards are paid on the spot: no term is assumed for them."""

import pytest

from tests.services.editing import tap_on

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"


def terms(house):
    data = house.last().data
    return data["payment_method"], data["due_date"], data["paid"]


@pytest.mark.parametrize(
    ("words", "method"), [("gotówka", "cash"), ("płatność kartą", "card"), ("blik", "mobile")]
)
async def test_who_pays_on_the_spot_gets_no_term(house, words, method):
    await house.say(f"{TWO_HOURS}, {words}")

    assert terms(house) == (method, None, False)
    assert "due_date" not in house.last().data["guessed"]


async def test_a_term_that_was_said_stays_beside_cash(house):
    await house.say(TWO_HOURS + ", gotówka, termin 7 dni")

    assert terms(house) == ("cash", "2026-11-27", False)


async def test_the_term_nobody_said_goes_and_comes_with_the_way_to_pay(house):
    await house.say(TWO_HOURS)
    await house.tap("edit")
    await house.tap("edit-payment")
    await tap_on(house, "payment-cash")
    assert terms(house) == ("cash", None, False)

    await house.say("przelew")
    assert terms(house) == ("transfer", "2026-12-04", False)
    assert "due_date" in house.last().data["guessed"]


async def test_cash_in_an_answer_takes_the_term_away(house):
    await house.say("faktura dla NIP 5260250274")
    await house.say("2 h konsultacji po 200 zł, gotówka")

    assert terms(house) == ("cash", None, False)


async def test_the_same_once_more_has_no_term_either(real):
    await real.say(TWO_HOURS + ", gotówka")
    await real.tap("issue")
    await real.say("powtórz ostatnią fakturę")

    assert terms(real) == ("cash", None, False)


async def test_the_document_says_cash_and_names_no_account_and_no_term(real):
    await real.say(TWO_HOURS + ", zapłacono gotówką")
    await real.tap("issue")

    (stored,) = await real.invoices()
    assert b"<FormaPlatnosci>1</FormaPlatnosci>" in stored.xml
    assert b"<Zaplacono>1</Zaplacono>" in stored.xml
    assert b"TerminPlatnosci" not in stored.xml
    assert b"NrRB" not in stored.xml
