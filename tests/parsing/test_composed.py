"""Sentences put together from parts, so that what each part says is known: nothing gets lost between them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.services.intents import Intent, understand
from invoicing.services.parsing.tokens import fold

TODAY = date(2026, 11, 20)
BUYERS = {
    "dla 5260250274": ("5260250274", None),
    "dla NIP 526-025-02-74": ("5260250274", None),
    "dla Budex sp. z o.o. NIP 5260250274": ("5260250274", "Budex sp. z o.o."),
    "dla Zielonego Ogrodu": (None, "Zielony Ogród"),
    "dla Jana Kowalskiego": (None, "Jan Kowalski"),
    "na firmę Budex": (None, "Budex"),
    "dla Stolarni Dąb": (None, "Stolarnia Dąb"),
    "dla pięć dwa sześć zero dwa pięć zero dwa siedem cztery": ("5260250274", None),
}
LINES = {
    "3 krzesła po {}": ("krzesło", "3", None),
    "12 monitorów po {}": ("monitor", "12", None),
    "lampa 4 szt. po {}": ("lampa", "4", "szt."),
    "cztery sztuki lampy po {}": ("lampa", "4", "szt."),
    "2x tort po {}": ("tort", "2", None),
    "10 kg kawy ziarnistej po {}": ("kawa ziarnista", "10", "kg"),
    "szkolenie BHP, 5 h x {}": ("szkolenie BHP", "5", "godz."),
    "40 m2 malowania po {}": ("malowanie", "40", "m2"),
    "za naprawę laptopa {}": ("naprawa laptopa", "1", None),
    "montaż okna 3-szybowego {}": ("montaż okna 3-szybowego", "1", None),
}
AMOUNTS = {"50": 50, "1 200": 1200, "1.250,00": 1250, "89,90": Decimal("89.90"), "2k": 2000, "4920": 4920}
MONEY = {" zł": None, "zł netto": "net", " PLN brutto": "gross", " zl brutto": "gross"}
TERMS = {
    "termin 14 dni": ("due_date", "2026-12-04"),
    "do 10.12": ("due_date", "2026-12-10"),
    "płatne do końca miesiąca": ("due_date", "2026-11-30"),
    "2 tygodnie": ("due_date", "2026-12-04"),
    "przelew": ("payment_method", "transfer"),
    "zapłacono": ("paid", True),
    "sprzedaż 18.11": ("supply_date", "2026-11-18"),
    "rabat 10%": ("discount_percent", "10"),
    "mpp": ("split_payment", True),
}
WAYS_OF_TYPING = (
    str,
    str.lower,
    str.upper,
    lambda text: f"{text}.",
    lambda text: f"Dzień dobry, {text}, pozdrawiam",
)
lines = st.tuples(
    st.sampled_from(sorted(LINES)), st.sampled_from(sorted(AMOUNTS)), st.sampled_from(sorted(MONEY))
)


@given(
    st.sampled_from(sorted(BUYERS)),
    st.lists(lines, min_size=1, max_size=3),
    st.lists(st.sampled_from(sorted(TERMS)), max_size=3, unique_by=lambda term: TERMS[term][0]),
    st.sampled_from([", ", "\n", "; "]),
    st.sampled_from(WAYS_OF_TYPING),
)
def test_every_part_of_a_sentence_is_understood_as_it_is_alone(buyer, said, terms, between, typed):
    bodies = [form.format(amount + money) for form, amount, money in said]
    text = typed(between.join([f"wystaw fakturę {buyer}: {bodies[0]}", *bodies[1:], *terms]))

    heard = understand(text, TODAY)

    draft = heard.to_json()
    assert heard.intent is Intent.ISSUE
    assert heard.problems == ()
    assert (draft["buyer"]["nip"], fold(draft["buyer"]["name"] or "")) == (
        BUYERS[buyer][0],
        fold(BUYERS[buyer][1] or ""),
    )
    assert [
        (fold(line["name"]), line["quantity"], line["unit"], Decimal(line["price"]))
        for line in draft["lines"]
    ] == [(fold(LINES[form][0]), *LINES[form][1:], AMOUNTS[amount]) for form, amount, _ in said]
    for line, (_, _, money) in zip(draft["lines"], said, strict=True):
        assert MONEY[money] in {None, line["price_kind"]}
    for field, value in map(TERMS.__getitem__, terms):
        assert draft[field] == value


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("okno 120x150: 1200 zł netto", ("okno 120x150", "1", "1200.00")),
        ("kołdra 160x200 189,00 brutto", ("kołdra 160x200", "1", "189.00")),
        ("1200 zł brutto za laptop Dell 5540", ("laptop Dell 5540", "1", "1200.00")),
        ("3x laptop Dell 5540 po 1200 zł", ("laptop Dell 5540", "3", "1200.00")),
        ("kabel HDMI 2.1, 4 szt., 25 zł za sztukę", ("kabel HDMI 2.1", "4", "25.00")),
        ("deska 4m, 2 szt., 150 zł za sztukę", ("deska 4m", "2", "150.00")),
        ("10x deska 4m po 25 zł", ("deska 4m", "10", "25.00")),
        ("wdrożenie etap 1, 18 500 zł netto", ("wdrożenie etap 1", "1", "18500.00")),
        ("klocki LEGO 42151 – 199,99 zł brutto", ("klocki LEGO 42151", "1", "199.99")),
    ],
)
def test_numbers_of_sizes_models_and_stages_belong_to_the_name(said, line):
    understood = understand(f"fv dla 5260250274 {said}", TODAY)

    (read,) = understood.to_json()["lines"]
    assert (read["name"], read["quantity"], read["price"]) == line
    assert understood.problems == ()


def test_the_third_instalment_of_three_hundred_may_be_three_thousand_three_hundred():
    understood = understand("fv dla 5260250274 rata 3 300 zł netto", TODAY)

    assert [problem.code for problem in understood.problems] == ["amount_unclear"]


def test_a_hundred_behind_a_nip_in_groups_is_no_part_of_it():
    understood = understand("fv NIP 526 025 02 74 100 kg cement po 2 zł netto", TODAY)

    assert understood.buyer.nip is not None
    assert [format(line.quantity, "f") for line in understood.lines] == ["100"]
