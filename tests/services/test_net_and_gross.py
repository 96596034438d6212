"""Net and gross in one sentence, and what a price is when nobody says it."""

import pytest

from invoicing.model.vat import PriceKind
from tests.services.editing import choices, draft_of, tap_on
from tests.services.test_cards import company_like

MIXED = "faktura dla NIP 5260250274: 2 krzesła po 399 zł brutto i dowóz 100 zł netto"
UNEVEN = "faktura dla NIP 5260250274: 2 krzesła po 399 zł brutto i dowóz 99,99 zł netto"
JAN = "faktura dla Jan Kowalski, ul. Długa 3, 00-001 Warszawa, osoba prywatna, krzesło 399 zł"


def prices(house) -> list[tuple[str, str]]:
    return [(line["name"], line["unit_price"]) for line in house.last().data["lines"]]


async def test_a_net_price_among_gross_ones_becomes_gross_where_it_comes_out(house):
    await house.say(MIXED)

    data = house.last().data
    assert (house.last().code, data["price_kind"], data["gross"]) == ("draft-card", "gross", "921.00")
    assert [price for _, price in prices(house)] == ["399.00", "123.00"]
    assert data["lines"][1]["said"] == {"price": "100.00", "kind": "net"}


async def test_a_converted_price_follows_its_rate(house):
    """100 zł net is 108 gross at 8 %, and not still 123."""
    await house.say(MIXED)
    await house.say("stawka dowozu 8%")

    assert prices(house)[1][1] == "108.00"
    assert house.last().data["lines"][1]["said"] == {"price": "100.00", "kind": "net"}


async def test_a_converted_price_means_what_was_said_when_all_are_flipped(house):
    await house.say(MIXED)
    await house.tap("edit")
    await tap_on(house, "kind-net")

    assert [price for _, price in prices(house)] == ["399.00", "100.00"]
    assert house.last().data["price_kind"] == "net"


@pytest.mark.parametrize(
    ("tap", "kind", "gross"), [("kind-net", "net", "1104.53"), ("kind-gross", "gross", "897.99")]
)
async def test_where_it_does_not_come_out_two_buttons_ask(house, tap, kind, gross):
    await house.say(UNEVEN)
    data = house.last().data
    assert (house.last().code, data["missing"]) == ("draft-incomplete", ["price-kind"])
    assert [each.action for each in choices(house)][:2] == ["kind-net", "kind-gross"]

    await tap_on(house, tap)
    assert (house.last().code, house.last().data["price_kind"]) == ("draft-card", kind)
    assert house.last().data["gross"] == gross
    await house.tap("issue")
    assert len(await house.invoices()) == 1


async def test_it_can_be_answered_in_words_too(house):
    await house.say(UNEVEN)
    await house.say("ceny brutto")

    assert (house.last().code, house.last().data["gross"]) == ("draft-card", "897.99")


async def test_a_gross_price_added_to_net_ones_is_converted(house):
    await house.say("faktura dla NIP 5260250274, konsultacje 200 zł netto")
    await house.say("dodaj dojazd 123 zł brutto")

    assert prices(house) == [("konsultacje", "200.00"), ("dojazd", "100.00")]
    assert house.last().data["gross"] == "369.00"


async def test_a_price_changed_to_the_other_kind_is_converted_or_asked_about(house):
    await house.say("faktura dla NIP 5260250274, konsultacje 200 zł netto, dojazd 50 zł netto")
    await house.say("cena dojazdu 61,50 brutto")
    assert prices(house)[1][1] == "50.00"

    await house.say("cena dojazdu 80 brutto")
    assert house.last().data["missing"] == ["price-kind"]
    await house.say("cena dojazdu 80 netto")
    assert (house.last().code, house.last().data["net"]) == ("draft-card", "280.00")


async def test_what_is_left_is_of_the_kind_in_which_it_was_said(house):
    await house.say(MIXED)
    await house.say("usuń krzesła")

    data = house.last().data
    assert (data["price_kind"], prices(house), data["lines"][0]["said"]) == (
        "net",
        [("dowóz", "100.00")],
        None,
    )


async def test_a_discount_is_of_the_price_as_it_stands(house):
    await house.say(MIXED + ", rabat 10%")

    assert [line["discount"] for line in house.last().data["lines"]] == ["79.80", "12.30"]


async def test_people_are_told_gross_prices(house):
    await house.say(JAN)

    data = house.last().data
    assert (data["price_kind"], data["gross"]) == ("gross", "399.00")
    assert "price_kind" in data["lines"][0]["guessed"]

    await house.tap("edit")
    await tap_on(house, "kind-net")
    assert house.last().data["gross"] == "490.77"
    assert house.last().data["lines"][0]["guessed"] == ["vat"]


async def test_the_habit_of_a_company_comes_before_that(bare_house):
    house = await company_like(bare_house, default_price_kind=PriceKind.NET)
    await house.say(JAN)

    assert house.last().data["price_kind"] == "net"


async def test_a_buyer_who_turns_out_to_be_a_person_is_told_gross_prices(house):
    await house.say("faktura dla Jan Kowalski, ul. Długa 3, 00-001 Warszawa, krzesło 399 zł")
    assert house.last().data["missing"] == ["buyer-kind"]
    await tap_on(house, "buyer-consumer")

    assert (house.last().data["price_kind"], house.last().data["gross"]) == ("gross", "399.00")
    assert (await draft_of(house)).doubts >= {"price_kind", "vat"}


async def test_what_somebody_said_to_be_net_stays_net_for_people(house):
    await house.say(JAN + " netto")

    assert house.last().data["price_kind"] == "net"


@pytest.mark.parametrize("words", ["druga pozycja brutto", "dojazd brutto", "cena dojazdu jest brutto"])
async def test_one_line_said_to_be_gross_leaves_the_others_net(house, words):
    """Else 1000 zł net would quietly become 1000 zł gross."""
    await house.say("faktura dla NIP 5260250274: audyt 1000 zł netto, dojazd 123 zł netto")
    await house.say(words)

    assert prices(house) == [("audyt", "1000.00"), ("dojazd", "100.00")]
    assert house.last().data["gross"] == "1353.00"


@pytest.mark.parametrize("words", ["wszystko brutto", "wszystkie ceny brutto", "all gross", "całość brutto"])
async def test_all_of_them_can_be_said_to_be_gross(house, words):
    await house.say("faktura dla NIP 5260250274: audyt 1000 zł netto, dojazd 123 zł netto")
    await house.say(words)

    assert house.last().data["gross"] == "1123.00"
