"""Corrections of advances and of settlements (KOR_ZAL, KOR_ROZ), of simplified invoices, and in another currency."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.party import Nip
from ksef.fa3.reader import read_document
from tests.services.correcting import corrected, issued, refused
from tests.services.fakes import PROSTA

WHOLE = (
    "faktura zaliczkowa dla NIP 5260250274, meble kuchenne 12 300 zł brutto, zaliczka 4920 zł, wpłynęła 18.11"
)
RIGHT = "7740001454"


@pytest.fixture
async def paid(real):
    """FV/2026/11/1 documents an advance of 4920 zł on an order of 12 300 zł."""
    await issued(real, WHOLE)
    return real


@pytest.fixture
async def settled(paid):
    """FV/2026/11/2 settles it: 7380 zł."""
    await issued(paid, "faktura rozliczeniowa do FV/2026/11/1")
    return paid


@pytest.mark.parametrize(
    "words",
    [
        "zaliczka 6150 zł zamiast 4920",
        "wpłata powinna być 6150 zł",
        "zaliczka 6150 zł",
        "miało być 6150 zł zamiast 4920 zł",
        "kwota zaliczki 6150 zł, powód: pomyłka",
    ],
)
async def test_an_advance_is_corrected_by_saying_what_was_paid(paid, words):
    card, correction = await corrected(paid, f"korekta FV/2026/11/1: {words}")

    shown = card["correction"]
    assert (shown["advance_was"], shown["advance_will_be"]) == ("4920.00", "6150.00")
    assert (shown["was"]["gross"], shown["will_be"]["gross"], card["gross"]) == (
        "4920.00",
        "6150.00",
        "1230.00",
    )
    assert (card["due_date"], card["paid"]) == (None, True)
    assert correction.status is Status.ACCEPTED
    xml = correction.xml.decode()
    assert "<RodzajFaktury>KOR_ZAL<" in xml
    assert "<P_15>1230.00<" in xml
    assert "<P_14_1>230.00<" in xml
    assert "<P_15ZK>4920.00<" in xml
    view = read_document(correction.xml)
    assert [each.number for each in view.correction.originals] == ["FV/2026/11/1"]


async def test_an_advance_given_back_is_corrected_to_zero_and_the_order_stays(paid):
    card, correction = await corrected(paid, "korekta FV/2026/11/1 do zera, powód: zwrot zaliczki")

    assert card["correction"]["to_zero"]
    assert card["gross"] == "-4920.00"
    assert correction.invoice.order.totals.gross == Decimal("12300.00")
    assert "<P_15>-4920.00<" in correction.xml.decode()


async def test_the_value_of_the_order_is_corrected_apart_from_the_payment(paid):
    card, correction = await corrected(paid, "korekta FV/2026/11/1, pozycja 1: cena 13 530 zł")

    assert (card["gross"], card["correction"]["advance_will_be"]) == ("0.00", "4920.00")
    assert correction.invoice.order.totals.gross == Decimal("13530.00")


async def test_a_second_correction_of_an_advance_begins_after_the_first(paid):
    await corrected(paid, "korekta FV/2026/11/1: zaliczka 6150 zł")
    card, second = await corrected(paid, "korekta KOR/2026/11/1: zaliczka 5535 zł zamiast 6150")

    assert (card["correction"]["was"]["gross"], card["gross"]) == ("6150.00", "-615.00")
    assert [each.number for each in second.invoice.correction.originals] == ["FV/2026/11/1"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("miało być 6150 zł", "correction-advance-unclear"),
        ("zaliczka 6150 zł zamiast 5000", "correction-old-value"),
        ("zaliczka 6150 zł netto", "correction-price-kind"),
    ],
)
async def test_a_number_that_may_be_something_else_is_asked_back(paid, words, reason):
    said, _ = await refused(paid, f"korekta FV/2026/11/1: {words}")
    assert said == reason


async def test_no_correction_makes_an_advance_of_more_than_the_order(paid):
    await paid.say("korekta FV/2026/11/1: zaliczka 13 000 zł")
    assert (paid.last().code, paid.last().data["missing"]) == ("draft-incomplete", ["advance-above-order"])
    assert len(await paid.invoices()) == 1


async def test_the_settlement_takes_off_what_stands_after_the_correction(paid):
    await corrected(paid, "korekta FV/2026/11/1: zaliczka 6150 zł zamiast 4920")
    await paid.say("faktura rozliczeniowa do FV/2026/11/1")

    assert [each["gross"] for each in paid.last().data["settles"]] == ["6150.00"]
    assert paid.last().data["gross"] == "6150.00"
    await paid.tap("issue")
    root, _, settlement = await paid.invoices()
    assert settlement.invoice.advance_invoices[0].ksef_number == str(root.ksef_number)
    assert "<P_15>6150.00<" in settlement.xml.decode()


async def test_a_card_of_a_settlement_is_stale_once_its_advance_is_corrected(paid):
    await paid.say("faktura rozliczeniowa do FV/2026/11/1")
    old = paid.tap_of("issue")
    await corrected(paid, "korekta FV/2026/11/1: zaliczka 6150 zł")
    await paid.receive(old)
    await paid.work()

    assert len(await paid.invoices()) == 2
    assert paid.last().data.get("reason") == "advance-corrected"


async def test_an_advance_that_was_given_back_is_not_settled(paid):
    await corrected(paid, "korekta FV/2026/11/1 do zera")
    reason, _ = await refused(paid, "faktura rozliczeniowa do FV/2026/11/1")
    assert reason == "advance-taken-back"


async def test_a_line_of_a_settlement_is_corrected(settled):
    card, correction = await corrected(settled, "korekta FV/2026/11/2: cena 13 530 zł zamiast 12 300")

    assert (card["correction"]["was"]["gross"], card["correction"]["will_be"]["gross"], card["gross"]) == (
        "7380.00",
        "8610.00",
        "1230.00",
    )
    xml = correction.xml.decode()
    assert "<RodzajFaktury>KOR_ROZ<" in xml
    assert "<P_15>1230.00<" in xml
    assert "<P_15ZK>7380.00<" in xml
    assert "<NrKSeFFaZaliczkowej>" in xml
    assert correction.status is Status.ACCEPTED


async def test_a_settlement_corrected_to_zero_leaves_its_advance_to_be_settled_anew(settled):
    card, correction = await corrected(settled, "korekta FV/2026/11/2 do zera")
    assert card["gross"] == "-7380.00"
    assert correction.status is Status.ACCEPTED

    await settled.say("faktura rozliczeniowa do FV/2026/11/1")
    assert settled.last().data["gross"] == "7380.00"


async def test_an_advance_for_the_wrong_buyer_is_taken_back_and_issued_for_the_right_one(paid):
    paid.register.knows(Nip.parse(RIGHT), "WŁAŚCIWY S.A.", PROSTA)
    await paid.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    assert paid.last().data["replacement"]["gross"] == "4920.00"
    await paid.tap("issue-both")

    invoices = {each.invoice.number: each for each in await paid.invoices()}
    anew = invoices["FV/2026/11/2"]
    assert (anew.invoice.kind.value, anew.invoice.buyer.nip.digits) == ("ZAL", RIGHT)
    assert anew.invoice.advance_payments == invoices["FV/2026/11/1"].invoice.advance_payments
    assert "<P_15>-4920.00<" in invoices["KOR/2026/11/1"].xml.decode()
    assert {each.status for each in invoices.values()} == {Status.ACCEPTED}


async def test_a_simplified_invoice_is_corrected(real):
    await issued(real, "faktura uproszczona dla NIP 5260250274, toner 320 zł brutto")
    card, correction = await corrected(real, "korekta FV/2026/11/1: cena 300 zł zamiast 320")

    assert card["gross"] == "-20.00"
    assert "<RodzajFaktury>KOR<" in correction.xml.decode()
    assert correction.status is Status.ACCEPTED


async def test_an_invoice_in_euro_is_corrected_at_the_rate_of_the_original(real):
    real.rates.publishes("EUR", "4.2512", date(2026, 11, 19), "225/A/NBP/2026")
    real.rates.publishes("EUR", "4.3000", date(2026, 11, 20), "226/A/NBP/2026")
    first = await issued(real, "faktura dla NIP 5260250274, konsultacje 1000 euro netto + 23% VAT")
    real.clock.advance(days=3)
    _, correction = await corrected(real, "korekta FV/2026/11/1: cena 900 EUR zamiast 1000")

    assert correction.invoice.exchange_rate == first.invoice.exchange_rate
    assert correction.status is Status.ACCEPTED
    xml = correction.xml.decode()
    assert "<P_15>-123.00<" in xml
    tax = (Decimal(-23) * first.invoice.exchange_rate.rate).quantize(Decimal("0.01"))
    assert f"<P_14_1W>{tax}<" in xml


async def test_an_amount_in_another_currency_is_no_amount_of_this_invoice(billed):
    said, details = await refused(billed, "korekta FV/2026/11/1: cena 180 EUR zamiast 200 EUR")
    assert (said, details["currency"]) == ("correction-currency", "PLN")
