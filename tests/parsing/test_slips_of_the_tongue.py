"""Sentences that say one thing and look like another: receipts, complaints about a NIP, shares, thanks, odd days."""

from datetime import date

import pytest

from invoicing.services.intents import Intent, understand
from invoicing.services.parsing.edits.reader import read_edits

FRIDAY = date(2026, 11, 20)
NIP = "5260250274"


def heard(text):
    return understand(text, FRIDAY).to_json()


def named(text) -> list[str]:
    return [line["name"] for line in heard(text)["lines"]]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        (f"paragon z NIP {NIP} kawa 20 zł brutto", "simplified"),
        (f"wystaw paragon z nipem {NIP}, obiad 450 zł brutto", "simplified"),
        (f"paragon z NIP {NIP}, rower 450,01 zł brutto", "vat"),
        (f"paragon z NIP {NIP}, rower 400 zł netto", "vat"),
        (f"faktura do paragonu, NIP {NIP}, obiad 120 zł brutto", "vat"),
        (f"faktura uproszczona dla {NIP}, rower 900 zł brutto", "simplified"),
    ],
)
def test_a_receipt_with_a_nip_is_an_invoice_up_to_450_zl(sentence, kind):
    said = heard(sentence)

    assert (said["kind"], said["buyer"]["nip"], len(said["lines"])) == (kind, NIP, 1)


@pytest.mark.parametrize(
    "sentence", ["rozlicz zaliczkę", "rozlicz zaliczkę FV/2026/11/3", "rozliczenie zaliczki"]
)
def test_settling_an_advance_begins_a_settlement(sentence):
    said = heard(sentence)

    assert (said["intent"], said["kind"]) == ("issue", "settlement")


def test_how_an_advance_is_settled_is_a_question():
    assert heard("jak rozliczyć zaliczkę?")["intent"] == "faq"


@pytest.mark.parametrize(
    "sentence",
    [
        f"zły NIP, powinien być {NIP}",
        f"zły nip {NIP}",
        f"pomyliłem NIP nabywcy na fakturze FV/2026/11/3, powinien być {NIP}",
        f"nip jest zły, ma być {NIP}",
    ],
)
def test_a_complaint_about_the_nip_is_a_correction_with_the_right_one(sentence):
    said = understand(sentence, FRIDAY)

    assert said.intent is Intent.CORRECT
    assert said.buyer.nip is not None
    assert (said.buyer.nip.digits, said.lines) == (NIP, ())


@pytest.mark.parametrize(
    "sentence", [f"zły NIP, powinien być {NIP}", f"błędny nip nabywcy: {NIP}", f"nip jest zły, ma być {NIP}"]
)
def test_the_same_complaint_changes_an_open_draft(sentence):
    read = read_edits(sentence, FRIDAY)

    assert read is not None
    assert [(each.field.value, each.nip.digits) for each in read.edits] == [("buyer", NIP)]


def test_a_buyer_and_something_priced_are_another_invoice_and_no_change():
    assert (
        read_edits(f"Nabywca: Tartak Sosna, {NIP}. Deski 1,8 m3 po 1 650 zł netto, przelew 21 dni.", FRIDAY)
        is None
    )


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        (f"FVS {NIP} prowadzenie ksiąg 11/2026 1450 netto", "prowadzenie ksiąg 11/2026"),
        (f"fa vat na {NIP} usługa doradcza 200 netto", "usługa doradcza"),
        (f"zrobi mi fakture na {NIP} prosze za sprzatanie biura 400 zl brutto", "sprzatanie biura"),
        (f"faktura {NIP} aplikacja mobilna 20 000 netto", "aplikacja mobilna"),
        (f"czynsz 2500 zł netto dla {NIP}, zapłata gotówką za okres 1-30.11", "czynsz"),
        (f"faktura {NIP} kampania Google 1,2k netto mpp przelew 7", "kampania Google"),
    ],
)
def test_words_about_the_invoice_are_no_line(sentence, name):
    assert named(sentence) == [name]


def test_the_period_of_a_month_ends_on_the_day_of_supply():
    assert heard(f"czynsz 2500 zł netto dla {NIP} za okres 1-30.11")["supply_date"] == "2026-11-30"


def test_a_mobile_application_is_not_paid_by_mobile():
    assert heard(f"faktura {NIP} aplikacja mobilna 20 000 netto")["payment_method"] is None
    assert heard(f"faktura {NIP} audyt 500 netto, płatność mobilna")["payment_method"] == "mobile"


def test_of_a_share_of_an_advance_the_price_is_a_guess():
    said = heard(f"zaliczka 40% dla {NIP}: strona 20 000 brutto, faktura zaliczkowa")

    assert said["problems"] == []
    assert "price" in said["guessed"]


def test_a_rate_before_a_plus_is_a_rate():
    first, second = heard(f"faktura {NIP} opłata 17 np + usługa 200 netto 23")["lines"]

    assert (first["price"], first["vat"], second["price"], second["vat"]) == ("17.00", "np", "200.00", "23")


def test_thanks_may_be_what_is_noted():
    assert heard("dodaj uwagę: dziękujemy za współpracę")["note"] == "dziękujemy za współpracę"


@pytest.mark.parametrize(
    ("day", "code", "of_parse"),
    [("1.01.1970", "supply_long_ago", "date_past"), ("1.06.2027", "supply_far_ahead", "date_future")],
)
def test_a_day_of_supply_that_cannot_be_meant_is_told_from_a_term(day, code, of_parse):
    said = understand(f"faktura dla {NIP} audyt 500 zł, data sprzedaży {day}", FRIDAY)

    assert [problem.code for problem in said.problems] == [code]
    assert said.to_json()["problems"] == [of_parse]
