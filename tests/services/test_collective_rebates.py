"""A rebate on everything one buyer bought in a time is one correcting invoice (art. 106j ust. 3 VATA)."""

from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from invoicing.model.errors import Refused
from invoicing.model.lifecycle import Status
from invoicing.services.correcting.rebate_words import wish_in
from invoicing.services.records import Role
from tests.services.fakes import PROSTA
from tests.services.house import BUYER
from tests.services.test_advances import WHOLE

EWA = "1004"
OTHER = "7740001454"
TWO = (
    "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł",
    "faktura dla NIP 5260250274, szkolenie 600 zł netto, książka 100 zł netto 5%",
)


@pytest.fixture
async def sold(real):
    """In November the buyer got 1000 zł at 23 % and 100 zł at 5 %; it is December."""
    for sentence in TWO:
        await real.say(sentence)
        await real.tap("issue")
    real.clock.advance(days=15)
    return real


def reason(house):
    assert house.last().code == "refused"
    return house.last().data["reason"]


@pytest.mark.parametrize(
    "words",
    [
        "rabat 5% za listopad dla NIP 5260250274",
        "Rabat 5 % dla 526-025-02-74 za listopad 2026",
        "udziel rabatu zbiorczego 5% za listopad dla Klienta",
        "zbiorczy rabat 5% za listopad dla NIP 5260250274.",
        "korekta zbiorcza rabat 5% za listopad dla NIP 5260250274",
    ],
)
async def test_the_card_names_every_invoice_and_what_it_takes_off_each_rate(sold, words):
    await sold.say(words)

    card = sold.last()
    assert card.code == "draft-card"
    rebate = card.data["correction"]
    assert (rebate["numbers"], rebate["period"]) == (["FV/2026/11/1", "FV/2026/11/2"], "listopad 2026")
    assert {each["rate"]: each["net"] for each in rebate["rates"]} == {"23": "-50.00", "5": "-5.00"}
    assert card.data["gross"] == "-66.75"
    assert card.labels[0] == "issue"


async def test_a_tap_issues_one_document_with_the_period_and_all_originals(sold):
    await sold.say("rabat 5% za listopad dla NIP 5260250274")
    await sold.tap("issue")

    last = (await sold.invoices())[-1]
    assert (last.status, last.invoice.number, last.invoice.totals.gross) == (
        Status.ACCEPTED,
        "KOR/2026/12/1",
        Decimal("-66.75"),
    )
    document = etree.fromstring(last.xml)

    def said(name):
        return [each.text for each in document.iterfind(f".//{{*}}{name}")]

    assert said("NrFaKorygowanej") == ["FV/2026/11/1", "FV/2026/11/2"]
    assert said("OkresFaKorygowanej") == ["listopad 2026"]
    assert (said("P_13_1"), said("P_14_1"), said("P_15")) == (["-50.00"], ["-11.50"], ["-66.75"])
    assert said("FaWiersz") == []


async def test_an_amount_is_shared_among_the_rates(sold):
    await sold.say("rabat 133,50 zł za listopad dla NIP 5260250274")

    assert sold.last().data["gross"] == "-133.50"
    assert len(sold.last().data["correction"]["rates"]) == 2


async def test_earlier_corrections_count(sold):
    await sold.say("korekta FV/2026/11/1: cena 100 zł zamiast 200")
    await sold.tap("issue")
    await sold.say("rabat 10% za listopad dla NIP 5260250274")

    rates = {each["rate"]: each["net"] for each in sold.last().data["correction"]["rates"]}
    assert rates == {"23": "-80.00", "5": "-10.00"}


async def test_after_it_neither_another_rebate_nor_a_correction_of_one_of_them_is_made_by_a_guess(sold):
    await sold.say("rabat 5% za listopad dla NIP 5260250274")
    await sold.tap("issue")

    await sold.say("rabat 5% za listopad dla NIP 5260250274")
    assert reason(sold) == "correction-after-rebate"
    await sold.say("korekta FV/2026/11/1: cena 100 zł zamiast 200")
    assert reason(sold) == "correction-after-rebate"


async def test_a_card_that_was_overtaken_by_a_correction_issues_nothing(sold):
    await sold.say("rabat 5% za listopad dla NIP 5260250274")
    tap = sold.tap_of("issue")
    await sold.say("korekta FV/2026/11/1: cena 100 zł zamiast 200")
    await sold.tap("issue")

    await sold.receive(tap)
    await sold.work()

    assert reason(sold) == "correction-stale"
    assert [each.invoice.number for each in await sold.invoices()][-1] == "KOR/2026/12/1"


async def test_a_time_that_is_not_over_is_refused(sold):
    await sold.say("rabat 5% za grudzień dla NIP 5260250274")

    assert reason(sold) == "rebate-period-open"


async def test_a_time_without_sales_is_refused(sold):
    await sold.say("rabat 5% za październik dla NIP 5260250274")

    assert reason(sold) == "rebate-none"


async def test_two_buyers_of_one_name_are_asked_about(sold):
    sold.register.knows(type(BUYER).parse(OTHER), "KLIENT DRUGI SP. Z O.O.", PROSTA)
    await sold.say(f"faktura dla NIP {OTHER}, konsultacje 100 zł, data sprzedaży 30.11.2026")
    await sold.tap("issue")
    await sold.say("rabat 5% za listopad dla Klienta")

    assert reason(sold) == "rebate-which"


async def test_an_advance_in_that_time_is_no_supply(sold):
    await sold.say(WHOLE.replace("18.11", "30.11"))
    await sold.tap("issue")
    sold.clock.advance(days=30)

    await sold.say("rabat 5% za grudzień dla NIP 5260250274")

    assert reason(sold) == "rebate-advances"


async def test_while_ksef_has_not_given_a_number_it_waits(real):
    real.ksef.down = True
    await real.say(TWO[0])
    await real.tap("issue")
    real.clock.advance(days=15)
    await real.say("rabat 5% za listopad dla NIP 5260250274")

    assert reason(real) == "correction-before-number"


async def test_more_than_all_of_it_is_refused(sold):
    await sold.say("rabat 2000 zł za listopad dla NIP 5260250274")

    assert reason(sold) == "rebate-above"


async def test_words_do_not_bend_its_card(sold):
    await sold.say("rabat 5% za listopad dla NIP 5260250274")
    for words in ("dodaj dojazd 150 zł", "zmień termin na 21 dni", "usuń drugą pozycję"):
        await sold.say(words)
        assert sold.last().code in {"edit-hint", "refused", "not-understood"}
    await sold.tap(
        "issue", message=[k for k, m in sold.telegram.chats["1001"].items() if m.code == "draft-card"][-1]
    )
    assert (await sold.invoices())[-1].invoice.totals.gross == Decimal("-66.75")


async def test_whoever_may_only_read_gives_no_rebate(sold):
    await sold.take_on(Role.VIEWER, EWA)
    await sold.say("rabat 5% za listopad dla NIP 5260250274", EWA)

    assert sold.last(EWA).code == "not-allowed"


def test_a_discount_on_an_open_draft_is_no_rebate():
    today = date(2026, 12, 5)
    for words in (
        "rabat 5%",
        "faktura dla Klienta, usługa 100 zł, rabat 5%",
        "rabat 5% na drugą pozycję",
        "rabat 5% za szybką płatność dla Klienta",
    ):
        assert wish_in(words, today) is None
    with pytest.raises(Refused, match="discount-percent"):
        wish_in("rabat 150% za listopad dla Klienta", today)
