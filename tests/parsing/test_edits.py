"""What somebody wants different about an open draft, in words as people type them."""

import json
from datetime import date
from pathlib import Path

import pytest

from invoicing.services.parsing.edits.reader import read_edits

FRIDAY = date(2026, 11, 20)
SHOWN = ("text", "number", "unit", "price_kind", "day", "payment", "nip", "line", "hint", "old")


def said(sentence) -> list[str]:
    """The edits of a sentence in short: field, then what was said of it; "no" takes something away."""
    read = read_edits(sentence, FRIDAY, ("konsultacje", "dojazd"))
    return [_short(edit) for edit in read.edits] if read else []


def _short(edit) -> str:
    values = [f"{name}={getattr(edit, name)}" for name in SHOWN if getattr(edit, name) not in {None, ""}]
    flags = ["%"] * edit.percent + ["no"] * (not edit.yes)
    return " ".join([edit.field.value, *values, *flags])


@pytest.mark.parametrize(
    ("sentence", "edits"),
    [
        ("zmień termin na 21 dni", ["due day=2026-12-11"]),
        ("termin 21", ["due day=2026-12-11"]),
        ("na 21 dni", ["due day=2026-12-11"]),
        ("termin do końca miesiąca", ["due day=2026-11-30"]),
        ("czy możesz zmienić termin na 7 dni?", ["due day=2026-11-27"]),
        ("change the due date to 21 days", ["due day=2026-12-11"]),
        ("зміни термін на 21 день", ["due day=2026-12-11"]),
        ("data sprzedaży wczoraj", ["supply day=2026-11-19"]),
        ("data sprzedaży na 18.11", ["supply day=2026-11-18"]),
        ("przelew", ["payment payment=transfer"]),
        ("płatność gotówką", ["payment payment=cash"]),
        ("готівка", ["payment payment=cash"]),
        ("zapłacona", ["paid"]),
        ("nie zapłacona", ["paid no"]),
        ("paid", ["paid"]),
        ("dodaj MPP", ["split"]),
        ("wyślij na jan@x.pl", ["send-to text=jan@x.pl"]),
        ("zmień adres na biuro@inny.example", ["send-to text=biuro@inny.example"]),
        ("wyślij na jan@x.pl i anna@x.pl", ["send-to text=jan@x.pl", "send-also text=anna@x.pl"]),
        ("usuń rabat i wyślij na anna@x.pl", ["discount no", "send-to text=anna@x.pl"]),
        ("bez rabatu, gotówka", ["discount no", "payment payment=cash"]),
        ("wyślij też na anna@x.pl", ["send-also text=anna@x.pl"]),
        ("usuń anna@x.pl", ["send-to text=anna@x.pl no"]),
        ("send to x@y.pl", ["send-to text=x@y.pl"]),
        ("надішли на x@y.pl", ["send-to text=x@y.pl"]),
        ("bez maila", ["send-to no"]),
        ("uwagi: dostawa 5.12, piętro 3, rabat 10%", ["note text=dostawa 5.12, piętro 3, rabat 10%"]),
        ("usuń uwagi", ["note no"]),
        ("brutto", ["price-kind price_kind=gross"]),
        ("ceny są netto", ["price-kind price_kind=net"]),
        ("нетто", ["price-kind price_kind=net"]),
        ("waluta EUR", ["currency text=EUR"]),
        ("zmień na euro", ["currency text=EUR"]),
    ],
)
def test_terms_are_changed_by_saying_them(sentence, edits):
    assert said(sentence) == edits


@pytest.mark.parametrize(
    ("sentence", "edits"),
    [
        ("dodaj 1 h dojazdu 150", ["add text=1 h dojazdu 150"]),
        ("dodaj dojazd 150, parking 20 i lunch 40", ["add text=dojazd 150, parking 20 i lunch 40"]),
        ("dodaj do faktury 2 szt. toner po 120 zł", ["add text=2 szt. toner po 120 zł"]),
        ("add 1 h travel 150", ["add text=1 h travel 150"]),
        ("додай 1 год доїзду 150", ["add text=1 год доїзду 150"]),
        ("usuń drugą pozycję", ["remove line=2"]),
        ("usuń ostatnią", ["remove line=-1"]),
        ("usuń pozycję 2", ["remove line=2"]),
        ("usuń dojazd", ["remove hint=dojazd"]),
        ("remove the second line", ["remove line=2"]),
        ("видали другу позицію", ["remove line=2"]),
        ("zmień stawkę na 8%", ["rate text=8"]),
        ("8%", ["rate text=8"]),
        ("stawka dojazdu zw", ["rate text=zw hint=dojazdu"]),
        ("stawka 8% na wszystko", ["rate text=8"]),
        ("zwolnione z VAT", ["rate text=zw"]),
        ("ceny brutto a nie netto", ["price-kind price_kind=gross"]),
        ("to było brutto", ["price-kind price_kind=gross"]),
        ("zamiast 2 h daj 3 h", ["quantity number=3 unit=godz. old=2"]),
        ("nie 200 tylko 250", ["amount number=250 old=200"]),
        ("konsultacje mają być po 250", ["price number=250 hint=konsultacje"]),
        ("rate 8%", ["rate text=8"]),
        ("cena 250", ["price number=250"]),
        ("cena drugiej pozycji 250", ["price number=250 line=2"]),
        ("зміни ціну другої позиції на 250", ["price number=250 line=2"]),
        ("cena montażu 250 brutto", ["price number=250 price_kind=gross hint=montażu"]),
        ("cena netto 250", ["price number=250 price_kind=net"]),
        ("zmień cenę z 200 zł na 180", ["price number=180 old=200"]),
        ("dodaj 150 zł", ["add text=150 zł"]),
        ("zmień cenę konsultacji z 200 na 250", ["price number=250 hint=konsultacji old=200"]),
        ("ilość 3", ["quantity number=3"]),
        ("ilość dojazdu na 3", ["quantity number=3 hint=dojazdu"]),
        ("zmień na 3 godziny", ["quantity number=3 unit=godz."]),
        ("miało być 3 godziny zamiast 2", ["quantity number=3 unit=godz. old=2"]),
        ("250 zamiast 200", ["amount number=250 old=200"]),
        ("zmień dojazd na 200", ["amount number=200 hint=dojazd"]),
        ("zmień dojazd na parking", ["line-name text=parking hint=dojazd"]),
        ("nazwa pierwszej pozycji: montaż", ["line-name text=montaż line=1"]),
        ('nazwa pozycji: "montaż, demontaż"', ["line-name text=montaż, demontaż"]),
        ("nazwa pozycji: x' OR 1=1; --", ["line-name text=x' OR 1=1; --"]),
        ("nazwa dojazdu na parking", ["line-name text=parking hint=dojazdu"]),
        ("rabat 10%", ["discount number=10 %"]),
        ("10% rabatu", ["discount number=10 %"]),
        ("rabat 10% na dojazd", ["discount number=10 hint=dojazd %"]),
        ("знижка 10%", ["discount number=10 %"]),
        ("usuń rabat", ["discount no"]),
    ],
)
def test_lines_are_changed_by_saying_it(sentence, edits):
    assert said(sentence) == edits


@pytest.mark.parametrize(
    ("sentence", "edits"),
    [
        ("w pozycji 2 zmień cenę na 100", ["price number=100 line=2"]),
        ("pozycja 2: 100 zł", ["price number=100 line=2", "in-currency text=PLN line=2"]),
        ("pierwsza pozycja: 3 h", ["quantity number=3 unit=godz. line=1"]),
        ("zmień drugą pozycję na parking", ["line-name text=parking line=2"]),
        ("konsultacje: 3 h", ["quantity number=3 unit=godz. hint=konsultacje"]),
        ("dojazd ma kosztować 80", ["price number=80 hint=dojazd"]),
        ("dojazd: 80", ["amount number=80 hint=dojazd"]),
        ("zamień 2 h na 3 h", ["quantity number=3 unit=godz. old=2"]),
        ("zmień 2 godziny na 3", ["quantity number=3 unit=godz. old=2"]),
        ("zmień liczbę godzin na 5", ["quantity number=5 unit=godz."]),
        ("usługi doradcze zamiast konsultacji", ["line-name text=usługi doradcze hint=konsultacji"]),
        ("daj 10% rabatu na dojazd", ["discount number=10 hint=dojazd %"]),
        ("kwota 300", ["total number=300"]),
        ("odwrotne obciążenie", ["rate text=oo"]),
        ("zmień datę płatności na 5.12", ["due day=2026-12-05"]),
        ("bez terminu", ["due no"]),
        ("nie wysyłaj maila", ["send-to no"]),
        ("ceny netto proszę", ["price-kind price_kind=net"]),
        ("niech cena będzie 300", ["price number=300"]),
        ("płatność gotówką zamiast przelewu", ["payment payment=cash"]),
        ("oznacz jako zapłaconą", ["paid"]),
        ("make it gross", ["price-kind price_kind=gross"]),
    ],
)
def test_it_may_be_said_another_way(sentence, edits):
    assert said(sentence) == edits


def test_a_line_that_is_not_there_is_no_line_of_the_draft():
    assert said("transport 80 zł") == []


@pytest.mark.parametrize(
    ("sentence", "edits"),
    [
        ("nabywca Zielony Ogród sp. z o.o.", ["buyer text=Zielony Ogród sp. z o.o."]),
        ("nabywca ma być 5260250274", ["buyer text=5260250274 nip=5260250274"]),
        ("zmień nabywcę na 7010416384", ["buyer text=7010416384 nip=7010416384"]),
        ("покупець 5260250274", ["buyer text=5260250274 nip=5260250274"]),
        (
            "nabywca: Jan Kowalski, ul. Prosta 1, 00-001 Warszawa",
            ["buyer text=Jan Kowalski, ul. Prosta 1, 00-001 Warszawa"],
        ),
        ("nazwa nabywcy: Zielony Ogród", ["buyer-name text=Zielony Ogród"]),
        ("adres nabywcy: ul. Prosta 1, Warszawa", ["buyer-address text=ul. Prosta 1, Warszawa"]),
    ],
)
def test_the_buyer_is_changed_by_saying_so(sentence, edits):
    assert said(sentence) == edits


def test_several_changes_stand_in_one_sentence():
    assert said("zmień cenę na 300 zł i termin na 7 dni, dodaj dojazd 50") == [
        "price number=300",
        "in-currency text=PLN",
        "due day=2026-11-27",
        "add text=dojazd 50",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł",
        "Klient Testowy sp. z o.o., ul. Prosta 1, 00-001 Warszawa",
        "NIP 5260250274",
        "nip 12345 stolik 450 brutto",
        "zrób fv: audyt 1.250,00 + vat, nip 5260250274, płatne gotówką",
        "Nabywca: ABC sp. z o.o., NIP: 526-025-02-74, pozycja: licencja, ilość: 3, cena: 299 zł netto, termin: 14 dni",
        "klient: Anna Wójcik, ul. Kwiatowa 12/3, 80-180 Gdańsk; usługa: manicure; 120 zł; gotówka",
        "popraw FV/2026/11/2 miało być 4 godziny zamiast 5",
        "daj mi listę faktur co nie zapłacili",
        "zrób korektę do zera FV/2026/11/4",
        "bez nipu, Karol Mróz, Wiosenna 8, 15-100 Białystok: wymiana okien 3 szt. po 1 100 brutto 8%",
        "konsultacje 250 zł",
        "2 h konsultacji po 200 zł",
        "brutto?",
        "usuń fakturę",
        "zmień",
        "kto to",
        "🎉🎉🎉",
        "",
    ],
)
def test_words_about_something_else_are_no_change(sentence):
    assert read_edits(sentence, FRIDAY) is None


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("cena -5", "amount_negative"),
        ("cena 1e309", "amount_format"),
        ("cena 0", "amount_zero"),
        ("cena 1,250", "amount_ambiguous"),
        ("cena 99999999999999999", "amount_format"),
        ("ilość -3", "amount_negative"),
        ("termin 1.11.1970", "date_past"),
        ("data sprzedaży 1.01.1970", "supply_long_ago"),
        ("stawka 22%", "vat_unknown"),
        ("nip nabywcy 5260250275", "nip_checksum"),
        ("data wystawienia jutro", "issue_date_fixed"),
    ],
)
def test_what_cannot_be_is_named(sentence, problem):
    read = read_edits(sentence, FRIDAY)

    assert read is not None
    assert [each.code for each in read.problems] == [problem]


@pytest.mark.parametrize(
    "sentence",
    [
        "popraw to jakoś",
        "zmień cenę",
        "zmień termin na kiedyś",
        "przesuń termin o tydzień",
        "zmień termin na 7 dni i coś jeszcze 5",
    ],
)
def test_one_clause_that_fits_no_form_makes_all_of_it_unclear(sentence):
    read = read_edits(sentence, FRIDAY)

    assert read is not None
    assert read.unclear


def test_a_wall_of_words_takes_no_longer_than_its_length():
    assert read_edits("zmień " + "a i cena " * 450, FRIDAY) is not None


def test_no_sentence_of_many_mouths_is_taken_for_a_change_of_the_draft():
    """While a draft is open, whoever asks for another invoice, a list or a correction gets that."""
    taken = []
    for row in sentences_of_many_mouths():
        read = read_edits(row["text"], FRIDAY)
        wanted = row.get("expect", row)["intent"]
        if (
            read is not None
            and not read.unclear
            and wanted in {"issue", "list", "correct", "repeat", "status"}
        ):
            taken.append(row["text"])

    assert taken == []


def sentences_of_many_mouths():
    for name in ("utterances.jsonl", "mouths.jsonl"):
        for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)
