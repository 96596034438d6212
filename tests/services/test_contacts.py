"""Whom a company knows, and what it sold to them: shown, changed by words, forgotten, proposed again."""

from dataclasses import replace

import pytest

from invoicing.model.party import Address, Buyer, BuyerKind
from invoicing.services.records import Role
from tests.services.fakes import PROSTA
from tests.services.house import BUYER, OLA, SENTENCE, STRANGER

LIPOWA = Address("ul. Lipowa 3", "00-001 Warszawa")
GARDEN = Buyer(BuyerKind.DOMESTIC, "Zielony Ogród sp. z o.o.", PROSTA, BUYER)
JAN = Buyer(BuyerKind.CONSUMER, "Jan Kowalski", LIPOWA)


@pytest.fixture
async def knowing(house):
    await knows(house, GARDEN, JAN)
    return house


async def knows(house, *buyers):
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        for buyer in buyers:
            await work.buyers.remember(company.id, buyer)


@pytest.mark.parametrize(
    "words", ["/kontrahenci", "kontrahenci", "pokaż kontrahentów", "contacts", "контрагенти"]
)
async def test_the_list_names_everybody(knowing, words):
    await knowing.say(words)

    assert knowing.last().code == "contacts"
    assert sorted(row["name"] for row in knowing.last().data["rows"]) == [
        "Jan Kowalski",
        "Zielony Ogród sp. z o.o.",
    ]


async def test_a_company_that_knows_nobody_is_told_so(house):
    await house.say("/kontrahenci")

    assert house.last().data["count"] == 0


async def test_a_long_list_is_paged_and_a_page_too_far_is_the_last(house):
    await knows(house, *(replace(JAN, name=f"Osoba {number}") for number in range(20)))
    await house.say("/kontrahenci_9")

    data = house.last().data
    assert (data["page"], data["pages"], len(data["rows"])) == (3, 3, 4)


async def test_a_tap_on_a_name_opens_its_card(knowing):
    await knowing.say("/kontrahenci")
    choice = next(o.choice for row in knowing.last().options for o in row if "Jan" in o.about)
    tap = replace(knowing.incoming(""), choice=choice, tapped_message="1", callback="c1")
    await knowing.receive(tap)
    await knowing.work()

    assert knowing.one("contact").data["address"] == ["ul. Lipowa 3", "00-001 Warszawa"]


@pytest.mark.parametrize(
    "words",
    [
        "zapamiętaj e-mail Zielonego Ogrodu: biuro@ogrod.example",
        "zapamietaj mail zielonego ogrodu biuro@ogrod.example",
        "Zapisz adres e-mail Zielonego Ogrodu: Biuro@Ogrod.example.",
        "zapamiętaj biuro@ogrod.example dla Zielonego Ogrodu",
    ],
)
async def test_an_address_is_remembered_by_words_and_used_from_then_on(knowing, words):
    await knowing.say(words)
    assert (knowing.last().code, knowing.last().data["email"]) == ("contact", "biuro@ogrod.example")

    await knowing.say("faktura dla Zielonego Ogrodu, 2 h konsultacji po 200 zł")
    assert knowing.last().data["send_to"] == "biuro@ogrod.example"


async def test_an_invoice_does_not_change_an_address_that_was_remembered(knowing):
    await knowing.say("zapamiętaj e-mail Zielonego Ogrodu: biuro@ogrod.example")
    await knowing.say(SENTENCE)
    await knowing.tap("issue")

    await knowing.say("kontrahent Klient")
    assert knowing.last().data["email"] == "biuro@ogrod.example"


async def test_a_language_is_remembered_by_words(knowing):
    await knowing.say("zapamiętaj język Jana Kowalskiego: ukraiński")

    assert knowing.last().data["letters_in"] == "uk"


async def test_a_forgotten_buyer_is_gone_and_its_button_harmless(knowing):
    await knowing.say("kontrahent Jan Kowalski")
    tap = knowing.tap_of("contact-forget")
    await knowing.receive(tap)
    await knowing.work()
    assert knowing.last().code == "contact-forgotten"

    again = replace(tap, key="telegram:again")
    await knowing.receive(again)
    await knowing.work()
    assert knowing.last().code == "contact-unknown"


async def test_of_several_the_right_one_is_asked_for(knowing):
    await knows(knowing, replace(JAN, name="Jan Kowalski", address=PROSTA))
    await knowing.say("zapamiętaj e-mail Jana Kowalskiego: jan@klient.example")

    assert knowing.last().code == "contacts-choose"
    assert len(knowing.last().data["rows"]) == 2


async def test_an_unknown_name_is_said_to_be_unknown(house):
    await house.say("zapamiętaj e-mail Budexu: biuro@budex.example")

    assert (house.last().code, house.last().data["name"]) == ("contact-unknown", "Budexu")


async def test_who_may_only_read_changes_nothing(knowing):
    await knowing.take_on(Role.VIEWER, STRANGER)
    await knowing.say("zapamiętaj e-mail Jana Kowalskiego: jan@klient.example", STRANGER)
    assert knowing.last(STRANGER).code == "not-allowed"

    await knowing.say("/kontrahenci", STRANGER)
    assert knowing.last(STRANGER).code == "contacts"


async def test_a_button_of_another_company_opens_nothing(knowing, office):
    client = await office.client("Biuro Rachunkowe", chat=STRANGER, role=Role.OWNER)
    async with knowing.units() as work:
        (company, *_) = await work.companies.all()
        known = await work.buyers.like(company.id, JAN)
        assert client.id != company.id
    await knowing.say("kontrahent Jan Kowalski", OLA)
    choice = replace(knowing.last().options[0][0].choice, action="contact")
    assert choice.subject == known.id

    tap = replace(knowing.incoming("", STRANGER), choice=choice, tapped_message="1", callback="c1")
    await knowing.receive(tap)
    await knowing.work()
    assert knowing.last(STRANGER).code == "contact-unknown"


async def test_what_was_sold_before_is_proposed_and_marked(house):
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł netto + 8% VAT")
    await house.tap("issue")
    await house.say("faktura dla NIP 5260250274 za konsultacje")

    data = house.last().data
    assert house.last().code == "draft-card"
    assert (data["lines"][0]["unit"], data["lines"][0]["unit_price"]) == ("godz.", "200.00")
    assert data["lines"][0]["vat_rate"] == "8"
    assert {"price", "vat"} <= set(data["guessed"])


async def test_a_price_that_is_said_wins(house):
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await house.tap("issue")
    await house.say("faktura dla NIP 5260250274, 3 h konsultacji po 250 zł")

    assert house.last().data["lines"][0]["unit_price"] == "250.00"
    assert "price" not in house.last().data["guessed"]


async def test_a_price_of_another_unit_or_currency_is_not_proposed(house):
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await house.tap("issue")
    await house.say("faktura dla NIP 5260250274, 3 dni konsultacji")

    assert "price" in house.last().data["missing"]
