"""Sentences that were written to make the parser take a wrong amount, rate or NIP without a word about it."""

from datetime import date

import pytest

from invoicing.services.intents import understand

FRIDAY = date(2026, 11, 20)
BUYER = "faktura dla 5261105456"


def rows(text) -> list[str]:
    """The lines in short: name, quantity, unit, price, rate."""
    lines = understand(text, FRIDAY).to_json()["lines"]
    return [
        " ".join(str(line[key]) for key in ("name", "quantity", "unit", "price", "vat")) for line in lines
    ]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            "bateria 2 szt 149,90 robocizna 200 wszystko brutto",
            ["bateria 2 szt. 149.90 23", "robocizna 1 None 200.00 23"],
        ),
        (
            "materialy 230,45 robocizna 400 vat 8%",
            ["materialy 1 None 230.45 23", "robocizna 1 None 400.00 8"],
        ),
        (
            "materialy 230,45 vat 23 robocizna 400 vat 8",
            ["materialy 1 None 230.45 23", "robocizna 1 None 400.00 8"],
        ),
        (
            "robocizna 400 zl 8% materialy 230 zl 23%",
            ["robocizna 1 None 400.00 8", "materialy 1 None 230.00 23"],
        ),
        ("rower Kross Level 3.0 2999 zł brutto", ["rower Kross Level 3.0 1 None 2999.00 23"]),
        (
            "Kurtka zimowa rozm. L, ilość: 1, cena: 299,00 zł brutto",
            ["Kurtka zimowa rozm. L 1 None 299.00 23"],
        ),
        ("ulotki 500 po 0,20 zł", ["ulotki 500 None 0.20 23"]),
        ("audyt 10 000,00 PLN netto (słownie: dziesięć tysięcy)", ["audyt 1 None 10000.00 23"]),
        ("montaz 500 zl robione 12.11", ["montaz 1 None 500.00 23"]),
        ("robota 10 godzin 35 zl godzina netto", ["robota 10 godz. 35.00 23"]),
        ("remont 5000 zl vat 8 procentów", ["remont 1 None 5000.00 8"]),
        ("services 3000 net 30", ["services 1 None 3000.00 23"]),
    ],
)
def test_every_number_stands_where_it_was_meant(words, lines):
    assert rows(f"{BUYER}, {words}") == lines


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("projekt dwa tysiące pięćset przecinek pięćdziesiąt", ["projekt 1 None 2500.50 23"]),
        ("projekt 2500 przecinek 50", ["projekt 1 None 2500.50 23"]),
        (
            "montaż tysiąc dwieście trzydzieści cztery złote pięćdziesiąt sześć groszy",
            ["montaż 1 None 1234.56 23"],
        ),
        ("transport osiemset kilometrów po dwa złote pięćdziesiąt", ["transport 800 km 2.50 23"]),
        ("licencja milion sto tysięcy złotych netto", ["licencja 1 None 1100000.00 23"]),
        ("konsultacje dwadzieścia pięć godzin po sto dwadzieścia", ["konsultacje 25 godz. 120.00 23"]),
        ("projekt dwa i pół tysiąca netto", ["projekt 1 None 2500.00 23"]),
    ],
)
def test_dictated_amounts_are_put_together(words, lines):
    assert rows(f"{BUYER}, {words}") == lines


@pytest.mark.parametrize(
    "words",
    [
        "transport osiemset kilometrów po dwa pięćdziesiąt",
        "usługa dziewiętnaście dziewięćdziesiąt dziewięć",
        "usługa pięć dwa sześć zero",
        "krzesło przecenione z 399 na 299 brutto",
        "krzesło było 399 jest 299 brutto",
        "montaż 500 zł, kończone 12.11",
        "montaż 12.11",
        "krzesło 299 brutto, rabat 10",
    ],
)
def test_what_makes_no_single_amount_is_a_problem(words):
    assert understand(f"{BUYER}, {words}", FRIDAY).problems


def test_a_nip_may_be_dictated_in_groups():
    spoken = "pięćset dwadzieścia sześć sto dziesięć pięćdziesiąt cztery pięćdziesiąt sześć"

    said = understand(f"faktura na firmę budex nip {spoken} za remont tysiąc pięćset złotych", FRIDAY)

    assert said.buyer.nip is not None
    assert said.buyer.nip.digits == "5261105456"
    assert [str(line.price) for line in said.lines] == ["1500.00"]


def test_a_dictated_nip_with_a_wrong_digit_is_refused():
    spoken = "pięćset dwadzieścia sześć sto dziesięć pięćdziesiąt cztery pięćdziesiąt siedem"

    said = understand(f"faktura nip {spoken} za remont tysiąc pięćset złotych", FRIDAY)

    assert said.buyer.nip is None
    assert [problem.code for problem in said.problems] == ["nip_checksum"]


def test_a_period_dictated_with_its_days_is_no_term():
    said = understand(f"{BUYER}, czynsz trzy tysiące od pierwszego do trzydziestego listopada", FRIDAY)

    assert (said.due_date, said.supply_date) == (None, date(2026, 11, 30))


def test_net_thirty_is_a_term():
    assert understand("invoice 5261105456 services 3000 net 30", FRIDAY).due_date == date(2026, 12, 20)
