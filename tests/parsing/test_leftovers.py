"""What stands beside a priced line without a price: a thing is asked for, words about the sale are no line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicing.model.kinds import InvoiceKind
from invoicing.model.vat import PriceKind
from invoicing.services.intents import Intent, understand

TODAY = date(2026, 11, 20)
NIP = "5260250274"


def lines(text):
    return [(line.name, format(line.quantity, "f"), line.price) for line in understand(text, TODAY).lines]


@pytest.mark.parametrize(
    "said",
    [
        "wczorajsza robota dla {nip} tynki 300 netto",
        "order dla {nip} tynki 300 netto",
        "nowe zlecenie: {nip} tynki 300 netto",
        "faktura do zamówienia: {nip}, tynki 300 netto",
        "fv rolnik {nip} tynki 300 netto",
        "{nip}, tynki 300 netto, załadunek 18.11",
        "{nip}, tynki 300 netto, dojazd gratis",
        "{nip}, tynki 300 netto, 2 próbki gratis",
        "{nip}, tynki 300 netto, dojazd w cenie",
        "{nip}, tynki 300 netto, jak zawsze przelew",
        "{nip}, tynki 300 netto, za pobraniem gotówka",
        "{nip}, tynki 300 netto, gotówka na miejscu",
        "{nip} tynki 300 netto - zlecenie pilne",
        "{nip}, tynki 300 netto, bo sąsiad prosił",
        "był paragon, ale klientka chce fakturę: {nip}, tynki 300 netto",
        "dok. sprzedaży dla {nip}: tynki 300 netto",
    ],
)
def test_words_about_the_sale_are_no_line(said):
    assert lines(said.format(nip=NIP)) == [("tynki", "1", Decimal("300.00"))]


@pytest.mark.parametrize(
    "said", ["okna 300 netto + montaż", "okna 300 netto, montaż", "montaż, okna 300 netto, dojazd 50 netto"]
)
def test_a_thing_without_a_price_is_asked_for(said):
    heard = understand(f"fv dla {NIP} {said}", TODAY)

    assert "montaż" in [line.name for line in heard.lines]
    assert heard.missing == ("price",)


def test_a_thing_named_before_its_price_is_one_line():
    assert lines(f"na {NIP} wymiana zaworu, dojazd 40 netto, wymiana zaworu 300 netto") == [
        ("dojazd", "1", Decimal("40.00")),
        ("wymiana zaworu", "1", Decimal("300.00")),
    ]


@pytest.mark.parametrize(
    ("said", "name", "quantity", "unit"),
    [
        ("przedłużanie rzęs 3 zabiegi", "przedłużanie rzęs", 3, "zabieg"),
        ("siano 60 bel", "siano", 60, "bela"),
        ("korepetycje 8 lekcji", "korepetycje", 8, "lekcja"),
        ("miód 12 słoików", "miód", 12, "słoik"),
        ("масаж 5 сеансів", "масаж", 5, "сеанс"),
        ("montaż 4 klimatyzatorów", "montaż klimatyzatorów", 4, None),
    ],
)
def test_a_noun_counts_before_the_price_of_one(said, name, quantity, unit):
    (line,) = understand(f"fv {NIP} {said} po 220 netto", TODAY).lines

    assert (line.name, line.quantity, line.unit, line.price) == (name, quantity, unit, 220)


@pytest.mark.parametrize("said", ["licencja Windows 11 Pro", "iphone 15 pro", "okno 3 szybowe"])
def test_a_number_in_the_name_of_a_thing_counts_nothing(said):
    (line,) = understand(f"fv {NIP} {said} po 899 netto", TODAY).lines

    assert (line.name, line.quantity, line.price) == (said, 1, 899)


def test_two_prices_in_one_breath_are_two_lines():
    assert [name for name, *_ in lines(f"fv {NIP} henna 40 brwi 30 brutto")] == ["henna", "brwi"]
    assert [name for name, *_ in lines(f"fv {NIP} windows 10 home 500 brutto")] == ["windows 10 home"]
    assert [name for name, *_ in lines(f"fv {NIP} smar 40 tuba 900 brutto")] == ["smar 40 tuba"]


@pytest.mark.parametrize(
    "lead", ["zleceniodawca PL", "płatnik ", "zamawiający: ", "dla", "nip=", "ctr. ", "klient="]
)
def test_who_pays_is_the_buyer_whatever_he_is_called(lead):
    heard = understand(f"{lead}{NIP}, szkolenie 1500 netto", TODAY)

    assert str(heard.buyer.nip) == NIP
    assert [line.name for line in heard.lines] == ["szkolenie"]


def test_capitals_between_the_invoice_and_its_nip_are_the_buyer():
    heard = understand(f"Poproszę fakturę Hotel Pod Lipą nip {NIP} sprzątanie 95 netto", TODAY)

    assert (heard.buyer.name, [line.name for line in heard.lines]) == ("Hotel Pod Lipą", ["sprzątanie"])


def test_what_a_thing_is_for_is_no_buyer():
    heard = understand(f"fv {NIP} karma dla psa 15 kg 3 worki po 145 brutto", TODAY)

    assert heard.buyer.name is None
    assert lines(f"fv {NIP} karma dla psa 15 kg 3 worki po 145 brutto") == [
        ("karma dla psa 15 kg", "3", Decimal("145.00"))
    ]


def test_keys_with_values_are_read_as_labels():
    heard = understand(f"nip={NIP} towar=lampa ilosc=3 cena=119 vat=8 termin=14", TODAY)

    assert lines(f"nip={NIP} towar=lampa ilosc=3 cena=119 vat=8") == [("lampa", "3", Decimal("119.00"))]
    assert (heard.lines[0].vat, heard.due_date) == ("8", date(2026, 12, 4))


def test_the_top_of_a_table_says_that_prices_are_of_one_and_net():
    heard = understand(f"nazwa;ilość;cena netto\nkrzesło;4;250\nstół;2;900\nNIP {NIP}", TODAY)

    assert [(line.name, line.quantity, line.price) for line in heard.lines] == [("krzesło", 4, 250), ("stół", 2, 900)]  # fmt: skip
    assert heard.guessed == ("vat",)


def test_a_price_with_vat_is_gross():
    (line,) = understand(f"fv {NIP} montaż 540 zł z vat 8%", TODAY).lines

    assert (line.price_kind, line.vat) == (PriceKind.GROSS, "8")


def test_a_rate_in_a_heading_goes_for_all():
    heard = understand(f"sprzedaż opodatkowana 5%: {NIP}, mąka 400 kg po 2,15 netto", TODAY)

    assert [(line.name, line.vat) for line in heard.lines] == [("mąka", "5")]


def test_a_day_and_a_month_beside_a_price_are_a_day():
    heard = understand(f"12.11, Gdynia-Berlin, 2300 netto, {NIP}", TODAY)

    assert (heard.supply_date, [line.price for line in heard.lines]) == (date(2026, 11, 12), [2300])


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("jutro ma zapłacić", 1),
        ("kredyt kupiecki 30 dni", 30),
        ("przelew14dni", 14),
        ("odwrotne obciążenie 30 dni", 30),
    ],
)
def test_terms_are_understood_as_they_are_said(said, days):
    heard = understand(f"fv {NIP} naprawa 200 zł {said}", TODAY)

    assert ((heard.due_date - TODAY).days, [line.quantity for line in heard.lines]) == (days, [1])


def test_grosze_in_words_stay_with_their_zlotys():
    said = f"dla {NIP} naprawa trzysta złotych i dziewięćdziesiąt groszy brutto"

    assert lines(said) == [("naprawa", "1", Decimal("300.90"))]


def test_an_order_with_its_number_is_no_line():
    heard = understand(f"zamówienie 5512: buty 1 para 249 brutto, {NIP}", TODAY)

    assert ([line.name for line in heard.lines], heard.note) == (["buty"], "zamówienie 5512")


def test_an_invoice_asked_for_behind_a_receipt_is_no_simplified_one():
    heard = understand(f"Paragon z NIP był, ale klient chce fakturę: {NIP}, strzyżenie 60 zł", TODAY)

    assert (heard.kind, heard.intent) == (InvoiceKind.VAT, Intent.ISSUE)


def test_complaints_and_questions_of_time_are_no_lists():
    assert understand("ten ksef znowu leży czy to u mnie coś nie tak", TODAY).intent is Intent.KSEF_STATUS
    assert understand("ile mam czasu na dosłanie faktury po awarii ksef?", TODAY).intent is Intent.FAQ


def test_what_a_share_is_taken_of_is_no_price():
    assert understand(f"fv {NIP} prowizja 3% od 20000 netto", TODAY).missing == ("price",)
    assert understand(f"fv {NIP} prowizja 600 netto (3% od 20000)", TODAY).lines[0].price == 600


def test_a_price_for_all_of_it_is_shared_and_marked():
    heard = understand(f"fv {NIP} wymiana opon 4 szt 120 zł brutto za całość", TODAY)

    assert (heard.lines[0].price, "price" in heard.guessed) == (30, True)


def test_a_price_that_only_its_place_tells_is_marked():
    assert "price" in understand(f"fv {NIP} henna 40 brwi 30 brutto", TODAY).guessed
    assert lines(f"fv {NIP} zestaw 50 elementów 90 brutto") == [
        ("zestaw 50 elementów", "1", Decimal("90.00"))
    ]


def test_a_set_with_many_in_it_is_one():
    assert lines(f"fv {NIP} karnet 10 wejść po 300 brutto") == [("karnet 10 wejść", "1", Decimal("300.00"))]


def test_loading_and_unloading_tell_the_day_of_supply():
    heard = understand("fracht 2100 EUR dla CZ25123891 załadunek 15.11 rozładunek 17.11 oo", TODAY)

    assert (heard.supply_date, len(heard.lines)) == (date(2026, 11, 17), 1)


def test_a_bare_rate_behind_a_net_price_is_its_rate():
    heard = understand(f"{NIP}; usługi doradcze; 2 500,00 netto; 8; gotówka", TODAY)

    assert [(line.price, line.vat) for line in heard.lines] == [(2500, "8")]


@pytest.mark.parametrize(
    "said",
    ["fv firma Kowal-Bud {nip} spawanie 850 netto", "Kowal-Bud, {nip}, spawanie, 850 netto", "odbiorca faktury: Kowal-Bud NIP {nip}; spawanie; 850; netto"],
)  # fmt: skip
def test_a_company_beside_its_number_is_the_buyer(said):
    heard = understand(said.format(nip=NIP), TODAY)

    assert (heard.buyer.name, lines(said.format(nip=NIP))) == (
        "Kowal-Bud",
        [("spawanie", "1", Decimal("850.00"))],
    )


def test_an_advance_is_a_part_of_what_the_whole_order_is_worth():
    heard = understand(f"zaliczka 4920 zł za meble dla {NIP}, całość 12 300 zł brutto", TODAY)

    assert [line.price for line in heard.lines] == [Decimal(4920), Decimal(12300)]
    assert heard.problems == ()


def test_an_order_worth_less_than_its_advance_is_doubted():
    heard = understand(f"zaliczka 4920 zł za meble dla {NIP}, całość 4000 zł brutto", TODAY)

    assert [problem.code for problem in heard.problems] == ["total_mismatch"]
