"""Nothing in doubt is passed off as said: whatever people type, no wrong NIP, rate or amount gets through silently."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.errors import InvalidNip
from invoicing.model.party import Nip
from invoicing.services.intents import LONGEST, Intent, understand

TODAY = date(2026, 11, 20)
RATES = {"23", "8", "5", "0", "zw", "np", "oo"}
WORDS = [
    "faktura",
    "dla",
    "NIP",
    "5260250274",
    "526-025-02-74",
    ",",
    ";",
    ":",
    ".",
    "-",
    "+",
    "(",
    ")",
    "\n",
    "za",
    "po",
    "do",
    "z",
    "w",
    "i",
    "x",
    "×",
    "konsultacje",
    "krzesła",
    "dwa",
    "2",
    "h",
    "godz.",
    "szt.",
    "kg",
    "zł",
    "PLN",
    "EUR",
    ",-",
    "netto",
    "brutto",
    "vat",
    "23%",
    "8%",
    "7%",
    "zw",
    "np",
    "oo",
    "termin",
    "14",
    "dni",
    "jutro",
    "31.02",
    "10.12",
    "-5",
    "0",
    "1e309",
    "2k",
    "tys.",
    "1.250,00",
    "4",
    "920",
    "razem",
    "rabat",
    "10%",
    "przelew",
    "zapłacono",
    "uwagi:",
    "@",
    "a@b.pl",
    "DE123456789",
    "ul.",
    "Długa",
    "5",
    "00-950",
    "Warszawa",
    "sp.",
    "z",
    "o.o.",
    "🙂",
    "99999999999999",
]

sentences = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
digits = st.text("0123456789", min_size=10, max_size=10)
amounts = st.integers(1, 10**9).map(lambda grosze: Decimal(grosze) / 100)


def codes(heard):
    return [problem.code for problem in heard.problems]


def check(heard):
    """What holds for anything that was ever understood."""
    assert heard.buyer.nip is None or Nip.parse(heard.buyer.nip.digits) == heard.buyer.nip
    for line in heard.lines:
        assert line.vat in RATES
        assert line.quantity > 0
        assert line.price is None or line.price > 0
        assert line.price is None or line.price < 10**13
        assert line.name is None or line.name.strip()
        assert line.vat == "23" or "vat" not in line.guessed
    assert heard.due_date is None or heard.due_date >= TODAY
    json.dumps(heard.to_json(), allow_nan=False).encode()


@given(st.text(max_size=300))
def test_anything_at_all_can_be_typed(text):
    check(understand(text, TODAY))


@given(sentences)
def test_words_of_invoices_in_any_order_break_nothing(text):
    heard = understand(text, TODAY)

    check(heard)
    assert heard == understand(text, TODAY)
    if heard.intent is Intent.ISSUE and any(line.price is None for line in heard.lines):
        assert "price" in heard.missing


@pytest.mark.parametrize(
    "text",
    [
        "a " * 3000,
        "1 " * 2048,
        "1" * 4096,
        "po 1 zł " * 512,
        "x2" * 2048,
        "(" * 4096,
        "-1" * 2048,
        "@a.a" * 1024,
        "nip " * 1024,
        "12 3456 " * 500,
        "a.a" * 1365,
        "\u202e\u0301" * 2048,
        "🙂" * 4096,
        "\ud800" * 4096,
        "1 000 " * 680,
    ],
    ids=lambda text: ascii(text[:6]),
)
def test_walls_of_text_are_survived(text):
    check(understand(text, TODAY))


def test_what_is_longer_than_a_message_can_be_is_cut_and_said_to_be():
    heard = understand("faktura dla 5260250274, konsultacje 200 zł" + " " * LONGEST, TODAY)

    assert codes(heard) == ["text_too_long"]


@given(
    digits,
    st.sampled_from(
        [
            "faktura dla NIP {}, usługa 100 zł",
            "faktura dla {} usługa 100 zł",
            "{} usługa 100 zł",
            "nip: {}; usługa 100 zł",
        ]
    ),
)
def test_ten_digits_are_a_nip_only_with_a_right_check_digit(number, sentence):
    heard = understand(sentence.format(number), TODAY)

    try:
        assert heard.buyer.nip == Nip.parse(number)
        assert heard.problems == ()
    except InvalidNip:
        assert heard.buyer.nip is None
        assert (codes(heard), heard.missing) == (["nip_checksum"], ("buyer",))


@given(st.text("0123456789", min_size=1, max_size=15).filter(lambda number: len(number) != 10))
def test_another_count_of_digits_after_nip_is_a_problem(number):
    heard = understand(f"faktura dla NIP {number}, usługa 100 zł", TODAY)

    assert heard.buyer.nip is None
    assert codes(heard) == ["nip_length"]


def test_two_nips_in_one_sentence_are_a_problem():
    assert codes(understand("faktura dla 5260250274, NIP 5261040828, usługa 100 zł", TODAY)) == [
        "nip_several"
    ]


def grouped(amount, point, thousands):
    whole, _, grosze = f"{amount:,.2f}".partition(".")
    return whole.replace(",", thousands) + point + grosze


@given(
    amounts,
    st.sampled_from([(",", ""), (",", " "), (",", "."), (",", "\u00a0"), (".", ""), (".", ","), (".", " ")]),
    st.sampled_from(["zł", " zł", "zl", " PLN", "zł netto", " brutto"]),
)
def test_an_amount_is_exactly_what_was_typed_however_it_was_typed(amount, style, behind):
    heard = understand(f"faktura dla 5260250274, usługa {grouped(amount, *style)}{behind}", TODAY)

    assert [line.price for line in heard.lines] == [amount]
    assert heard.problems == ()


@given(
    st.integers(1, 9999),
    st.sampled_from(["{} zł", "{},- zł", "{}.-", "{},-", "{},00", "{}zł.", "{} złotych", "po {}"]),
)
def test_full_zlotys_have_many_spellings(amount, spelling):
    heard = understand(f"faktura dla 5260250274, usługa {spelling.format(amount)}", TODAY)

    assert [line.price for line in heard.lines] == [Decimal(amount)]


@given(st.integers(2, 99), st.integers(1, 999), st.sampled_from(["h", "godz.", "szt.", "kg", "m2"]))
def test_quantity_and_price_are_not_mixed_up(quantity, price, unit):
    for sentence in (
        f"{quantity} {unit} rzeczy po {price} zł",
        f"rzecz {quantity}{unit} po {price}zł",
        f"rzecz, {quantity} {unit} x {price} zł",
        f"rzecz po {price} zł, {quantity} {unit}",
    ):
        (line,) = understand(f"faktura dla 5260250274, {sentence}", TODAY).lines
        assert (line.quantity, line.price) == (quantity, price), sentence


@given(st.integers(1, 99))
def test_a_percentage_that_is_no_rate_is_a_problem(percent):
    heard = understand(f"faktura dla 5260250274, usługa 100 zł, vat {percent}%", TODAY)

    if str(percent) in RATES:
        assert (heard.lines[0].vat, heard.guessed) == (str(percent), ("price_kind",))
    else:
        assert codes(heard) == ["vat_unknown"]
        assert "vat" in heard.guessed


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("-200 zł", "amount_negative"),
        ("po -200", "amount_negative"),
        ("minus 200 zł", "amount_negative"),
        ("−200 zł", "amount_negative"),
        ("-2 h po 100 zł", "amount_negative"),
        ("0 zł", "amount_zero"),
        ("1e309 zł", "amount_format"),
        ("1.2.3 zł", "amount_format"),
        ("1,123456789 zł", "amount_format"),
        ("99999999999999 zł", "amount_too_large"),
        ("999999999999999999 zł", "amount_format"),
        ("600 700 800", "amount_unclear"),
        ("1,250 zł", "amount_ambiguous"),
        ("1.250 kg po 3 zł", "amount_ambiguous"),
        ("3 szt. za 100 zł", "price_not_divisible"),
        ("200 zł, razem 300 zł", "total_mismatch"),
    ],
)
def test_an_amount_that_cannot_be_or_is_not_sure_is_a_problem(said, code):
    assert codes(understand(f"faktura dla 5260250274, konsultacje {said}", TODAY)) == [code]


def test_a_rate_or_price_kind_nobody_said_is_marked_as_guessed():
    heard = understand("faktura dla 5260250274, stół 100 zł netto vat 8%, krzesło 50 zł", TODAY)

    assert [line.guessed for line in heard.lines] == [frozenset(), {"vat", "price_kind"}]
    assert heard.guessed == ("vat", "price_kind")


def test_invisible_characters_cannot_hide_in_a_nip_or_turn_a_name_around():
    heard = understand("faktura dla NIP 5260\u200b250274, \u202ekonsultacje\u202c 200 zł", TODAY)

    assert heard.buyer.nip == Nip.parse("5260250274")
    assert heard.lines[0].name == "konsultacje"


@pytest.mark.parametrize("greeting", ["Dzień dobry,\n", "Cześć\n\n", "Cześć,\r\n", "ok, ", "Tak, "])
def test_what_stands_before_the_request_is_no_line(greeting):
    said = understand(greeting + "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł", TODAY)
    assert [line.name for line in said.lines] == ["konsultacje"]


def test_an_agreement_names_nothing_to_sell():
    assert understand("ok, wystaw", TODAY).lines == ()


def test_a_great_amount_is_no_nip():
    said = understand("faktura dla NIP 5260250274, konsultacje 99999999999 zł", TODAY)
    assert "nip_length" not in {problem.code for problem in said.problems}
