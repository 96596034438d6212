"""Where an invoice goes: every kind of buyer, with what a company may choose, on both sides of the turn of the year."""

from datetime import date
from pathlib import Path

import pytest

from invoicing.model.destination import TABLE, Choices, Place, destination
from invoicing.model.party import BuyerKind

LAST_DAY, FIRST_DAY = date(2026, 12, 31), date(2027, 1, 1)
WITH_ACCESS = {BuyerKind.DOMESTIC, BuyerKind.EXEMPT_WITH_NIP, BuyerKind.JST, BuyerKind.VAT_GROUP}


def test_the_table_knows_every_kind_of_buyer():
    assert set(TABLE) == set(BuyerKind)


@pytest.mark.parametrize("kind", sorted(set(BuyerKind) - WITH_ACCESS - {BuyerKind.CONSUMER}))
def test_a_buyer_without_access_gets_a_ksef_invoice_in_the_agreed_way(kind):
    goes = destination(kind, Choices(), LAST_DAY)

    assert (goes.place, goes.article) == (Place.KSEF_AND_AGREED, "106gb ust. 4")


@pytest.mark.parametrize("kind", sorted(WITH_ACCESS))
def test_a_domestic_business_receives_its_invoice_in_ksef(kind):
    assert destination(kind, Choices(), LAST_DAY).place is Place.KSEF


def test_a_consumer_s_invoice_stays_outside_unless_the_company_wants_it_in():
    assert destination(BuyerKind.CONSUMER, Choices(), FIRST_DAY).place is Place.OUTSIDE
    chosen = destination(BuyerKind.CONSUMER, Choices(consumers_into_ksef=True), FIRST_DAY)
    assert chosen.place is Place.KSEF_AND_AGREED


@pytest.mark.parametrize("kind", sorted(set(BuyerKind) - {BuyerKind.CONSUMER}))
def test_the_rule_of_10_000_holds_for_every_business_until_the_end_of_2026(kind):
    uses = Choices(small_sales=True)

    assert destination(kind, uses, LAST_DAY).article == "145m"
    assert destination(kind, uses, FIRST_DAY) == destination(kind, Choices(), FIRST_DAY)


def test_a_consumer_does_not_use_that_rule_up():
    both = Choices(small_sales=True)

    assert destination(BuyerKind.CONSUMER, both, LAST_DAY).article == "106ga ust. 2 pkt 4"


SAID = {"ksef": "KSeF", "ksef_and_agreed": "KSeF and the agreed way", "outside": "outside"}
COLUMNS = (
    (Choices(), LAST_DAY),
    (Choices(consumers_into_ksef=True), LAST_DAY),
    (Choices(small_sales=True), LAST_DAY),
    (Choices(small_sales=True), FIRST_DAY),
)
PAGE = Path(__file__).parents[2] / "docs" / "where-an-invoice-goes.md"


@pytest.mark.parametrize("kind", BuyerKind)
def test_the_table_for_people_says_what_the_code_does(kind):
    rows = [each.split("|")[1:-1] for each in PAGE.read_text("utf-8").splitlines() if each.startswith("| `")]
    (found,) = [cells for name, *cells in rows if name.strip() == f"`{kind.value}`"]

    goes = [destination(kind, choices, day) for choices, day in COLUMNS]
    assert [each.strip() for each in found] == [
        f"{SAID[each.place.value]} (art. {each.article})" for each in goes
    ]
