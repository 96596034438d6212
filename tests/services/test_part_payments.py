"""A part of an invoice is paid: noted, shown with what is left, and only the rest is asked for."""

import pytest

from invoicing.services.records import Role
from tests.services.house import OLA, SENTENCE

EWA, HELENA = "1004", "1005"


@pytest.fixture
async def owed(house):
    """FV/2026/11/1 comes to 492 zł."""
    await house.say(SENTENCE)
    await house.tap("issue")
    return house


@pytest.mark.parametrize(
    "words",
    [
        "zapłacił 200 z FV/2026/11/1",
        "Klient wpłacił 200 zł na fv/2026/11/1.",
        "wpłynęło 200,00 zł za fakturę FV/2026/11/1",
        "częściowa wpłata do FV/2026/11/1: 200 zł",
        "customer paid 200 pln of FV/2026/11/1",
    ],
)
async def test_a_part_is_noted_and_the_rest_is_shown(owed, words):
    await owed.say(words)

    card = owed.last()
    assert (card.code, card.data["part_paid"], card.data["rest"]) == ("invoice-card", "200.00", "292.00")
    assert card.data["paid_on"] is None
    (invoice,) = await owed.invoices()
    assert not invoice.invoice.paid  # the invoice itself stays as it is


async def test_lists_of_what_is_unpaid_count_the_rest(owed):
    await owed.say(SENTENCE)
    await owed.tap("issue")
    await owed.say("zapłacił 200 z FV/2026/11/1")
    await owed.say("niezapłacone faktury")

    shown = owed.last().data
    assert {row["number"]: row["rest"] for row in shown["invoices"]} == {
        "FV/2026/11/1": "292.00",
        "FV/2026/11/2": None,
    }
    assert [each["gross"] for each in shown["sums"]] == ["784.00"]


async def test_what_pays_the_rest_pays_the_invoice(owed):
    await owed.say("zapłacił 200 z FV/2026/11/1")
    await owed.say("zapłacił 292 z FV/2026/11/1")

    assert (owed.last().data["paid_on"], owed.last().data["rest"]) == ("2026-11-20", None)
    await owed.say("zapłacił 1 z FV/2026/11/1")
    assert owed.last().data["reason"] == "part-payment-idle"


async def test_a_reminder_asks_for_the_rest(owed):
    await owed.say("zapłacił 200 z FV/2026/11/1")
    owed.clock.advance(days=20)
    await owed.say("wyślij przypomnienie FV/2026/11/1")

    assert owed.last().data["owed"] == "292.00"


async def test_more_than_is_left_is_refused_with_what_is_left(owed):
    await owed.say("zapłacił 500 z FV/2026/11/1")

    assert (owed.last().data["reason"], owed.last().data["details"]["left"]) == (
        "part-payment-above",
        "492.00",
    )


async def test_it_can_be_taken_back(owed):
    await owed.say("zapłacił 200 z FV/2026/11/1")
    await owed.say("cofnij wpłatę z FV/2026/11/1")
    assert owed.last().data["rest"] is None

    await owed.say("cofnij wpłatę z FV/2026/11/1")
    assert owed.last().data["reason"] == "part-payment-none"


async def test_whoever_may_only_look_notes_nothing_and_nobody_of_another_company_does(owed):
    await owed.take_on(Role.VIEWER, EWA)
    await owed.say("zapłacił 200 z FV/2026/11/1", EWA)
    assert owed.last(EWA).code == "not-allowed"

    await owed.say("zapłacił 200 z FV/2026/11/99")
    assert owed.last(OLA).data["reason"] == "invoice-unknown"
