"""What a card shows: said, found or guessed, and always from the company's own habits."""

from dataclasses import replace

import pytest

from invoicing.model.company import VatExemption, VatStatus
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.messages import Channel
from tests.services.fakes import PROSTA
from tests.services.house import BUYER, OLA, SELLER

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"


async def company_like(bare_house, **habits):
    bare_house.profile = replace(bare_house.profile, **habits)
    await bare_house.take_on()
    return bare_house


async def test_an_exempt_company_never_gets_a_rate_by_default(bare_house):
    house = await company_like(
        bare_house, vat_status=VatStatus.EXEMPT, exemption=VatExemption("art. 113 ust. 1 ustawy o VAT")
    )
    await house.say(TWO_HOURS)

    assert house.last().data["lines"][0]["vat_rate"] == "zw"
    assert (house.last().data["vat"], house.last().data["gross"]) == ("0.00", "400.00")

    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.invoice.exemption == VatExemption("art. 113 ust. 1 ustawy o VAT")


async def test_an_exempt_company_that_says_23_is_told_why_not(bare_house):
    house = await company_like(
        bare_house, vat_status=VatStatus.EXEMPT, exemption=VatExemption("art. 113 ust. 1 ustawy o VAT")
    )
    await house.say(TWO_HOURS + " + 23% VAT")

    assert house.last().data["reason"] == "rate-of-exempt-company"


async def test_guesses_give_way_to_the_companys_habits(bare_house):
    house = await company_like(
        bare_house, default_rate=VatRate.REDUCED, default_price_kind=PriceKind.GROSS, payment_days=30
    )
    await house.say(TWO_HOURS)

    data = house.last().data
    assert (data["price_kind"], data["lines"][0]["vat_rate"]) == ("gross", "8")
    assert (data["net"], data["vat"], data["gross"]) == ("370.37", "29.63", "400.00")
    assert data["due_date"] == "2026-12-20"
    assert data["guessed"] == ["due_date", "price_kind", "vat"]


async def test_what_was_said_is_not_marked_as_guessed(house):
    await house.say(TWO_HOURS + " netto + 8% VAT, termin 7 dni")

    assert house.last().data["guessed"] == []
    assert house.last().data["due_date"] == "2026-11-27"
    assert house.last().data["lines"][0]["vat_rate"] == "8"


async def test_a_paid_invoice_has_no_due_date(house):
    await house.say(TWO_HOURS + ", zapłacono gotówką")

    data = house.last().data
    assert (data["paid"], data["payment_method"], data["due_date"]) == (True, "cash", None)


async def test_a_silent_register_is_said_and_the_name_asked_for(house):
    house.register.down = True
    await house.say(TWO_HOURS)

    data = house.last().data
    assert house.last().code == "draft-incomplete"
    assert data["missing"] == ["buyer-name", "buyer-address"]
    assert data["notes"] == ["register-down"]
    assert data["buyer"]["name"] is None


async def test_a_buyer_invoiced_before_needs_no_register(house):
    await house.say(TWO_HOURS)
    await house.tap("issue")
    house.register.down = True

    await house.say(TWO_HOURS)

    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["known_from"] == "book"
    assert house.last().data["buyer"]["name"] == "KLIENT SPÓŁKA Z O.O."


async def test_a_buyer_the_register_does_not_know_is_said_so(house):
    house.register.entries.clear()
    await house.say(TWO_HOURS)

    assert "buyer-not-in-register" in house.last().data["notes"]
    assert house.last().data["missing"] == ["buyer-name", "buyer-address"]


async def test_a_buyer_who_is_no_vat_payer_any_more_is_said_so(house):
    house.register.knows(BUYER, "KLIENT SPÓŁKA Z O.O.", PROSTA, vat_status="Wykreślony")
    await house.say(TWO_HOURS)

    assert house.last().data["notes"] == ["buyer-not-active"]
    assert house.last().data["buyer"]["vat_status"] == "Wykreślony"


@pytest.mark.parametrize("down", [True, False])
async def test_the_register_is_asked_with_no_transaction_open(house, down):
    """Else a slow register would stop everybody's writing."""
    house.register.down = down
    find = house.register.find

    async def find_while_writing(nip, on):
        async with house.database.units() as work:  # would wait for ever if the assistant held the lock
            await work.shown.remember(Channel.TELEGRAM, OLA, "probe", "1")
        return await find(nip, on)

    house.register.find = find_while_writing
    await house.say(TWO_HOURS)

    assert house.last().code == ("draft-incomplete" if down else "draft-card")


async def test_a_discount_stands_beside_the_price_as_the_law_wants_it(house):
    """Art. 106e ust. 1 pkt 10 VATA: discounts that are not in the unit price."""
    await house.say(TWO_HOURS + ", rabat 10%")

    (line,) = house.last().data["lines"]
    assert (line["unit_price"], line["discount"], line["value"]) == ("200.00", "40.00", "360.00")
    assert house.last().data["net"] == "360.00"


async def test_the_card_names_the_seller(house):
    await house.say(TWO_HOURS)

    assert house.last().data["seller"] == {"name": SELLER.name, "nip": SELLER.nip.digits}
