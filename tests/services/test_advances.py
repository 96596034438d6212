"""Invoices of advances and their settlement, said in a sentence (art. 106f VATA)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from invoicing.model.kinds import InvoiceKind
from invoicing.model.lifecycle import Status
from tests.services.house import OLA

WHOLE = (
    "faktura zaliczkowa dla NIP 5260250274, meble kuchenne 12 300 zł brutto, zaliczka 4920 zł, wpłynęła 18.11"
)
ALONE = "faktura zaliczkowa dla NIP 5260250274, zaliczka na meble biurowe 5 000 zł brutto, wpłacono przelewem 18.11"


async def test_an_advance_shows_the_order_the_payment_and_its_tax(house):
    await house.say(WHOLE)

    card = house.last()
    assert card.code == "draft-card"
    assert card.data["advance"] == {"amount": "4920.00", "received_on": "2026-11-18", "order": "12300.00"}
    assert (card.data["net"], card.data["vat"], card.data["gross"]) == ("4000.00", "920.00", "4920.00")
    assert (card.data["paid"], card.data["due_date"]) == (True, None)

    await house.tap("issue")
    (stored,) = await house.invoices()
    invoice = stored.invoice
    assert (invoice.kind, invoice.lines, invoice.paid) == (InvoiceKind.ADVANCE, (), True)
    assert invoice.order.totals.gross == Decimal("12300.00")
    assert [(each.received_on, each.amount) for each in invoice.advance_payments] == [
        (date(2026, 11, 18), Decimal("4920.00"))
    ]


async def test_an_amount_alone_is_the_payment_and_the_worth_of_the_order_is_asked_for(house):
    await house.say(ALONE)
    asked = house.last()
    assert (asked.code, asked.data["missing"]) == ("draft-incomplete", ["price"])
    assert asked.data["lines"][0]["name"] == "meble biurowe"
    assert asked.data["advance"] == {"amount": "5000.00", "received_on": "2026-11-18", "order": None}

    await house.say("12 300 zł brutto")

    assert house.last().code == "draft-card"
    assert house.last().data["advance"]["order"] == "12300.00"
    assert house.last().data["gross"] == "5000.00"


async def test_one_line_of_an_advance_invoice_is_what_was_paid(house):
    await house.say("faktura zaliczkowa dla NIP 5260250274, montaż kuchni 2460 zł brutto")
    assert house.last().data["missing"] == ["price"]
    assert house.last().data["advance"]["amount"] == "2460.00"


async def test_without_a_day_today_is_guessed_and_said_so(house):
    await house.say("faktura zaliczkowa dla NIP 5260250274, meble 12 300 zł brutto, zaliczka 4920 zł")
    assert house.last().data["advance"]["received_on"] == "2026-11-20"
    assert "received_on" in house.last().data["guessed"]

    await house.say("zaliczka wpłynęła 17.11")

    assert house.last().data["advance"]["received_on"] == "2026-11-17"
    assert "received_on" not in house.last().data["guessed"]
    await house.say("zaliczka 6150 zł")
    assert house.last().data["gross"] == "6150.00"
    assert house.last().data["advance"]["received_on"] == "2026-11-17"


async def test_money_that_has_not_come_yet_is_no_advance(house):
    await house.say(WHOLE.replace("18.11", "25.11.2026"))
    assert (house.last().code, house.last().data["reason"]) == ("refused", "advance-in-future")


async def test_a_tap_from_elsewhere_on_an_advance_above_its_order_issues_nothing(house):
    await house.say(WHOLE.replace("4920", "13 000"))
    cancel = house.tap_of("cancel")
    await house.receive(replace(cancel, choice=replace(cancel.choice, action="issue")))
    await house.work()
    assert house.last().data.get("reason") == "incomplete-draft"
    assert await house.invoices() == []


@pytest.fixture
async def paid(house):
    await house.say(WHOLE)
    await house.tap("issue")
    (stored,) = await house.invoices()
    assert stored.status is Status.ACCEPTED
    return house


async def test_the_settlement_takes_the_advance_off_the_order(paid):
    await paid.say("faktura rozliczeniowa do FV/2026/11/1")

    card = paid.last()
    assert (card.code, card.data["kind"]) == ("draft-card", "ROZ")
    assert [each["number"] for each in card.data["settles"]] == ["FV/2026/11/1"]  # as people know it
    assert (card.data["net"], card.data["vat"], card.data["gross"]) == ("6000.00", "1380.00", "7380.00")
    await paid.tap("issue")
    advance, settlement = await paid.invoices()
    (named,) = settlement.invoice.advance_invoices
    assert named.ksef_number == str(advance.ksef_number)
    assert settlement.invoice.totals.gross == Decimal("7380.00")


async def test_other_lines_may_have_been_sold_in_the_end(paid):
    await paid.say("faktura końcowa dla 5260250274 do FV/2026/11/1, meble kuchenne 13 530 zł brutto")
    assert paid.last().data["gross"] == "8610.00"


async def test_all_open_advances_of_a_buyer_are_settled_together(paid):
    await paid.say(WHOLE.replace("4920", "1230"))
    await paid.tap("issue")
    await paid.say("faktura rozliczeniowa dla NIP 5260250274, meble kuchenne 12 300 zł brutto")
    assert [each["gross"] for each in paid.last().data["settles"]] == ["1230.00", "4920.00"]
    assert paid.last().data["gross"] == "6150.00"


async def test_an_advance_is_settled_once(paid):
    await paid.say("faktura rozliczeniowa do FV/2026/11/1")
    await paid.tap("issue")
    await paid.say("faktura rozliczeniowa do FV/2026/11/1")
    assert (paid.last().code, paid.last().data["reason"]) == ("refused", "advance-settled")
    assert "FV/2026/11/1" in str(paid.last().data)


async def test_of_two_cards_of_one_settlement_only_the_first_is_issued(paid):
    await paid.say("faktura rozliczeniowa do FV/2026/11/1")
    first = paid.tap_of("issue")
    await paid.say("faktura rozliczeniowa do FV/2026/11/1")
    await paid.tap("issue")

    await paid.receive(first)
    await paid.work()

    assert len(await paid.invoices()) == 2
    assert any(each.data.get("reason") == "advance-settled" for each in paid.telegram.chats[OLA].values())


@pytest.mark.parametrize("number", ["FV/2026/11/9", "FV/2026/12/1"])
async def test_an_unknown_advance_is_said(paid, number):
    await paid.say(f"faktura rozliczeniowa do {number}")
    assert (paid.last().code, paid.last().data["reason"]) == ("refused", "advance-unknown")


async def test_an_advance_without_its_number_from_ksef_is_not_settled_yet(house):
    house.ksef.down = True
    await house.say(WHOLE)
    await house.tap("issue")
    await house.say("faktura rozliczeniowa do FV/2026/11/1")
    assert (house.last().code, house.last().data["reason"]) == ("refused", "advance-before-number")


async def test_what_is_paid_in_full_needs_no_settlement(house):
    await house.say(WHOLE.replace("4920", "12300"))
    await house.tap("issue")
    await house.say("faktura rozliczeniowa do FV/2026/11/1")
    assert (house.last().code, house.last().data["reason"]) == ("refused", "settlement-nothing-left")


async def test_an_advance_above_its_order_cannot_be_tapped_and_the_card_says_what_to_change(house):
    await house.say("faktura zaliczkowa dla NIP 5260250274, meble 12 300 zł brutto, zaliczka 15 000 zł")

    asked = house.last()
    assert (asked.code, asked.data["missing"]) == ("draft-incomplete", ["advance-above-order"])
    assert "issue" not in asked.labels
    await house.say("zaliczka 12 300 zł")
    assert (house.last().code, house.last().labels[0]) == ("draft-card", "issue")


async def test_an_order_that_turns_out_to_be_larger_takes_the_advance_again(house):
    await house.say("faktura zaliczkowa dla NIP 5260250274, meble 12 300 zł brutto, zaliczka 15 000 zł")

    await house.say("cena 20 000 zł brutto")

    assert house.last().labels[0] == "issue"
    await house.say("cena 10 000 zł brutto")
    assert house.last().data["missing"] == ["advance-above-order"]


async def test_a_settlement_of_more_than_the_sale_cannot_be_tapped(house):
    await house.say(WHOLE)
    await house.tap("issue")
    await house.say("faktura rozliczeniowa do FV/2026/11/1")
    await house.say("cena 4000 zł brutto")

    assert house.last().data["missing"] == ["advances-above-sale"]
    await house.say("cena 4920 zł brutto")
    assert house.last().labels[0] == "issue"
