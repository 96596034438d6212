"""A table of lines, as Polish spreadsheets save it: all of it becomes lines, or its bad rows are named and none does."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from invoicing.model.errors import Refused
from invoicing.model.vat import PriceKind
from invoicing.services.letters_in.tables import MOST_ROWS, BadTable, lines_of

HEADED = "Nazwa;Ilość;J.m.;Cena netto;VAT\nKonsultacje;2;godz.;200,00;23%\nKrzesło dębowe;3;szt;1 250,50;8\n"


def told(text: str, charset: str = "utf-8"):
    return [
        (line.name, str(line.quantity), line.unit, str(line.price), line.vat)
        for line in lines_of(text.encode(charset))
    ]


TWO = [("Konsultacje", "2", "godz.", "200.00", "23"), ("Krzesło dębowe", "3", "szt.", "1250.50", "8")]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_a_table_is_read_however_excel_saved_its_letters(charset):
    assert told(HEADED, charset) == TWO


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_a_table_is_read_however_its_lines_end(ends):
    assert told(HEADED.replace("\n", ends)) == TWO


def test_columns_may_be_parted_by_tabs_or_commas_too():
    assert told(HEADED.replace(";", "\t")) == TWO
    assert (
        told(
            'Nazwa,Ilość,J.m.,Cena netto,VAT\nKonsultacje,2,godz.,"200,00",23%\n"Krzesło dębowe",3,szt,"1 250,50",8\n'
        )
        == TWO
    )
    assert told("sep=,\nNazwa,Cena\nMontaż,150.00\n")[0][3] == "150.00"


def test_columns_may_stand_in_any_order():
    text = "L.p.;VAT;Cena jednostkowa netto;Jednostka miary;Ilość;Nazwa towaru lub usługi;Wartość netto\n1;23%;200,00;godz.;2;Konsultacje;400,00\n"

    assert told(text) == TWO[:1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Konsultacje;2;godz.;200,00;23%\n", ("Konsultacje", "2", "godz.", "200.00", "23")),
        ("Konsultacje;2;200,00;zw\n", ("Konsultacje", "2", None, "200.00", "zw")),
        ("Konsultacje;2;200,00\n", ("Konsultacje", "2", None, "200.00", "23")),
        ("Konsultacje;200 zł\nDojazd;50 zł\n", ("Konsultacje", "1", None, "200", "23")),
    ],
)
def test_without_a_heading_the_usual_order_counts(text, expected):
    assert told(text)[0] == expected


def test_what_nobody_said_is_marked_as_guessed():
    (bare,) = lines_of(b"Montaz;150\n")
    (gross,) = lines_of("Nazwa;Cena brutto;VAT\nMontaż;123,00;23\n".encode())

    assert bare.guessed == {"vat", "price_kind"}
    assert (gross.guessed, gross.price_kind) == (frozenset(), PriceKind.GROSS)


def test_empty_rows_and_the_sum_under_the_table_are_no_lines():
    assert told(f"{HEADED}\n;;;;\nRazem;;;4151,50;\n") == TWO


def test_a_bad_row_is_named_by_its_number_and_nothing_is_taken():
    text = "Nazwa;Ilość;Cena;VAT\nDobra;1;10,00;23\n;2;5,00;23\nZła;dwa;5,00;23\nDrożyzna;1;sto;23\nStara;1;5,00;7%\nUjemna;1;-5,00;23\n"
    with pytest.raises(BadTable) as refused:
        lines_of(text.encode())

    assert [(each.row, each.code, each.value) for each in refused.value.problems] == [
        (3, "name", ""),
        (4, "quantity", "dwa"),
        (5, "price", "sto"),
        (6, "vat", "7%"),
        (7, "price", "-5,00"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nazwa;Cena;Rabat\nMontaż;100,00;10%\n", "column"),
        ("Nazwa;Ilość;Cena netto;Wartość netto\nMontaż;2;100,00;250,00\n", "sum"),
        ("Nazwa;Cena\nMontaż;12,50\nStal;1.234\n", "price"),
        ("Nazwa;Cena\nMontaż;100,00;coś jeszcze\nInne;1,00\nDalsze;2,00\n", "cells"),
        (f"Nazwa;Cena\n{'x' * 300};1,00\n", "name-long"),
    ],
)
def test_what_would_change_the_invoice_unnoticed_is_refused(text, code):
    with pytest.raises(BadTable) as refused:
        lines_of(text.encode())

    assert [each.code for each in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"proza bez zadnej tabeli", "table-unreadable"),
        (b"", "table-unreadable"),
        (b"Nazwa;Cena\n", "table-empty"),
        (b"Ilosc;Cena\n2;100\n", "table-columns"),
        (b"a;b;c;d;e;f;g\n1;2;3;4;5;6;7\n", "table-columns"),
        (b"Nazwa;Cena\n" + b"Montaz;1,00\n" * (MOST_ROWS + 1), "table-large"),
        (b"Nazwa;Cena\n" + b"x" * 300_000, "table-large"),
    ],
)
def test_what_is_no_table_of_lines_is_refused_with_a_reason(content, reason):
    with pytest.raises(Refused) as refused:
        lines_of(content)

    assert refused.value.reason == reason


@given(st.binary(max_size=400))
@example(b'"')
@example(b"a;b\n\x00;\n")
@example(b"sep=\n")
def test_any_bytes_are_lines_or_a_refusal(content):
    try:
        lines = lines_of(content)
    except Refused:
        return
    assert all(line.name and line.price is not None and line.quantity > Decimal(0) for line in lines)
