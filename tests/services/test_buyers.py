"""Who the buyer is: found by number, by a name in any case form, or asked for in one message."""

from dataclasses import replace

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.party import Address, Buyer, BuyerKind
from invoicing.services.records import Role
from tests.services.fakes import PROSTA
from tests.services.house import BUYER, SENTENCE

LIPOWA = Address("ul. Lipowa 3", "00-001 Warszawa")
GARDEN = Buyer(BuyerKind.DOMESTIC, "Zielony Ogród sp. z o.o.", PROSTA, BUYER, email="biuro@ogrod.example")


async def knows(house, *buyers):
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        for buyer in buyers:
            await work.buyers.remember(company.id, buyer)


async def issued(house):
    await house.tap("issue")
    return (await house.invoices())[-1]


async def test_a_private_person_gets_a_plain_invoice_outside_ksef(real):
    await real.say(
        "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto"
    )
    card = real.last()
    assert card.code == "draft-card"
    assert card.data["buyer"]["kind"] == "consumer"
    assert card.data["mode"]["destination"]["article"] == "art. 106ga ust. 2 pkt 4"
    assert card.labels == ["issue-outside", "issue-online", "edit", "cancel"]

    await real.tap("issue-outside")

    (invoice,) = await real.invoices()
    assert invoice.invoice.buyer == Buyer(BuyerKind.CONSUMER, "Jan Kowalski", LIPOWA)
    assert (invoice.status, invoice.offline_mode, real.ksef.sendings) == (Status.OUTSIDE, None, [])
    assert real.last().code == "issued-outside"
    assert real.last().data["consumer"] is True


async def test_the_paper_for_a_consumer_goes_by_mail_at_once(real):
    await real.say(
        "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto, wyślij na jan@klient.example"
    )
    await real.tap("issue-outside")

    (letter,) = real.post.letters
    assert letter.to == "jan@klient.example"
    assert [file.media_type for file in letter.attachments] == ["application/pdf"]


async def test_a_consumer_goes_into_ksef_when_somebody_taps_that(real):
    await real.say(
        "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto"
    )
    await real.tap("issue-online")

    (invoice,) = await real.invoices()
    assert invoice.status is Status.ACCEPTED


async def test_a_company_may_want_its_consumers_in_ksef(real):
    await real.say("faktury dla konsumentów w KSeF")
    assert real.last().data["consumers_into_ksef"] is True

    await real.say(
        "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto"
    )
    assert real.last().labels == ["issue", "issue-outside", "edit", "cancel"]
    assert real.last().data["mode"]["why"] == "consumer-by-choice"

    await real.say("faktury dla osób prywatnych poza KSeF")
    assert real.last().data["consumers_into_ksef"] is False


async def test_no_button_takes_a_firm_s_invoice_past_ksef_as_a_consumer_s(house):
    await house.say(SENTENCE)
    tap = house.tap_of("issue")
    await house.receive(replace(tap, choice=replace(tap.choice, action="issue-consumer")))
    await house.work()

    assert await house.invoices() == []
    assert house.telegram.alerts[-1] == "not-a-consumer"


async def test_mixed_days_need_no_thought_and_share_one_series(real):
    await real.say(SENTENCE)
    await real.tap("issue")
    await real.say(
        "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto"
    )
    await real.tap("issue-outside")
    await real.say(SENTENCE)
    await real.tap("issue")

    found = [(each.invoice.number, each.status) for each in await real.invoices()]
    assert found == [
        ("FV/2026/11/1", Status.ACCEPTED),
        ("FV/2026/11/2", Status.OUTSIDE),
        ("FV/2026/11/3", Status.ACCEPTED),
    ]


@pytest.mark.parametrize(
    "said", ["Zielonego Ogrodu", "zielonego ogrodu", "ZIELONY OGROD", "Zielonym Ogrodem"]
)
async def test_a_known_buyer_is_meant_by_its_name_in_any_form(house, said):
    await knows(house, GARDEN)
    await house.say(f"faktura dla {said}, 2 h konsultacji po 200 zł")

    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["nip"] == BUYER.digits
    assert house.last().data["send_to"] == "biuro@ogrod.example"


async def test_the_register_has_the_last_word_on_a_known_buyer_s_name(house):
    await knows(house, GARDEN)
    await house.say("faktura dla Zielonego Ogrodu, 2 h konsultacji po 200 zł")

    assert house.register.asked == [BUYER]
    assert house.last().data["buyer"]["name"] == "KLIENT SPÓŁKA Z O.O."


async def test_of_several_known_buyers_one_is_chosen_by_a_button(house):
    other = Buyer(BuyerKind.CONSUMER, "Ogród Anna Nowak", LIPOWA)
    await knows(house, GARDEN, other)
    await house.say("faktura dla ogrodu, 2 h konsultacji po 200 zł")

    message = house.last()
    assert message.code == "draft-incomplete"
    assert message.data["missing"] == ["buyer-kind"]
    words = [option.about for row in message.options for option in row if option.about]
    assert sorted(words) == [
        "Ogród Anna Nowak (ul. Lipowa 3)",
        "Zielony Ogród sp. z o.o. (5260250274)",
    ]

    choice = next(o.choice for row in message.options for o in row if "Anna" in o.about)
    tap = house.tap_of("cancel")
    await house.receive(replace(tap, choice=choice))
    await house.work()

    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["name"] == "Ogród Anna Nowak"


async def test_an_unknown_name_is_asked_about_in_one_message(house):
    await house.say("faktura dla Jana Kowalskiego, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto")

    message = house.last()
    assert message.code == "draft-incomplete"
    assert message.data["missing"] == ["buyer-kind"]
    assert message.data["buyer"]["name"] == "Jan Kowalski"
    assert "buyer-name" in message.data["guessed"]
    assert message.labels == ["buyer-consumer", "buyer-no-nip", "cancel"]


@pytest.mark.parametrize("answer", ["osoba prywatna", "to osoba prywatna", "konsument"])
async def test_the_answer_private_person_makes_it_a_card(house, answer):
    await house.say("faktura dla Jana Kowalskiego, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto")
    await house.say(answer)

    assert house.last().code == "draft-card"
    buyer = house.last().data["buyer"]
    assert (buyer["name"], buyer["kind"]) == ("Jan Kowalski", "consumer")
    assert buyer["address"] == ["ul. Lipowa 3", "00-001 Warszawa"]


async def test_so_does_the_button(house):
    await house.say("faktura dla Jana Kowalskiego, montaż 300 zł brutto")
    await house.tap("buyer-consumer")
    assert house.last().data["missing"] == ["buyer-address"]  # art. 106e ust. 1 pkt 3

    await house.say("Lipowa 3, 00-001 Warszawa")
    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["kind"] == "consumer"


async def test_an_organisation_without_a_nip_goes_to_ksef_and_is_asked_for_its_address(real):
    await real.say("faktura dla Koła Gospodyń Wiejskich, montaż 300 zł brutto")
    await real.tap("buyer-no-nip")
    assert real.last().data["missing"] == ["buyer-address"]

    await real.say("ul. Lipowa 3, 00-001 Warszawa")
    assert real.last().data["mode"]["destination"]["place"] == "ksef_and_agreed"

    invoice = await issued(real)
    assert (invoice.status, invoice.invoice.buyer.kind) == (Status.ACCEPTED, BuyerKind.NO_NIP)


async def test_a_nip_said_afterwards_makes_it_a_firm(house):
    await house.say("faktura dla Budexu, montaż 300 zł brutto, wyślij na biuro@budex.example")
    await house.say("NIP 5260250274")

    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["nip"] == BUYER.digits
    assert house.last().data["send_to"] == "biuro@budex.example"


async def test_a_nip_that_the_register_does_not_know_keeps_the_name_that_was_said(house):
    await house.say("faktura dla Budexu, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto")
    await house.say("7740001454")

    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["name"] == "Budex"
    assert house.last().data["notes"] == ["buyer-not-in-register"]


async def test_who_it_is_may_be_answered_by_a_known_name(house):
    await knows(house, GARDEN)
    await house.say("faktura: 2 h konsultacji po 200 zł")
    assert house.last().data["missing"] == ["buyer"]

    await house.say("Zielony Ogród")
    assert house.last().data["buyer"]["nip"] == BUYER.digits


async def test_a_business_of_the_union_gets_its_invoice_in_the_agreed_way(real):
    await real.say(
        "faktura dla Majak s.r.o., CZ12345678, Přístavní 1, Praha, Czechy, 3 h konsultacji po 100 zł, stawka np"
    )
    data = real.last().data
    assert real.last().code == "draft-card"
    assert data["mode"]["destination"] == {
        "place": "ksef_and_agreed",
        "because": "no-access",
        "article": "art. 106gb ust. 4",
    }
    assert data["notes"] == []
    assert data["buyer"]["vies"]["standing"] == "active"

    invoice = await issued(real)
    assert invoice.status is Status.ACCEPTED
    assert b"<KodUE>CZ</KodUE>" in invoice.xml


async def test_a_business_elsewhere_needs_no_number(real):
    await real.say(
        "faktura dla Acme Inc., 123 Main Street, New York, USA, 3 h konsultacji po 100 zł, stawka np"
    )
    invoice = await issued(real)

    assert invoice.invoice.buyer.address == Address("123 Main Street", "New York", "US")
    assert b"<KodKraju>US</KodKraju>" in invoice.xml


async def test_a_country_is_asked_for_with_the_address(house):
    await house.say("faktura dla firmy z USA Acme, 3 h konsultacji po 100 zł, stawka np")
    assert house.last().data["missing"] == ["buyer-address"]

    await house.say("123 Main Street, New York")
    assert house.last().data["reason"] == "address-without-country"

    await house.say("123 Main Street, New York, USA")
    assert house.last().data["buyer"]["country"] == "US"


async def test_every_buyer_is_remembered_when_the_invoice_is_issued(real):
    await real.say(
        "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto, wyślij na jan@klient.example"
    )
    await real.tap("issue-outside")
    await real.say("faktura dla Jana Kowalskiego, montaż 200 zł brutto")

    data = real.last().data
    assert real.last().code == "draft-card"
    assert (data["buyer"]["name"], data["buyer"]["known_from"]) == ("Jan Kowalski", "book")
    assert data["send_to"] == "jan@klient.example"


async def test_another_company_s_buyers_are_nobody_s_business(house, office):
    client = await office.client("Biuro Rachunkowe", role=Role.OWNER)
    async with house.units() as work:
        await work.buyers.remember(client.id, GARDEN)

    await house.say("faktura dla Zielonego Ogrodu, 2 h konsultacji po 200 zł")

    assert house.last().data["missing"][0] == "buyer-kind"
    assert house.register.asked == []


@pytest.mark.parametrize(
    "said",
    [
        "wystaw Zielonemu Ogrodowi 3 h projektowania po 150 zł",
        "zielony ogród 3 h projektowania po 150 zł",
        "3 h projektowania po 150 zł dla: zielony ogrod",
    ],
)
async def test_a_known_buyer_may_be_named_in_passing(house, said):
    await knows(house, GARDEN)
    await house.say(said)

    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["nip"] == BUYER.digits
    assert [line["name"] for line in house.last().data["lines"]] == ["projektowanie"]


async def test_one_word_that_a_known_name_begins_with_may_be_what_is_sold(house):
    await knows(house, GARDEN)
    await house.say("faktura: zielony parasol 80 zł")

    assert house.last().data["missing"] == ["buyer"]


async def test_a_mistyped_number_of_the_union_is_nobody_s_name(house):
    await house.say("faktura dla DE12345, 2 h konsultacji po 200 zł")

    assert (house.last().code, house.last().data["reason"]) == ("refused", "eu-vat-number")


async def test_a_private_person_without_a_name_is_asked_for_it_and_stays_one(house):
    await house.say("faktura dla osoby prywatnej, 50 zł brutto za mleko")
    assert house.last().data["missing"] == ["buyer-name", "buyer-address"]

    await house.say("Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa")
    buyer = house.last().data["buyer"]
    assert (house.last().code, buyer["name"], buyer["kind"]) == ("draft-card", "Jan Kowalski", "consumer")


async def test_that_it_is_a_private_person_may_be_the_first_answer(house):
    await house.say("faktura: 50 zł brutto za mleko")
    await house.say("osoba prywatna Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa")

    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["kind"] == "consumer"


async def test_an_address_with_its_country_tells_that_the_business_is_abroad(house):
    await house.say("faktura dla Acme Inc, 3 h konsultacji po 100 zł")
    assert house.last().data["missing"] == ["buyer-kind"]

    await house.say("123 Main Street, New York, USA")
    data = house.last().data
    assert (house.last().code, data["buyer"]["kind"], data["buyer"]["country"]) == (
        "draft-card",
        "non_eu",
        "US",
    )
    assert data["buyer"]["address"] == ["123 Main Street", "New York"]
    assert data["lines"][0]["vat_rate"] == "np I"


@pytest.mark.parametrize("words", ["usługa", "nie wiem", "jakaś ulica w Warszawie"])
async def test_what_has_no_number_is_nobody_s_address(house, words):
    await house.say("faktura dla Majak s.r.o., CZ12345678, konsultacje 100 zł")
    await house.say(words)
    assert (house.last().code, house.last().data["reason"]) == ("refused", "address-unclear")

    await house.say("Přístavní 1, 110 00 Praha")
    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["address"] == ["Přístavní 1", "110 00 Praha"]


@pytest.mark.parametrize("address", ["Hafenstraße 12, 10115 Berlin", "Hafenweg 5a, DE-20457 Hamburg"])
async def test_a_street_and_a_town_are_no_prices_though_more_than_the_address_is_asked_for(house, address):
    await house.say("faktura dla Majak GmbH, DE136695976, 20 szt. doniczek po 15 zł")
    assert house.last().data["missing"] == ["buyer-address", "supply-kind"]

    await house.say("towar")
    assert house.last().data["missing"] == ["buyer-address"]
    await house.say("cofnij")

    await house.say(address)
    data = house.last().data
    assert (data["missing"], data["buyer"]["address"]) == (["supply-kind"], address.split(", "))
    assert [line["value"] for line in data["lines"]] == ["300.00"]


async def test_a_rate_that_is_asked_for_together_with_the_address_is_no_address(house):
    await house.say("faktura dla Majak s.r.o., CZ12345678, konsultacje 100 euro")
    assert house.last().data["missing"] == ["buyer-address", "exchange-rate"]

    await house.say("kurs 4,2512, tabela 225/A/NBP/2026")
    assert (house.last().data["missing"], house.last().data["buyer"]["address"]) == (["buyer-address"], [])


async def test_goods_said_at_the_end_are_no_line_of_their_own(house):
    await house.say("faktura dla Majak GmbH, DE136695976, 20 szt. doniczek po 15 zł, towar")

    data = house.last().data
    assert [line["value"] for line in data["lines"]] == ["300.00"]
    assert "price" not in data["missing"]
