"""Sentences that look for invoices, and those that only seem to."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.services.finding.names import folded_name, names_it
from invoicing.services.finding.records import Direction, Narrow, Query
from invoicing.services.parsing.searches import OneWish, PaidWish, SearchWish, search_wish

TODAY = date(2026, 11, 20)
OCTOBER = {"since": date(2026, 10, 1), "until": date(2026, 10, 31)}
UNPAID = {"narrow": Narrow.UNPAID, "direction": Direction.ISSUED}


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("faktury dla Zielonego Ogrodu z października", {"direction": Direction.ISSUED, "words": ("zielonego", "ogrodu"), **OCTOBER}),
        ("Faktury dla firmy Zielony Ogród sp. z o.o.", {"direction": Direction.ISSUED, "words": ("zielony", "ogrod")}),
        ("faktury od Hurtowni z zeszłego miesiąca", {"direction": Direction.RECEIVED, "words": ("hurtowni",), **OCTOBER}),
        ("faktury z października 2025", {"since": date(2025, 10, 1), "until": date(2025, 10, 31)}),
        ("faktury z grudnia", {"since": date(2025, 12, 1), "until": date(2025, 12, 31)}),
        ("faktury 2026-10", OCTOBER),
        ("faktury za 10.2026", OCTOBER),
        ("faktury od 1.10 do 15.10", {"since": date(2026, 10, 1), "until": date(2026, 10, 15)}),
        ("faktury od października", {"since": date(2026, 10, 1)}),
        ("faktury z 2025 roku", {"since": date(2025, 1, 1), "until": date(2025, 12, 31)}),
        ("faktury z tego tygodnia", {"since": date(2026, 11, 16), "until": date(2026, 11, 22)}),
        ("faktury z wczoraj", {"since": date(2026, 11, 19), "until": date(2026, 11, 19)}),
        ("niezapłacone", UNPAID),
        ("pokaz niezaplacone faktury dla Kowalskiego", {**UNPAID, "words": ("kowalskiego",)}),
        ("niezapłacone kosztowe", {"narrow": Narrow.UNPAID, "direction": Direction.RECEIVED}),
        ("kto mi nie zapłacił", UNPAID),
        ("Kto mi jeszcze nie zapłacił?", UNPAID),
        ("kto nie zapłacił za październik", {**UNPAID, **OCTOBER}),
        ("who hasn't paid me yet", UNPAID),
        ("хто мені не заплатив", UNPAID),
        ("kto zalega", {"narrow": Narrow.OVERDUE, "direction": Direction.ISSUED}),
        ("znajdź 492 zł", {"gross": Decimal(492), "currency": "PLN"}),
        ("znajdź fakturę na 1 230,50 zł", {"gross": Decimal("1230.50"), "currency": "PLN"}),
        ("find 100 EUR", {"gross": Decimal(100), "currency": "EUR"}),
        ("znajdź 492,00", {"gross": Decimal("492.00")}),
        ("faktury PL5260250274", {"party_id": "5260250274"}),
        ("znajdź Kowalski", {"words": ("kowalski",)}),
        ("otrzymane", {"direction": Direction.RECEIVED}),
        ("moje faktury", {}),
        ("unpaid invoices", UNPAID),
        ("invoices for Green Garden from October", {"direction": Direction.ISSUED, "words": ("green", "garden"), **OCTOBER}),
        ("рахунки за жовтень", OCTOBER),
        ("неоплачені рахунки", UNPAID),
    ],
)  # fmt: skip
def test_a_list_is_wanted(words, query):
    assert search_wish(words, TODAY) == SearchWish(Query(**query))


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("status FV/2026/11/7", OneWish("FV/2026/11/7")),
        ("FV/2026/11/7", OneWish("FV/2026/11/7")),
        ("co z fakturą fv/2026/11/7?", OneWish("fv/2026/11/7")),
        ("czy FV/2026/11/7 jest zapłacona?", OneWish("FV/2026/11/7")),
        ("znajdź 11/7", OneWish("11/7")),
        ("status 7", OneWish("7")),
        ("FV/2026/11/7 zapłacona", PaidWish("FV/2026/11/7", paid=True)),
        ("faktura FV/2026/11/7 została już opłacona", PaidWish("FV/2026/11/7", paid=True)),
        ("przelew za FV/2026/11/7 wpłynął", PaidWish("FV/2026/11/7", paid=True)),
        ("klient zapłacił za FV/2026/11/7", PaidWish("FV/2026/11/7", paid=True)),
        ("FV/2026/11/7 paid", PaidWish("FV/2026/11/7", paid=True)),
        ("FV/2026/11/7 сплачена", PaidWish("FV/2026/11/7", paid=True)),
        ("FV/2026/11/7 nie zapłacona", PaidWish("FV/2026/11/7", paid=False)),
        ("FV/2026/11/7 jednak niezapłacona", PaidWish("FV/2026/11/7", paid=False)),
        ("FV/2026/11/7 unpaid", PaidWish("FV/2026/11/7", paid=False)),
        ("ostatnia faktura zapłacona", PaidWish("", paid=True)),
        ("ostatnia faktura jednak niezapłacona", PaidWish("", paid=False)),
        ("pokaż ostatnią fakturę", OneWish("")),
        ("the last invoice is paid", PaidWish("", paid=True)),
    ],
)
def test_one_invoice_is_meant(words, wish):
    assert search_wish(words, TODAY) == wish


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł",
        "faktury dla Kowalskiego za usługi 500 zł",
        "wystaw faktury dla Kowalskiego",
        "jakie faktury muszę wysyłać do KSeF?",
        "jak poprawić FV/2026/11/7?",
        "korekta FV/2026/11/7, miało być 4 h",
        "wyślij FV/2026/11/7 na biuro@klient.example",
        "pdf FV/2026/11/7",
        "FV/2026/11/7 i FV/2026/11/8 zapłacone",
        "zapłacona",
        "powtórz ostatnią fakturę",
        "ostatnia",
        "pokaż kolejkę",
        "czy KSeF działa?",
        "5260250274",
        "faktury " + "bardzo długa nazwa " * 30,
        "faktury\ndla Kowalskiego",
        "co miesiąc faktury dla Kowalskiego 100 zł netto za czynsz najmu lokalu biurowego w centrum miasta",
    ],
)
def test_anything_else_is_left_alone(words):
    assert search_wish(words, TODAY) is None


@pytest.mark.parametrize(
    ("said", "name", "same"),
    [
        ("zielonego ogrodu", "Zielony Ogród sp. z o.o.", True),
        ("dworku", "Dworek Gościnny", True),
        ("kowalskiej", "Anna Kowalska", True),
        ("anny", "Anna Zając", True),
        ("hurtowni", "HURTOWNIA BUDOWLANA", True),
        ("budowa", "Budex SA", False),
        ("ogród", "Zielony Ogród", True),
        ("latarnia", "Latawiec", False),
        ("firma 2", "Firma 3", False),
        ("a", "Zielony", False),
    ],
)
def test_a_name_is_known_in_its_case_forms(said, name, same):
    assert names_it(tuple(folded_name(said).split()), folded_name(name)) is same
