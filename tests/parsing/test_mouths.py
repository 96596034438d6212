"""The set the parser is measured with is in order: what it asks for can be right."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from benchmarks.mouths import TODAY, read
from invoicing.model.party import Nip
from invoicing.services.intents import Intent

FILE = Path(__file__).with_name("mouths.jsonl")
ROWS = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
DRAFT = {
    "intent",
    "kind",
    "buyer",
    "lines",
    "currency",
    "supply_date",
    "due_date",
    "payment_method",
    "paid",
    "split_payment",
    "discount_percent",
    "note",
    "invoice_number",
    "recurs",
    "missing",
    "problems",
    "guessed",
}
INTENTS = {intent.value for intent in Intent} - {
    "deadlines"
}  # a product's own, not one of the draft of `parse`
NOTHING_SAID = {
    "intent": "issue",
    "kind": "vat",
    "buyer": {},
    "lines": [],
    "currency": "PLN",
    "discount_percent": None,
    "missing": [],
    "problems": [],
    "guessed": ["vat", "price_kind"],
}


def test_the_set_is_large_and_no_sentence_stands_there_twice():
    assert len(ROWS) >= 1660
    assert len({row["id"] for row in ROWS}) == len({row["text"] for row in ROWS}) == len(ROWS)


def test_every_intent_and_kind_is_asked_for():
    assert {row["expect"]["intent"] for row in ROWS} == INTENTS
    assert {row["expect"]["kind"] for row in ROWS} == {
        "vat",
        "advance",
        "settlement",
        "simplified",
        "pro_forma",
    }


def test_every_row_holds_a_whole_draft():
    assert [row["id"] for row in ROWS if set(row["expect"]) != DRAFT] == []


def test_every_row_names_fields_that_a_draft_has():
    named = [
        {*row.get("free", []), *(field for other in row.get("or", []) for field in other)} for row in ROWS
    ]

    assert set().union(*named) <= DRAFT


def test_no_nip_that_is_to_be_accepted_is_wrong():
    for row in ROWS:
        nip = row["expect"]["buyer"]["nip"]
        if nip is not None:
            assert Nip.parse(nip).digits == nip


def test_every_line_is_worth_a_number():
    for line in (line for row in ROWS for line in row["expect"]["lines"]):
        assert re.fullmatch(r"-?\d+(\.\d+)?", line["quantity"]), line
        assert line["price"] is None or re.fullmatch(r"-?\d+\.\d{2,}", line["price"]), line
        assert line["vat"] in {"23", "8", "5", "0", "zw", "np", "oo"}


def said(tmp_path, row):
    file = tmp_path / "said.jsonl"
    file.write_text(json.dumps({"text": "kawa 200 netto 8%", **row}), "utf-8")
    return next(read(file))


def answer(**fields):
    line = {"name": "kawa", "quantity": "1", "unit": None, "price": "200.00", "price_kind": "net", "vat": "8"}
    buyer = dict.fromkeys(("nip", "name", "email", "eu_vat_number", "address"))
    unsaid = dict.fromkeys(DRAFT) | {"paid": False, "split_payment": False}
    return unsaid | NOTHING_SAID | {"buyer": buyer, "lines": [line], "guessed": []} | fields


COFFEE = {
    "intent": "issue",
    "buyer": {"nip": "5260250274"},
    "lines": [["kawa", "1", None, "200", "net", "8"]],
}
RIGHT = {"buyer": answer()["buyer"] | {"nip": "5260250274"}}


def test_an_answer_with_the_same_numbers_written_otherwise_is_right(tmp_path):
    coffee = said(tmp_path, COFFEE)

    assert coffee.today == date.fromisoformat(TODAY)
    assert coffee.differences(answer(**RIGHT)) == []
    assert coffee.accepted_silently(answer(**RIGHT)) == []


@pytest.mark.parametrize(("column", "wrong"), [("price", "20.00"), ("vat", "23"), ("quantity", "2")])
def test_a_wrong_amount_is_silent_unless_it_is_marked(tmp_path, column, wrong):
    lines = [answer()["lines"][0] | {column: wrong}]
    coffee = said(tmp_path, COFFEE)

    assert coffee.accepted_silently(answer(**RIGHT, lines=lines)) == [column]
    assert coffee.accepted_silently(answer(**RIGHT, lines=lines, guessed=[column])) == []
    assert coffee.accepted_silently(answer(**RIGHT, lines=lines, problems=["amount_unclear"])) == []


def test_another_nip_is_silent_and_a_missing_buyer_is_not(tmp_path):
    coffee = said(tmp_path, COFFEE)
    other = answer()["buyer"] | {"nip": "5213072256"}

    assert coffee.accepted_silently(answer(buyer=other)) == ["nip"]
    assert coffee.accepted_silently(answer(missing=["buyer"])) == []


def test_a_value_that_is_as_right_is_right_and_a_free_field_is_not_judged(tmp_path):
    coffee = said(tmp_path, COFFEE | {"or": [{"due_date": "2026-12-04"}], "free": ["note"]})

    assert coffee.differences(answer(**RIGHT, due_date="2026-12-04", note="coś")) == []
    assert coffee.differences(answer(**RIGHT, due_date="2026-12-05")) == ["due_date"]
