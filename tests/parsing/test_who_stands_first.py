"""A buyer may stand before everything else; a thing that is sold is no buyer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicing.services.intents import understand

TODAY = date(2026, 11, 20)
NIP = "5260250274"


@pytest.mark.parametrize(
    ("said", "buyer"),
    [
        ("Budex: 3 palety cegieł po 1100 netto", "Budex"),
        ("wystaw Zielonemu Ogrodowi fakturę za nadzór, 4 h po 150 zł", "Zielony Ogród"),
        (
            "Dane do faktury: Firma Testowa Anna Wilk, NIP {nip}. Zakup: plecak 349 zł",
            "Firma Testowa Anna Wilk",
        ),
        ("FV Dupont SARL FR40303265045, transport 2100 EUR", "Dupont SARL"),
        ("faktura: Olena Shevchenko, ul. Długa 9, 31-146 Kraków, montaż 450 zł", "Olena Shevchenko"),
        ("Zielony Ogród, koszenie 3 h po 90 zł", "Zielony Ogród"),
    ],
)
def test_the_buyer_stands_first(said: str, buyer: str) -> None:
    understood = understand(said.format(nip=NIP), TODAY)

    assert understood.buyer.name == buyer
    assert len(understood.lines) == 1
    assert understood.missing == ()


@pytest.mark.parametrize(
    "said",
    [
        "Konsultacje: 2 h po 200 zł dla {nip}",
        "Malowanie ściany, 20 m2 po 30 zł, nip {nip}",
        "Lampa: 300 zł, {nip}",
        "Toner HP, 300 zł",
        "Terapia: 300 zł",
        "FV Hosting {nip} 300 zł netto",
        "Sprzątanie: 300 zł",
    ],
)
def test_what_is_sold_is_no_buyer(said: str) -> None:
    understood = understand(said.format(nip=NIP), TODAY)

    assert understood.buyer.name is None
    assert len(understood.lines) == 1


def test_money_behind_the_kind_of_price_is_heard() -> None:
    understood = understand(f"fv {NIP} projekt 10k netto EUR", TODAY)

    assert understood.currency == "EUR"
    assert [(line.name, line.price) for line in understood.lines] == [("projekt", Decimal("10000.00"))]


@pytest.mark.parametrize(
    ("said", "rate"),
    [("kurs 1600 zw.", "zw"), ("kurs 1600 oo, przelew", "oo"), ("kurs 1600 n + VAT 23", "23")],
)
def test_a_price_needs_no_currency_before_a_rate(said: str, rate: str) -> None:
    (line,) = understand(f"fv {NIP} {said}", TODAY).lines

    assert (line.name, line.price, line.vat) == ("kurs", Decimal("1600.00"), rate)


def test_how_many_times_is_a_quantity() -> None:
    (line,) = understand(f"fv {NIP} sprzątanie 3 razy po 200 zł", TODAY).lines

    assert (line.name, line.quantity, line.price) == ("sprzątanie", 3, Decimal("200.00"))


def test_a_rate_or_kind_of_all_is_no_line() -> None:
    understood = understand(f"fv {NIP} strzyżenie 80 zł, farbowanie 220 zł, wszystko brutto", TODAY)

    assert [(line.name, line.price_kind.value) for line in understood.lines] == [
        ("strzyżenie", "gross"),
        ("farbowanie", "gross"),
    ]
