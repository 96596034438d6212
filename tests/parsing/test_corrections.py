"""What people say when they correct an invoice, and what is never taken for a change."""

from datetime import date

import pytest

from invoicing.model.vat import PriceKind
from invoicing.services.intents import Intent, understand
from invoicing.services.parsing.changes import What
from invoicing.services.parsing.corrections import read_correction

FRIDAY = date(2026, 11, 20)
NUMBER = "FV/2026/11/1"


def read(text):
    return read_correction(text, NUMBER if NUMBER in text else None)


@pytest.mark.parametrize(
    ("said", "change"),
    [
        (": 4 godz. zamiast 5", (What.QUANTITY, "4", "5")),
        (", miało być 4 godziny zamiast 5", (What.QUANTITY, "4", "5")),
        (" dwie godziny zamiast trzech", (What.QUANTITY, "2", "3")),
        (", 2,5 h zamiast 2 h", (What.QUANTITY, "2.5", "2")),
        (" ilość 3", (What.QUANTITY, "3", None)),
        (" cena 180 zł zamiast 200", (What.PRICE, "180", "200")),
        (" zmień cenę z 200 zł na 180,50 zł", (What.PRICE, "180.50", "200")),
        (": 1 000,50 zł zamiast 1 200 zł", (What.PRICE, "1000.50", "1200")),
        (" 4 zamiast 5", (What.AMOUNT, "4", "5")),
        (", stawka 8% zamiast 23%", (What.VAT, "8", "23")),
        (", stawka zw", (What.VAT, "zw", None)),
        (", rabat 10%", (What.DISCOUNT, "10", None)),
        (": konsultacje zamiast konsutlacje", (What.TEXT, "konsultacje", "konsutlacje")),
        (", nazwa pozycji: doradztwo", (What.LINE_NAME, "doradztwo", None)),
        (", nazwa nabywcy Firma, Spółka z o.o.", (What.BUYER_NAME, "Firma, Spółka z o.o.", None)),
        (" adres: ul. Nowa 5/7, 00-001 Warszawa", (What.BUYER_ADDRESS, "ul. Nowa 5/7, 00-001 Warszawa", None)),
        (" NIP nabywcy 5265877635", (What.BUYER_NIP, "5265877635", None)),
        (" usuń pozycję 2", (What.NO_LINE, "0", None)),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_phrase_with_the_old_value_or_without(said, change):
    correction = read(f"korekta {NUMBER}{said}")

    (found,) = correction.changes
    assert (found.what, found.new, found.old) == change
    assert (correction.unclear, correction.reason, correction.to_zero) == ((), None, False)


@pytest.mark.parametrize(
    "sentence",
    [
        f"korekta {NUMBER} do zera, powód: zwrot, umowa z 5 maja",
        f"korekta do zera {NUMBER} powód zwrot, umowa z 5 maja",
        f"skoryguj {NUMBER} na zero, bo zwrot, umowa z 5 maja",
        f"skoryguj fakturę {NUMBER} w całości z powodu: zwrot, umowa z 5 maja.",
    ],
)
def test_all_of_it_with_a_reason_that_may_hold_commas_and_numbers(sentence):
    correction = read(sentence)

    assert (correction.to_zero, correction.reason) == (True, "zwrot, umowa z 5 maja")
    assert (correction.changes, correction.unclear) == ((), ())


def test_several_changes_and_the_reason_stand_in_any_order():
    correction = read(
        f"korekta {NUMBER}, powód: pomyłka, nazwa nabywcy Firma SA, adres ul. Prosta 1, 00-001 Warszawa, ilość 1"
    )

    assert [(each.what, each.new) for each in correction.changes] == [
        (What.BUYER_NAME, "Firma SA"),
        (What.BUYER_ADDRESS, "ul. Prosta 1, 00-001 Warszawa"),
        (What.QUANTITY, "1"),
    ]
    assert correction.reason == "pomyłka"


def test_what_is_changed_may_stand_before_the_number():
    (price,) = read(f"zmień cenę na fakturze {NUMBER} na 150 zł brutto").changes
    (name,) = read(f"popraw nabywcę na fakturze {NUMBER}: Klient Nowy sp. z o.o.").changes

    assert (price.what, price.new, price.price_kind) == (What.PRICE, "150", PriceKind.GROSS)
    assert (name.what, name.new) == (What.BUYER_NAME, "Klient Nowy sp. z o.o.")


def test_a_line_is_named_by_position_or_by_words():
    (by_position,) = read(f"korekta {NUMBER} pozycja 2: cena 150 zł").changes
    (by_words,) = read(f"korekta {NUMBER}: konsultacje 3 h zamiast 2").changes

    assert (by_position.line, by_position.hint) == (2, None)
    assert (by_words.line, by_words.hint) == (None, "konsultacje")


@pytest.mark.parametrize("said", ["coś 17 tam 3", "kwota wynosi raczej 5 albo 6", "40%"])
def test_a_number_that_fits_no_form_is_no_change(said):
    correction = read(f"korekta {NUMBER}, {said}")

    assert (correction.changes, correction.unclear) == ((), (said,))


@pytest.mark.parametrize("said", ["", " proszę", ", z góry dziękuję", ", wyślij na biuro@klient.example"])
def test_courtesy_says_nothing(said):
    assert not read(f"korekta {NUMBER}{said}").says_something
    assert read(f"korekta {NUMBER}{said}").remark is None


def test_words_without_a_number_are_a_remark():
    assert read(f"skoryguj fakturę {NUMBER}, zła ilość").remark == "zła ilość"


def test_the_number_of_the_buyer_is_no_value():
    (change,) = read("korekta faktury dla NIP 526-025-02-74, cena 150 zł zamiast 200 zł").changes

    assert (change.what, change.new, change.old) == (What.PRICE, "150", "200")


@pytest.mark.parametrize("number", ["FV/2026/11/1", "KOR/2026/11/1", "fv/2026/11/1"])
def test_the_sentence_is_understood_as_a_correction_of_that_number(number):
    heard = understand(f"korekta {number}: 1 godz. zamiast 2", FRIDAY)

    assert (heard.intent, heard.invoice_number) == (Intent.CORRECT, number)


@pytest.mark.parametrize(
    ("said", "change"),
    [
        (": 2 hours instead of 3", (What.QUANTITY, "2", "3")),
        (": it should be 4 hours instead of 5", (What.QUANTITY, "4", "5")),
        (", price 180 instead of 200", (What.PRICE, "180", "200")),
        (": rate 8% instead of 23%", (What.VAT, "8", "23")),
        (": 2 години замість 3", (What.QUANTITY, "2", "3")),
        (", ціна 180 зл замість 200 зл", (What.PRICE, "180", "200")),
    ],
)
def test_a_correction_in_english_and_ukrainian_says_the_same(said, change):
    read_so = read(f"correct {NUMBER}{said}")
    assert [(each.what, each.new, each.old) for each in read_so.changes] == [change]
    assert read_so.unclear == ()


def test_the_reason_keeps_the_words_of_its_language():
    assert read(f"correct {NUMBER}, price 180, because the price was wrong").reason == "the price was wrong"
    assert read(f"credit note for {NUMBER} to zero, reason: return of goods").to_zero
