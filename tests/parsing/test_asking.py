"""Words of asking, headings, hesitations and signatures never become lines of an invoice."""

from __future__ import annotations

from datetime import date

import pytest

from invoicing.services.intents import understand

TODAY = date(2026, 11, 20)
NIP = "5260250274"


@pytest.mark.parametrize(
    "said",
    [
        "Uprzejmie prosimy... to znaczy proszę o wystawienie faktury dla {nip}, audyt 500 zł",
        "Należy wystawić fakturę dla {nip}: audyt 500 zł",
        "chciałabym fakturę dla {nip} audyt 500 zł",
        "potrzebna faktura dla {nip} audyt 500 zł",
        "no dobra to zrób fakturę dla {nip} eee audyt 500 zł",
        "wystaw klientowi {nip} fakturę: audyt 500 zł",
        "Dane do faktury: NIP {nip}. Zakup: audyt 500 zł",
        "Zamówienie z wczoraj: audyt 500 zł, nip {nip}",
        "faktura do paragonu, NIP {nip}, audyt 500 zł",
        "faktura {nip} przecinek audyt przecinek 500 zł",
        "Dzień dobry,\nfaktura dla {nip}, audyt 500 zł.\nDzięki,\nMarek",
        "faktura dla {nip}, audyt 500 zł\nZ wyrazami szacunku\nEwa Bąk",
        "faktura dla {nip}, audyt 500 zł\n--\nKasia",
        "faktura dla {nip}, audyt 500 zł\nAnna Nowak",
        "napisz rach dla {nip}: audyt 500 zł",
        "f.vat {nip} audyt 500 zł",
        "faktura dla Alfa sp. z o.o. z siedzibą w Krakowie, NIP {nip}, audyt 500 zł",
        "fv {nip} audyt 500 zł, zwolnione z VAT na podstawie art. 113 ust. 1 i 9 ustawy o VAT",
        "Wysłane z iPhone'a\nfaktura {nip} audyt 500 zł",
        "Temat: faktura\nWitam,\nfaktura dla {nip} audyt 500 zł.\nZ góry dziękuję\nJan Nowak\ntel. 600 100 200",
        "czy dostanę fakturę na NIP {nip} za zakup z 15.11: audyt 500 zł?",
        "kupiłam wczoraj u Państwa audyt za 500 zł, faktura na NIP {nip}",
        "faktura dla {nip} kropka audyt kropka pięćset złotych",
        "faktura dla {nip} / audyt / 500 zł",
        "faktura {nip} audyt 500 zł za tydzień płatne",
        "faktura {nip}, audyt 500 zł, termin jak zwykle",
        "poz.: 1) audyt 500 zł, faktura dla {nip}",
    ],
)
def test_what_only_asks_is_no_line(said: str) -> None:
    understood = understand(said.format(nip=NIP), TODAY)

    assert [line.name for line in understood.lines] == ["audyt"]
    assert understood.buyer.nip is not None
    assert understood.missing == ()


def test_a_list_numbered_by_hand_has_its_lines() -> None:
    understood = understand(f"fv {NIP} 1) audyt 8000 netto 2) raport 2000 netto", TODAY)

    assert [(line.name, str(line.price)) for line in understood.lines] == [
        ("audyt", "8000.00"),
        ("raport", "2000.00"),
    ]


def test_a_thing_that_has_no_price_yet_stays_a_line() -> None:
    understood = understand(f"faktura dla {NIP}: audyt 500 zł, raport", TODAY)

    assert [line.name for line in understood.lines] == ["audyt", "raport"]
    assert understood.missing == ("price",)


def test_a_list_numbered_with_dots_in_one_line_has_its_lines() -> None:
    understood = understand(f"fv {NIP}: 1. analiza - 4h x 200; 2. raport - 300", TODAY)

    assert [line.name for line in understood.lines] == ["analiza", "raport"]
    assert [str(line.price) for line in understood.lines] == ["200.00", "300.00"]


@pytest.mark.parametrize(
    ("said", "name", "address"),
    [
        ("faktura dla Jan Kowalski Zielona 5 Warszawa, mycie 80 zł", "Jan Kowalski", "Zielona 5 Warszawa"),
        (
            "dla Zofia Mazur Kwiatowa 7/2 60-001 Poznań, mycie 80 zł",
            "Zofia Mazur",
            "Kwiatowa 7/2 60-001 Poznań",
        ),
        ("mycie 80 zł, Ewa Lis, Wrocław, ul. Polna 3", "Ewa Lis", "Wrocław, ul. Polna 3"),
        ("fv na osobę fizyczną Ewa Lis (Sopot, ul. Polna 2), mycie 80 zł", "Ewa Lis", "Sopot, ul. Polna 2"),
        ("klientka Ewa Lis, mycie 80 zł, ul. Polna 2", "Ewa Lis", "ul. Polna 2"),
        ("faktura na mnie: Ewa Lis, ul. Polna 2, mycie 80 zł", "Ewa Lis", "ul. Polna 2"),
    ],
)
def test_an_address_behind_a_person_is_no_line(said: str, name: str, address: str) -> None:
    understood = understand(said, TODAY)

    assert (understood.buyer.name, understood.buyer.address) == (name, address)
    assert [line.name for line in understood.lines] == ["mycie"]


def test_a_nip_said_digit_by_digit_is_a_nip() -> None:
    said = "faktura dla pięć dwa sześć zero dwa pięć zero dwa siedem cztery za audyt dwieście złotych"

    understood = understand(said, TODAY)

    assert understood.buyer.nip is not None
    assert understood.buyer.nip.digits == NIP
    assert [(line.name, str(line.price)) for line in understood.lines] == [("audyt", "200.00")]


def test_a_stove_is_no_five() -> None:
    (line,) = understand(f"trzeba fakture na {NIP} za piec gazowy 4200 netto", TODAY).lines

    assert (line.name, line.quantity) == ("piec gazowy", 1)


def test_what_all_comes_to_says_that_the_prices_are_gross() -> None:
    understood = understand(f"fv na {NIP} kran 180 i uszczelka 120 razem 300 zl brutto", TODAY)

    assert {line.price_kind.value for line in understood.lines} == {"gross"}
    assert "price_kind" not in understood.guessed
