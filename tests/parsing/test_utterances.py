"""What people say, from many mouths, and what is understood of it."""

import json
from datetime import date
from pathlib import Path

import pytest

from invoicing.services.intents import Intent, understand

SAID = [
    json.loads(line) for line in Path(__file__).with_name("utterances.jsonl").read_text("utf-8").splitlines()
]
TODAY = date(2026, 11, 20)  # a Friday
UNSAID = {
    "kind": "vat",
    "currency": "PLN",
    "supply_date": None,
    "due_date": None,
    "payment_method": None,
    "paid": False,
    "split_payment": False,
    "discount_percent": None,
    "note": None,
    "invoice_number": None,
    "recurs": None,
    "missing": [],
    "problems": [],
    "guessed": [],
}
NOBODY = dict.fromkeys(("nip", "name", "email", "eu_vat_number", "address"))
COLUMNS = ("name", "quantity", "unit", "price", "price_kind", "vat")


@pytest.mark.parametrize("case", SAID, ids=lambda case: case["text"][:60])
def test_what_is_understood(case):
    expected = UNSAID | {key: value for key, value in case.items() if key != "text"}
    expected["buyer"] = NOBODY | case.get("buyer", {})
    expected["lines"] = [dict(zip(COLUMNS, line, strict=True)) for line in case.get("lines", [])]

    assert understand(case["text"], TODAY).to_json() == expected


def test_every_intent_has_an_example():
    assert {case["intent"] for case in SAID} == {intent.value for intent in Intent} - {"deadlines"}


@pytest.mark.parametrize("said", ["do kiedy?", "do kiedy mam czas?", "jaki termin?"])
def test_until_when_what_waits_must_go_is_known_inside_as_a_wish_of_its_own(said):
    assert understand(said, TODAY).intent is Intent.DEADLINES


def test_the_example_of_the_command_line_is_understood_to_the_letter():
    sentence = "wystaw fakturę dla 5260250274 za konsultacje 2 h po 200 zł, przelew, termin 14 dni"

    assert json.dumps(understand(sentence, TODAY).to_json(), ensure_ascii=False) == (
        '{"intent": "issue", "kind": "vat", "buyer": {"nip": "5260250274", "name": null, "email": null,'
        ' "eu_vat_number": null, "address": null}, "lines": [{"name": "konsultacje", "quantity": "2",'
        ' "unit": "godz.", "price": "200.00", "price_kind": "net", "vat": "23"}], "currency": "PLN",'
        ' "supply_date": null, "due_date": "2026-12-04", "payment_method": "transfer", "paid": false,'
        ' "split_payment": false, "discount_percent": null, "note": null, "invoice_number": null,'
        ' "recurs": null, "missing": [], "problems": [], "guessed": ["vat", "price_kind"]}'
    )


@pytest.mark.parametrize(
    ("today", "said", "due"),
    [
        ("2026-12-15", "do 10.01", "2027-01-10"),
        ("2027-12-20", "do 29.02", "2028-02-29"),
        ("2026-12-10", "do 10.12", "2026-12-10"),
        ("2026-11-18", "do piątku", "2026-11-20"),
        ("2026-11-20", "do soboty", "2026-11-21"),
        ("2027-01-31", "termin miesiąc", "2027-02-28"),
        ("2028-01-31", "termin 1 miesiąc", "2028-02-29"),
        ("2026-11-30", "do końca miesiąca", "2026-11-30"),
        ("2027-02-03", "do końca miesiąca", "2027-02-28"),
        ("2026-12-20", "do końca przyszłego miesiąca", "2027-01-31"),
        ("2026-11-18", "do końca tygodnia", "2026-11-22"),
        ("2026-11-20", "termin 2 tygodnie", "2026-12-04"),
        ("2026-11-20", "płatne pojutrze", "2026-11-22"),
        ("2026-11-20", "termin 60 dni", "2027-01-19"),
        ("2026-11-20", "do 31.", "2026-12-31"),
    ],
)
def test_terms_are_counted_from_today(today, said, due):
    heard = understand(f"faktura dla 5260250274, konsultacje 200 zł, {said}", date.fromisoformat(today))

    assert heard.to_json()["due_date"] == due
    assert heard.problems == ()


@pytest.mark.parametrize("said", ["do 10.11", "termin 19.11.2026", "termin 1.1.1970", "do 1970-01-01"])
def test_a_term_in_the_past_is_a_problem_and_no_term(said):
    heard = understand(f"faktura dla 5260250274, konsultacje 200 zł, {said}", TODAY)

    assert heard.due_date is None
    assert [problem.code for problem in heard.problems] == ["date_past"]
