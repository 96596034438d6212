"""The open draft is changed by saying it, in three languages; nothing else of it changes."""

from decimal import Decimal

import pytest

from invoicing.model.party import Nip
from tests.services.editing import tap_on
from tests.services.fakes import PROSTA

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
TWO_LINES = TWO_HOURS + ", dojazd 50 zł"


def lines(card) -> list[tuple[str, str, str]]:
    """Name, quantity and unit price of each line."""
    return [(line["name"], line["quantity"], line["unit_price"]) for line in card.data["lines"]]


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("zmień termin na 21 dni", "due_date", "2026-12-11"),
        ("change the due date to 21 days", "due_date", "2026-12-11"),
        ("зміни термін на 21 день", "due_date", "2026-12-11"),
        ("data sprzedaży wczoraj", "supply_date", "2026-11-19"),
        ("gotówka", "payment_method", "cash"),
        ("brutto", "price_kind", "gross"),
        ("gross", "price_kind", "gross"),
        ("wyślij na jan@klient.example", "send_to", "jan@klient.example"),
        ("uwagi: dostawa 5.12, piętro 3", "note", "dostawa 5.12, piętro 3"),
        ("podzielona płatność", "split_payment", True),
        ("zapłacona", "paid", True),
        ("cena 250", "net", "500.00"),
        ("ціна 250", "net", "500.00"),
        ("ilość 3", "net", "600.00"),
        ("3 h zamiast 2", "net", "600.00"),
        ("zmień cenę z 200 na 180", "net", "360.00"),
        ("stawka 8%", "vat", "32.00"),
        ("rabat 10%", "net", "360.00"),
        ("konsultacje po 220 zł", "net", "440.00"),
        ("razem ma być 600 zł", "net", "600.00"),
        ("bez terminu", "due_date", None),
        ("rabat 50 zł", "net", "350.00"),
        ("dodaj 1 h dojazdu 150", "net", "550.00"),
        ("add 1 h travel 150", "net", "550.00"),
        ("додай 1 год доїзду 150", "net", "550.00"),
    ],
)
async def test_a_draft_is_changed_by_saying_what_should_be_different(house, words, field, value):
    await house.say(TWO_HOURS)
    before = house.last().data
    await house.say(words)

    card = house.last()
    assert card.code == "draft-card"
    assert card.data[field] == value
    assert card.data["buyer"]["nip"] == before["buyer"]["nip"]
    assert card.data["lines"][0]["name"] == "konsultacje"
    assert card.labels[-3:] == ["edit", "undo", "cancel"]


async def test_what_was_said_is_what_is_issued(house):
    await house.say(TWO_HOURS)
    await house.say("zmień termin na 21 dni, stawka 8% i dodaj 1 h dojazdu 150")
    await house.tap("issue")

    (stored,) = await house.invoices()
    assert stored.invoice.due_date.isoformat() == "2026-12-11"
    assert [line.vat_rate.value for line in stored.invoice.lines] == ["8", "8"]
    assert stored.invoice.totals.gross == Decimal("594.00")


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("cena drugiej pozycji 80", [("konsultacje", "2", "200.00"), ("dojazd", "1", "80.00")]),
        ("cena dojazdu 80 zł", [("konsultacje", "2", "200.00"), ("dojazd", "1", "80.00")]),
        ("zmień ilość konsultacji na 3", [("konsultacje", "3", "200.00"), ("dojazd", "1", "50.00")]),
        ("nazwa pierwszej pozycji: montaż", [("montaż", "2", "200.00"), ("dojazd", "1", "50.00")]),
        ("zmień dojazd na parking", [("konsultacje", "2", "200.00"), ("parking", "1", "50.00")]),
        ("zmień konsultacje z 200 na 180", [("konsultacje", "2", "180.00"), ("dojazd", "1", "50.00")]),
        ("usuń drugą pozycję", [("konsultacje", "2", "200.00")]),
        ("usuń dojazd", [("konsultacje", "2", "200.00")]),
        ("usuń ostatnią", [("konsultacje", "2", "200.00")]),
        ("remove line 2", [("konsultacje", "2", "200.00")]),
        ("видали другу позицію", [("konsultacje", "2", "200.00")]),
    ],
)
async def test_a_line_is_called_by_its_place_or_its_name(house, words, after):
    await house.say(TWO_LINES)
    await house.say(words)

    assert house.last().code == "draft-card"
    assert lines(house.last()) == after


async def test_a_rate_of_one_line_leaves_the_others_alone(house):
    await house.say(TWO_LINES)
    await house.say("stawka dojazdu 8%")
    assert [line["vat_rate"] for line in house.last().data["lines"]] == ["23", "8"]

    await house.say("zmień stawkę na 5%")
    assert [line["vat_rate"] for line in house.last().data["lines"]] == ["5", "5"]


async def test_a_discount_goes_with_the_price_and_can_be_taken_away(house):
    await house.say(TWO_HOURS)
    await house.say("rabat 10%")
    await house.say("ilość 3")
    assert house.last().data["lines"][0]["discount"] == "60.00"

    await house.say("usuń rabat")
    assert house.last().data["lines"][0]["discount"] is None
    assert house.last().data["net"] == "600.00"


async def test_the_line_is_asked_for_and_given_by_a_tap(house):
    await house.say(TWO_LINES)
    await house.say("cena 250 i termin na 7 dni")
    assert house.last().code == "which-line"
    assert house.last().data["asked"] == "cena 250 i termin na 7 dni"

    await tap_on(house, "line-2")

    assert house.last().code == "draft-card"
    assert lines(house.last()) == [("konsultacje", "2", "200.00"), ("dojazd", "1", "250.00")]
    assert house.last().data["due_date"] == "2026-11-27"


@pytest.mark.parametrize("answer", ["2", "drugiej", "dojazd", "druga pozycja"])
async def test_the_line_is_asked_for_and_given_in_words(house, answer):
    await house.say(TWO_LINES)
    await house.say("cena 250")
    await house.say(answer)

    assert house.last().code == "draft-card"
    assert lines(house.last())[1] == ("dojazd", "1", "250.00")


async def test_another_change_while_a_line_is_asked_for_is_made_and_the_question_dropped(house):
    await house.say(TWO_LINES)
    await house.say("cena 250")
    await house.say("termin 7 dni")

    assert house.last().code == "draft-card"
    assert house.last().data["due_date"] == "2026-11-27"
    assert lines(house.last()) == [("konsultacje", "2", "200.00"), ("dojazd", "1", "50.00")]


async def test_another_buyer_is_looked_up_and_gets_no_letter_of_the_first(house):
    house.register.knows(Nip.parse("7010416384"), "INNY KLIENT S.A.", PROSTA)
    await house.say(TWO_HOURS + ", wyślij na ksiegowosc@klient.example")
    await house.say("nabywca ma być 7010416384")

    assert house.last().data["buyer"]["name"] == "INNY KLIENT S.A."
    assert house.last().data["buyer"]["known_from"] == "register"
    assert house.last().data["send_to"] is None


async def test_a_paid_invoice_has_no_term_until_it_is_not_paid_after_all(house):
    await house.say(TWO_HOURS)
    await house.say("zapłacona")
    assert house.last().data["due_date"] is None

    await house.say("nie zapłacona")
    assert house.last().data["due_date"] == "2026-12-04"
    assert "due_date" in house.last().data["guessed"]


async def test_a_rate_nobody_said_for_a_new_line_is_that_of_the_others_and_marked(house):
    await house.say(TWO_HOURS + " + 8% VAT")
    await house.say("dodaj dojazd 50")

    assert [line["vat_rate"] for line in house.last().data["lines"]] == ["8", "8"]
    assert [line["guessed"] for line in house.last().data["lines"]] == [[], ["price_kind", "vat"]]


async def test_the_last_line_may_go_and_another_is_asked_for(house):
    await house.say(TWO_HOURS)
    await house.say("usuń konsultacje")
    assert house.last().code == "draft-incomplete"
    assert house.last().data["missing"] == ["lines"]

    await house.say("dodaj montaż 300")
    assert house.last().code == "draft-card"
    assert lines(house.last()) == [("montaż", "1", "300.00")]


async def test_another_currency_waits_for_its_rate(house):
    """No rate is guessed: until it is known, nothing can be issued."""
    await house.say(TWO_HOURS)
    await house.say("waluta EUR")

    assert house.last().code == "draft-incomplete"
    assert house.last().data["currency"] == "EUR"
    assert house.last().data["missing"] == ["exchange-rate"]
    await house.tap("undo")
    assert house.last().code == "draft-card"
    assert house.last().data["currency"] == "PLN"


async def test_a_known_buyer_is_found_by_name(house):
    house.register.knows(Nip.parse("7010416384"), "ZIELONY OGRÓD SPÓŁKA Z O.O.", PROSTA)
    await house.say("faktura dla NIP 7010416384, montaż 300 zł")
    await house.tap("issue")
    await house.say(TWO_HOURS)
    await house.say("nabywca ma być Zielony Ogród")

    assert house.last().code == "draft-card"
    assert house.last().data["buyer"]["nip"] == "7010416384"


async def test_what_kind_of_buyer_it_is_stays_asked_for_whatever_else_is_changed(house):
    await house.say(TWO_HOURS)
    await house.say("nabywca: Jan Nowak, ul. Prosta 1, 00-001 Warszawa")
    assert "buyer-kind" in house.last().data["missing"]

    await house.say("termin 7 dni")
    assert house.last().code == "draft-incomplete"
    assert "buyer-kind" in house.last().data["missing"]


async def test_a_bare_number_is_the_price_of_what_nobody_counted_and_is_to_be_checked(house):
    await house.say("faktura dla NIP 5260250274, projekt strony 2000 zł netto")
    await house.say("projekt strony to 2500")

    (line,) = house.last().data["lines"]
    assert (line["unit_price"], line["guessed"]) == ("2500.00", ["price", "vat"])

    await house.say("projekt strony to 3")
    assert house.last().data["reason"] == "edit-amount-unclear"


async def test_what_is_added_stands_in_the_nominative(house):
    await house.say(TWO_HOURS)
    await house.say("dodaj dostawę 20")
    await house.say("dodaj hosting 12 mies. po 30")

    assert [(each["name"], each["quantity"]) for each in house.last().data["lines"]][1:] == [
        ("dostawa", "1"),
        ("hosting", "12"),
    ]


async def test_a_line_may_be_called_exempt_by_its_name_alone(house):
    await house.say(TWO_HOURS + ", szkolenie 500 zł")
    await house.say("szkolenie np")

    assert [line["vat_rate"] for line in house.last().data["lines"]] == ["23", "np I"]


async def test_words_with_a_number_of_their_own_do_not_answer_which_line(house):
    """Else "druga pozycja 20" would give the second line the price that waited."""
    await house.say(TWO_HOURS + ", dojazd 50 zł")
    await house.say("cena 250")
    assert house.last().code == "which-line"
    await house.say("druga pozycja 20")

    assert [line["unit_price"] for line in house.last().data.get("lines", [])] != ["200.00", "250.00"]
