"""`latarnik parse`: what is understood of a sentence, for people and for scripts."""

import json

import pytest

TODAY = "2026-11-20"
SENTENCE = "wystaw fakturę dla 5260250274 za konsultacje 2 h po 200 zł, przelew, termin 14 dni"
DRAFT = {
    "intent": "issue", "kind": "vat",
    "buyer": {"nip": "5260250274", "name": None, "email": None, "eu_vat_number": None, "address": None},
    "lines": [
        {"name": "konsultacje", "quantity": "2", "unit": "godz.", "price": "200.00", "price_kind": "net", "vat": "23"}
    ],
    "currency": "PLN", "supply_date": None, "due_date": "2026-12-04", "payment_method": "transfer", "paid": False,
    "split_payment": False, "discount_percent": None, "note": None, "invoice_number": None, "recurs": None,
    "missing": [], "problems": [], "guessed": ["vat", "price_kind"],
}  # fmt: skip


@pytest.fixture
def batch(tmp_path):
    def write(*lines: object):
        file = tmp_path / "sentences.jsonl"
        texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
        file.write_text("\n".join(texts), encoding="utf-8")
        return file

    return write


def said(number: int, text: str, today: str = TODAY) -> dict:
    return {"id": number, "text": text, "today": today}


def test_the_sentence_of_the_contract_becomes_its_draft(latarnik):
    answer = latarnik("parse", SENTENCE, "--today", TODAY)

    assert answer.lines == [DRAFT]
    assert (answer.status, answer.err) == (0, "")


def test_days_are_counted_from_the_day_that_is_given(latarnik):
    (draft,) = latarnik("parse", SENTENCE, "--today", "2027-02-20").lines

    assert draft["due_date"] == "2027-03-06"


@pytest.mark.parametrize(
    "text", ["", "la la la", "😀" * 50, "a" * 4096, "faktura", "NIP 123", "-- '; DROP TABLE"]
)
def test_whatever_was_understood_the_command_did_its_work(latarnik, text):
    answer = latarnik("parse", "--today", TODAY, "--", text)

    assert answer.status == 0
    assert set(answer.lines[0]) == set(DRAFT)


def test_a_batch_answers_line_by_line_with_the_time_each_took(latarnik, batch):
    answer = latarnik("parse", "--batch", batch(said(7, SENTENCE), said(8, "dzień dobry")))

    first, second = answer.lines
    assert {name: first[name] for name in DRAFT} == DRAFT
    assert [first["id"], second["id"]] == [7, 8]
    assert second["intent"] == "greeting"
    assert all(isinstance(line["ms"], float) for line in answer.lines)
    assert answer.status == 0


def test_a_batch_of_nonsense_is_no_fault(latarnik, batch):
    answer = latarnik("parse", "--batch", batch(said(1, "??"), said(2, "")))

    assert (answer.status, len(answer.lines), answer.err) == (0, 2, "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": 2},
        said(2, "faktura", today="20.11.2026"),
        {"text": "faktura"},
        5,
        None,
        ["faktura"],
        "faktura",
        "{",
    ],
)
def test_a_wrong_line_is_named_and_the_others_are_answered(latarnik, batch, wrong):
    answer = latarnik("parse", "--batch", batch(said(1, SENTENCE), "", wrong, said(3, "dzień dobry")))

    assert [line["id"] for line in answer.lines] == [1, 3]
    assert "sentences.jsonl, line 3" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert answer.status == 1


def test_a_file_that_is_not_there_is_named(latarnik):
    answer = latarnik("parse", "--batch", "nowhere.jsonl")

    assert "nowhere.jsonl" in answer.sentence
    assert answer.status == 1


def test_a_file_that_is_no_text_is_named(latarnik, tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")

    answer = latarnik("parse", "--batch", "picture.png")

    assert "picture.png" in answer.sentence
    assert answer.status == 1


def test_the_console_script_takes_any_bytes_a_terminal_can_send(script):
    answer = script("parse", "faktura dla \udcff", "--today", TODAY)

    assert (answer.status, answer.err) == (0, "")
    assert answer.lines[0]["intent"] == "issue"
