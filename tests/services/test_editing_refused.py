"""A change that cannot be made is refused with its reason, and the draft stays as it was."""

import pytest

from invoicing.services.editing.applying import HANDLERS
from invoicing.services.parsing.edits.said import Field
from invoicing.services.records import Role
from tests.services.editing import draft_of
from tests.services.house import STRANGER

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
TWO_LINES = TWO_HOURS + ", dojazd 50 zł"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("cena -5", "amount-negative"),
        ("cena 1e309", "amount-format"),
        ("cena 0", "amount-zero"),
        ("cena 0,001", "amount-zero"),
        ("ilość -3", "amount-negative"),
        ("stawka 22%", "vat-unknown"),
        ("stawka zw", "exemption-unknown"),
        ("termin 1.11.1970", "date-past"),
        ("data sprzedaży 1.01.1970", "supply-long-ago"),
        ("nabywca 5260250275", "nip-checksum"),
        ("nabywca ma być 5265877635", "buyer-is-seller"),
        ("rabat 100%", "discount-percent"),
        ("rabat 500 zł", "amount-discount"),
        ("usuń trzecią pozycję", "edit-line"),
        ("usuń parking", "edit-line-unknown"),
        ("cena parkingu 20", "edit-line-unknown"),
        ("zmień konsultacje na 150", "edit-amount-unclear"),
        ("cena 250 zamiast 300", "edit-old-value"),
        ("dodaj coś", "edit-line-unnamed"),
        ("dodaj 150 zł", "edit-line-unnamed"),
        ("netto", "edit-same-but-said"),
        ("przelew", "edit-same"),
        ("data wystawienia jutro", "issue-date-fixed"),
        ("kwota 333,33", "price-not-divisible"),
        ("konsultacje: 300", "edit-amount-unclear"),
    ],
)
async def test_what_cannot_be_is_refused_and_the_draft_stays(house, words, reason):
    await house.say(TWO_HOURS)
    before = house.last().data
    await house.say(words)

    if reason == "edit-same-but-said":  # it was guessed before, and now it is said
        assert house.last().code == "draft-card"
        return
    assert house.last().code == "refused"
    assert house.last().data["reason"] == reason
    assert (await draft_of(house)).version == before["version"]


async def test_one_price_in_euro_among_others_is_refused(house):
    await house.say(TWO_LINES)
    await house.say("cena dojazdu 80 EUR")
    assert house.last().data["reason"] == "edit-currency"

    await house.say("dodaj parking 20 EUR")
    assert house.last().data["reason"] == "edit-currency"


async def test_of_a_total_of_several_lines_nobody_knows_the_prices(house):
    await house.say(TWO_LINES)
    await house.say("razem ma być 500 zł brutto")

    assert house.last().data["reason"] == "total-unclear"


async def test_one_impossible_change_keeps_the_others_from_being_made(house):
    await house.say(TWO_HOURS)
    await house.say("termin 7 dni i stawka 22%")

    assert house.last().data["reason"] == "vat-unknown"
    assert (await draft_of(house)).due_date.isoformat() == "2026-12-04"


async def test_who_may_only_read_changes_nothing(house):
    await house.take_on(role=Role.VIEWER, chat=STRANGER)
    await house.say(TWO_HOURS)
    await house.say("termin 7 dni", STRANGER)  # no draft of theirs is open

    assert house.last(STRANGER).code != "draft-card"
    assert (await draft_of(house)).due_date.isoformat() == "2026-12-04"


@pytest.mark.parametrize("words", ["termin 7 dni", "cofnij", "usuń dojazd", "brutto"])
async def test_a_change_while_no_draft_is_open_is_not_understood(house, words):
    await house.say(words)

    assert house.last().code in {"not-understood", "help"}


async def test_forwarded_words_change_nothing(house):
    await house.say(TWO_HOURS)
    await house.say("cena 1 zł", forwarded=True)

    assert house.last().data["reason"] == "forwarded"
    assert (await draft_of(house)).version == 1


def test_whatever_can_be_said_of_a_draft_is_done_to_it():
    assert set(HANDLERS) == set(Field)


async def test_a_simplified_invoice_stays_below_its_limit(house):
    """Art. 106e ust. 5 pkt 3 VATA: 450 zł."""
    await house.say("faktura uproszczona dla NIP 5260250274, parking 100 zł brutto")
    await house.say("cena 500 zł")

    assert house.last().data["reason"] == "simplified-limit"
    assert (await draft_of(house)).totals.gross == 100


@pytest.mark.parametrize("words", ["500 zł bez VAT", "500 bez vatu", "500 without VAT", "500 зл без ПДВ"])
async def test_without_vat_means_two_things_to_a_company_that_charges_it(house, words):
    await house.say(f"faktura dla NIP 5260250274, montaż {words}")
    assert (house.last().code, house.last().data["reason"]) == ("refused", "without-vat")


async def test_without_vat_on_an_open_draft_is_asked_about_too(house):
    await house.say(TWO_HOURS)
    await house.say("bez VAT")
    assert (house.last().code, house.last().data["reason"]) == ("refused", "without-vat")
