"""VAT numbers of the Union and VIES: shown on the card, kept as proof, and never in the way."""

from invoicing.model.vat import VatRate
from tests.services.fakes import StoppedClock

NUMBER = "CZ12345678"
KNOWN = f"faktura dla Majak s.r.o., {NUMBER}, Přístavní 1, Praha, Czechy, "
SERVICE = KNOWN + "3 h programowania po 100 zł"
GOODS = KNOWN + "towar: liny 100 kg po 10 zł"


async def card_of(house, text):
    await house.say(text)
    return house.last().data


async def test_the_card_says_that_the_number_is_active_with_the_number_of_consultation(house):
    data = await card_of(house, SERVICE)

    vies = data["buyer"]["vies"]
    assert (vies["standing"], vies["consultation"]) == ("active", "WAPI0001")
    assert data["notes"] == []
    assert house.vies.asked == [(NUMBER, house.profile.seller.nip.digits)]


async def test_the_proof_stands_in_the_history_of_the_invoice(real):
    await card_of(real, SERVICE)
    await real.tap("issue")

    (invoice,) = await real.invoices()
    async with real.units.reading() as work:
        (issued,) = [each for each in await work.events.of_invoice(invoice.id) if each.what == "issued"]
    assert issued.evidence["vies"] == {
        "number": NUMBER,
        "standing": "active",
        "asked_at": "2026-11-20T10:00:00+01:00",
        "consultation": "WAPI0001",
    }


async def test_zero_percent_for_goods_with_an_inactive_number_is_warned_of_and_can_be_issued(real):
    real.vies.inactive.add(NUMBER)
    data = await card_of(real, GOODS)
    assert data["lines"][0]["vat_rate"] == VatRate.ZERO_INTRA_EU
    assert data["notes"] == ["eu-number-inactive", "zero-rate-inactive"]

    await real.tap("issue")
    assert len(await real.invoices()) == 1


async def test_a_service_with_an_inactive_number_is_warned_of_the_number_alone(house):
    house.vies.inactive.add(NUMBER)

    assert (await card_of(house, SERVICE))["notes"] == ["eu-number-inactive"]


async def test_vies_out_of_order_blocks_nobody_and_is_asked_again_on_a_word(house):
    house.vies.down = True
    data = await card_of(house, SERVICE)
    assert (data["buyer"]["vies"]["standing"], data["notes"]) == ("unknown", ["eu-number-unanswered"])
    assert "issue" in house.last().labels

    house.vies.down = False
    data = await card_of(house, "sprawdź w VIES")
    assert (data["buyer"]["vies"]["standing"], data["notes"]) == ("active", [])
    assert data["lines"][0]["unit_price"] == "100.00"


async def test_a_change_of_the_card_does_not_ask_again_on_the_same_day(house):
    await card_of(house, SERVICE)
    data = await card_of(house, "zmień termin na 21 dni")

    assert len(house.vies.asked) == 1
    assert data["buyer"]["vies"]["consultation"] == "WAPI0001"


async def test_on_another_day_it_is_asked_again(house):
    await card_of(house, SERVICE)
    house.clock.at = StoppedClock("2026-11-21T08:00:00+01:00").at
    data = await card_of(house, "zmień termin na 21 dni")

    assert data["buyer"]["vies"]["consultation"] == "WAPI0002"


async def test_another_number_is_another_question(house):
    await card_of(house, SERVICE)
    data = await card_of(house, "nabywca ma być DE123456788 Leuchtturm GmbH, Hafenstr. 1, Hamburg, Niemcy")

    assert house.vies.asked[-1][0] == "DE123456788"
    assert data["buyer"]["vies"]["number"] == "DE123456788"


async def test_a_name_and_an_address_that_nobody_said_come_from_vies(house):
    house.vies.told[NUMBER] = ("Majak s.r.o.", "Přístavní 1", "000 00 PŘÍKLAD")
    data = await card_of(house, f"faktura dla {NUMBER}, 3 h programowania po 100 zł")

    assert house.last().code == "draft-card"
    buyer = data["buyer"]
    assert (buyer["name"], buyer["known_from"]) == ("Majak s.r.o.", "vies")
    assert (buyer["address"], buyer["country"]) == (["Přístavní 1", "000 00 PŘÍKLAD"], "CZ")


async def test_what_somebody_said_stays_as_it_was_said(house):
    house.vies.told[NUMBER] = ("MAJAK", "Jinde 7")
    buyer = (await card_of(house, SERVICE))["buyer"]

    assert buyer["name"] == "Majak s.r.o."
    assert buyer["address"][0].startswith("Přístavní 1")


async def test_a_state_that_discloses_nothing_leaves_the_name_to_be_asked_for(house):
    data = await card_of(house, "faktura dla DE123456788, 3 h programowania po 100 zł")

    assert house.last().code == "draft-incomplete"
    assert data["missing"] == ["buyer-name", "buyer-address"]
    assert data["buyer"]["vies"]["standing"] == "active"


async def test_a_polish_buyer_is_no_question_for_vies(house):
    await card_of(house, "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await card_of(house, "vies")

    assert house.vies.asked == []
