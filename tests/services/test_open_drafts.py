"""An open draft goes on in words: gaps are answered, terms are changed, old buttons are worth nothing."""

from decimal import Decimal

import pytest

from invoicing.model.party import Nip
from tests.services.fakes import PROSTA
from tests.services.house import OLA, SENTENCE

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"


async def test_the_answer_to_the_question_completes_the_draft(house):
    house.register.down = True
    await house.say(TWO_HOURS)
    await house.say("Klient Testowy sp. z o.o., ul. Prosta 1, 00-001 Warszawa")

    card = house.last()
    assert card.code == "draft-card"
    assert card.data["buyer"]["name"] == "Klient Testowy sp. z o.o."
    assert card.data["buyer"]["address"] == ["ul. Prosta 1", "00-001 Warszawa"]
    assert card.data["gross"] == "492.00"


async def test_a_missing_price_is_filled_in_by_the_answer(house):
    await house.say("faktura dla NIP 5260250274, konsultacje")
    assert house.last().data["lines"][0]["unit_price"] is None

    await house.say("po 200 zł")

    assert house.last().code == "draft-card"
    assert house.last().data["lines"][0]["unit_price"] == "200.00"
    assert house.last().data["gross"] == "246.00"


async def test_a_missing_buyer_is_filled_in_by_the_answer(house):
    await house.say("faktura, 2 h konsultacji po 200 zł")
    await house.say("NIP 5260250274")

    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["name"] == "KLIENT SPÓŁKA Z O.O."
    assert house.last().data["gross"] == "492.00"


async def test_a_whole_new_sentence_is_a_new_draft_not_an_answer(house):
    await house.say("faktura dla NIP 5260250274, konsultacje")
    await house.say(SENTENCE)
    await house.tap("issue")

    (invoice,) = await house.invoices()
    assert invoice.invoice.totals.gross == Decimal("492.00")

    await house.say("po 100 zł")  # the first one is still open
    assert house.last().data["gross"] == "123.00"


@pytest.mark.parametrize("words", ["wystaw Kowalskiemu za kran 300", "faktura za kran 300 zł"])
async def test_another_sale_is_no_answer_to_the_price_of_the_first(house, words):
    await house.say("faktura dla NIP 5260250274, konsultacje")
    await house.say(words)

    assert "5260250274" not in str(house.last().data["buyer"])
    await house.say("anuluj")
    await house.say("po 200 zł")
    assert house.last().data["lines"][0]["name"] == "konsultacje"
    assert house.last().data["gross"] == "246.00"


async def test_a_button_of_an_older_card_shows_the_present_one(house):
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    old = house.tap_of("issue")
    await house.say("zmień termin na 7 dni")
    assert house.last().data["due_date"] == "2026-11-27"

    await house.receive(old)
    await house.work()

    assert house.telegram.alerts == ["stale-choice"]
    assert house.telegram.chats[OLA][old.tapped_message].data["due_date"] == "2026-11-27"
    assert await house.invoices() == []


async def test_edit_takes_the_buttons_away_and_asks_what_to_change(house):
    await house.say(TWO_HOURS)
    old = house.tap_of("issue")
    await house.tap("edit")
    assert house.shown() == ["welcome", "edit-hint"]

    await house.receive(old)
    await house.work()

    assert await house.invoices() == []
    assert house.telegram.alerts == [None, "stale-choice"]


async def test_a_cancelled_draft_cannot_be_issued(house):
    await house.say(TWO_HOURS)
    late = house.tap_of("issue")
    await house.tap("cancel")
    assert house.shown() == ["welcome", "draft-cancelled"]

    await house.receive(late)
    await house.work()

    assert await house.invoices() == []
    assert house.last().code == "draft-cancelled"


async def test_a_new_price_for_the_only_line_is_taken(house):
    await house.say(TWO_HOURS)
    await house.say("zmień cenę na 300 zł")

    assert house.last().code == "draft-card"
    assert house.last().data["net"] == "600.00"


async def test_a_change_of_a_line_that_was_not_said_changes_nothing_until_it_is(house):
    await house.say(TWO_HOURS + ", dojazd 50 zł")
    await house.say("zmień cenę na 300 zł i termin na 7 dni")
    assert house.last().code == "which-line"
    assert house.last().data["due_date"] == "2026-12-04"

    await house.tap("back")
    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.invoice.totals.gross == Decimal("553.50")


async def test_another_buyer_takes_the_place_of_the_first(house):
    house.register.knows(Nip.parse("7010416384"), "INNY KLIENT S.A.", PROSTA)
    await house.say(TWO_HOURS)
    await house.say("zmień nabywcę na 7010416384")

    assert house.last().data["buyer"]["name"] == "INNY KLIENT S.A."
    assert house.last().data["gross"] == "492.00"


async def test_a_mistyped_nip_in_answer_to_the_question_is_named(house):
    await house.say("faktura, 2 h konsultacji po 200 zł")
    await house.say("5260250275")
    assert house.last().data["reason"] == "nip-checksum"

    await house.say("5260250274")
    assert house.last().code == "draft-card"


@pytest.mark.parametrize("wish", ["popraw to jakoś", "zmień cenę", "zmień termin na kiedyś"])
async def test_a_change_that_was_not_made_is_named_as_not_made(house, wish):
    await house.say(TWO_HOURS)
    await house.say(wish)

    assert house.last().code == "edit-hint"
    assert house.last().data["unchanged"] is True
    assert house.last().data["gross"] == "492.00"


async def test_the_word_to_issue_shows_the_open_draft_and_begins_no_other(house):
    await house.say(TWO_HOURS)
    await house.say("wystaw")

    assert house.last().code == "draft-card"
    assert house.last().data["gross"] == "492.00"
    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.invoice.totals.gross == Decimal("492.00")


async def test_another_buyer_does_not_get_the_letter_at_the_address_of_the_first(house):
    house.register.knows(Nip.parse("7010416384"), "INNY KLIENT S.A.", PROSTA)
    await house.say(TWO_HOURS + ", wyślij na ksiegowosc@klient.example")
    await house.say("zmień nabywcę na 7010416384")
    assert house.last().data["send_to"] is None

    await house.say("zmień adres na biuro@inny.example")
    assert house.last().data["send_to"] == "biuro@inny.example"


@pytest.mark.parametrize("words", ["tak", "Ok!", "może być", "так"])
async def test_a_yes_shows_the_card_again_and_issues_nothing(house, words):
    await house.say(TWO_HOURS)
    await house.say(words)

    assert house.last().code == "draft-card"
    assert await house.invoices() == []


async def test_a_yes_to_nothing_is_not_understood(house):
    await house.say("tak")

    assert house.last().code == "not-understood"


async def test_ending_a_draft_while_none_is_open_says_that_there_is_none(house):
    await house.say("anuluj")

    assert (house.last().code, house.last().data["drafts"]) == ("drafts", [])


async def test_pokaz_shows_the_open_card_again(house):
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await house.say("pokaż szkic")

    assert house.last().code == "draft-card"
