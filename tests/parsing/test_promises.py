"""What holds of everything that is understood: a number in the draft was said, and a guess is called one."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.party import Nip
from invoicing.services.intents import understand
from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.tokens import Kind, tokenize

TODAY = date(2026, 11, 20)
BUYER = "faktura dla 5260250274"
PIECES = [
    "audyt",
    "krzesła",
    "kawa",
    "kabel",
    "dwa",
    "trzy",
    "sto",
    "tysiąc",
    "2",
    "3",
    "10",
    "12",
    "200",
    "450",
    "1.250,00",
    "99,90",
    "4920",
    "2k",
    "1,5",
    "tys.",
    "h",
    "godz.",
    "szt.",
    "kg",
    "m2",
    "zł",
    "zl",
    "EUR",
    "netto",
    "brutto",
    "po",
    "za",
    "x",
    "=",
    "razem",
    "łącznie",
    ",",
    ";",
    "-",
    "(",
    ")",
    "i",
    "oraz",
    "+",
    "23%",
    "8%",
    "zw",
    "vat",
    "termin",
    "14",
    "dni",
    "18.11",
    "do",
    "10.12",
    "przelew",
    ",-",
    "cena",
    "ilość",
    "sztuka",
    "min.",
    "0,5",
    "l",
    "3x2,5",
    "205/55",
    "nr",
    "7",
    "rabat",
    "10%",
]
sentences = st.lists(st.sampled_from(PIECES), max_size=18).map(lambda said: " ".join([BUYER, *said]))


def said_numbers(text):
    """Every number that can be read anywhere in the text."""
    tokens = tokenize(text)
    found = set()
    for at, token in enumerate(tokens):
        number = number_at(tokens, at)
        if number and number.value is not None:
            found.add(number.value)
        if token.kind is Kind.NUMBER and "," in token.text and number and number.value is not None:
            found.add(Decimal(token.text.replace(".", "").replace(",", ".")))
    return found


@given(sentences)
def test_a_price_was_said_or_is_a_share_of_one_that_was(text):
    numbers = said_numbers(text)

    for line in understand(text, TODAY).lines:
        shared = line.price is not None and line.price * line.quantity in numbers
        assert line.price is None or line.price in numbers or (shared and "price" in line.guessed)


@given(sentences)
def test_a_quantity_was_said_or_is_one(text):
    hours = {number + minutes / 60 for number in said_numbers(text) for minutes in said_numbers(text)}

    for line in understand(text, TODAY).lines:
        assert line.quantity == 1 or line.quantity in said_numbers(text) | hours


@given(sentences)
def test_a_rate_was_said_or_is_guessed(text):
    for line in understand(text, TODAY).lines:
        assert "vat" in line.guessed or line.vat in text


@given(
    st.text("0123456789 -", min_size=8, max_size=16),
    st.sampled_from(["NIP {}", "nip: {}", "{}", "PL{}", "dla {}"]),
)
def test_a_nip_that_is_taken_has_its_check_digit_and_was_said(digits, phrase):
    nip = understand(f"faktura {phrase.format(digits)}, audyt 500 zł", TODAY).buyer.nip

    if nip is not None:
        assert Nip.parse(nip.digits) == nip
        assert nip.digits in "".join(filter(str.isdigit, digits))


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("place", range(10))
def test_one_wrong_digit_of_a_nip_is_never_taken(place, digit):
    right = "5260250274"
    said = f"{right[:place]}{digit}{right[place + 1 :]}"

    heard = understand(f"faktura dla {said}, audyt 500 zł", TODAY)

    assert (heard.buyer.nip is not None) == (said == right)
    assert (not heard.problems) == (said == right)


@pytest.mark.parametrize(
    "said",
    [
        "audyt 500-600 zł",
        "audyt 500 zł albo 600 zł",
        "audyt 4500 23",
        "audyt 12.500",
        "audyt 12,500",
        "audyt 500 zł, rabat 50 zł",
        "audyt 100 EUR, dojazd 200 zł",
        "audyt 500 zł, waluta EUR",
        "audyt 500 zł, vat 23%, vat 8%",
        "audyt 500 zł, z czego 200 zapłacone",
        "audyt 500 zł, vat 7%",
        "audyt 500 zł, data wystawienia 1.10.2026",
    ],
)
def test_what_may_mean_two_things_is_a_problem(said):
    assert understand(f"{BUYER}, {said}", TODAY).problems


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("prowizja 5% od obrotu 1200 zł", "prowizja 5% od obrotu"),
        ("opony 205/55 R16 4 szt po 350 zł", "opony 205/55 R16"),
        ("sok 1,5 l 12 szt po 6 zł", "sok 1,5 l"),
        ("płytki 60 x 60 cm, 25 m2 po 89 zł", "płytki 60 x 60 cm"),
        ("montaż okna 3-szybowego 900 zł", "montaż okna 3-szybowego"),
        ("czynsz za 11.2026 2500 zł", "czynsz za 11.2026"),
        ("kabel HDMI 2.1 3 szt po 49,99", "kabel HDMI 2.1"),
        ('monitor 27" 2 szt po 900', 'monitor 27"'),
    ],
)
def test_numbers_of_a_name_are_no_quantity_price_or_rate(said, name):
    (line,) = understand(f"{BUYER}, {said}", TODAY).lines

    assert line.name == name
    assert "vat" in line.guessed


@pytest.mark.parametrize("wall", ["ab ", "a, ", "za 2 h ", "m kw ", "-1", "(", "x "])
def test_a_wall_of_words_is_cut_and_said_to_be(wall):
    heard = understand((wall * 4096)[:4096], TODAY)

    assert "text_too_long" in [problem.code for problem in heard.problems]
