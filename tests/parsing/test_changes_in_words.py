"""What a sentence says of an older invoice, or of a draft that is open."""

from __future__ import annotations

from datetime import date

import pytest

from invoicing.model.invoice import PaymentMethod
from invoicing.services.intents import understand
from invoicing.services.parsing.understood import Intent

TODAY = date(2026, 11, 20)
NIP = "5260250274"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("skoryguj FV 12/10/2026, ilość 4", "12/10/2026"),
        ("wyślij ponownie fakturę 7/2026", "7/2026"),
        ("status faktury nr 15/11/2026", "15/11/2026"),
        ("faktura rozliczeniowa do FZ/2026/10/4, {nip}, meble 500", "FZ/2026/10/4"),
        ("korekta do FZAL/2026/10/4", "FZAL/2026/10/4"),
    ],
)
def test_the_number_of_an_older_invoice_is_no_day_and_no_amount(said: str, number: str) -> None:
    understood = understand(said.format(nip=NIP), TODAY)

    assert understood.invoice_number == number
    assert understood.supply_date is None
    assert [line.name for line in understood.lines] in ([], ["meble"])


def test_a_day_behind_a_preposition_is_a_day() -> None:
    understood = understand(f"faktura z 12/11/2026 dla {NIP}, audyt 500 zł", TODAY)

    assert understood.invoice_number is None


def test_what_is_put_away_is_not_taken_for_what_is_wanted() -> None:
    understood = understand("płatność gotówką zamiast przelewu", TODAY)

    assert (understood.intent, understood.payment_method) == (Intent.EDIT, PaymentMethod.CASH)


def test_the_number_that_is_put_away_is_not_the_new_one() -> None:
    understood = understand("zmień cenę na 300 zamiast 250 zł", TODAY)

    assert [(str(line.price), line.quantity) for line in understood.lines] == [("300.00", 1)]
    assert understand("nie 14 tylko 7 dni", TODAY).due_date == date(2026, 11, 27)


def test_the_currency_of_a_draft_changes() -> None:
    understood = understand("zmień walutę na EUR", TODAY)

    assert (understood.intent, understood.currency, understood.buyer.name) == (Intent.EDIT, "EUR", None)


def test_lines_that_are_taken_away_are_no_lines() -> None:
    assert understand("usuń 2 pozycje", TODAY).lines == ()


def test_a_note_begins_behind_its_heading() -> None:
    assert understand("dopisz uwagi: zlecenie pilne", TODAY).note == "zlecenie pilne"


@pytest.mark.parametrize("said", ["{nip} netto 1000 audyt", "faktura na 526 025 02 74 audyt 1000 netto"])
def test_a_nip_stays_a_nip_beside_money(said: str) -> None:
    understood = understand(said.format(nip=NIP), TODAY)

    assert understood.buyer.nip is not None
    assert understood.buyer.nip.digits == NIP
    assert [str(line.price) for line in understood.lines] == ["1000.00"]
