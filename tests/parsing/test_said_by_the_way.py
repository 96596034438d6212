"""What people say beside the line: the day of it, whose it is, how many there are, how often the paper comes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicing.services.intents import understand

TODAY = date(2026, 11, 21)  # a Saturday
NIP = "1327154978"


@pytest.mark.parametrize(
    "said", ["w sobotę 14.11", "w sobotę, 14.11", "(w sobotę 14.11)", "w sobotę 14 listopada"]
)
def test_a_day_of_the_week_with_its_date_is_a_day_and_no_price(said):
    heard = understand(f"fv {NIP} catering 900 netto {said}", TODAY)

    assert (heard.supply_date, heard.problems) == (date(2026, 11, 14), ())
    assert [line.price for line in heard.lines] == [900]


def test_a_date_that_is_another_day_of_the_week_is_doubted():
    assert understand(f"fv {NIP} catering 900 netto we wtorek 5.12", TODAY).problems


def test_what_is_delivered_tomorrow_is_supplied_tomorrow():
    heard = understand(f"{NIP} jutro dostawa ciast 15 szt po 48 netto 5%", TODAY)

    assert (heard.supply_date, heard.lines[0].name) == (date(2026, 11, 22), "dostawa ciast")
    assert understand(f"wystaw jutro fakturę {NIP} montaż 200 brutto", TODAY).supply_date is None


@pytest.mark.parametrize(
    ("said", "often"),
    [("raz w roku", "yearly"), ("raz w miesiącu", "monthly"), ("raz na kwartał", "quarterly")],
)
def test_once_a_year_is_said_of_the_invoice_it_stands_before(said, often):
    assert understand(f"{said} faktura dla {NIP} certyfikat 500 netto", TODAY).recurs == often


def test_once_a_week_said_of_the_work_plans_no_invoices():
    assert understand(f"faktura dla {NIP} sprzątanie biura raz w tygodniu 400 netto", TODAY).recurs is None


@pytest.mark.parametrize("said", ["nab.", "nab.:", "nabyw."])
def test_the_buyer_may_be_called_so_in_short(said):
    heard = understand(f"FV {said} {NIP}, obsługa księgowa, 650 netto", TODAY)

    assert heard.buyer is not None
    assert (str(heard.buyer.nip.digits), heard.buyer.name) == (NIP, None)


def test_a_kind_of_supply_is_nothing_that_is_sold():
    heard = understand("dostawa WDT dla SK2022749619: łożyska 100 szt. po 7,80 EUR netto", TODAY)

    assert [(line.name, line.vat) for line in heard.lines] == [("łożyska", "0")]


def test_places_and_people_behind_a_comma_count_what_is_done():
    line = understand(f"konfiguracja VPN, 3 stanowiska po 150 netto, {NIP}", TODAY).lines

    assert [(each.name, each.quantity, each.price) for each in line] == [("konfiguracja VPN", 3, 150)]


def test_what_is_done_to_all_of_them_has_one_price_unless_each_has_it():
    of_all = understand(f"{NIP} wulkanizacja czterech kół 160 brutto", TODAY)
    of_each = understand(f"{NIP} wulkanizacja czterech kół po 40 brutto", TODAY)

    assert (of_all.lines[0].name, of_all.lines[0].quantity) == ("wulkanizacja czterech kół", 1)
    assert "price" in of_all.guessed
    assert (of_each.lines[0].quantity, of_each.lines[0].price) == (4, Decimal(40))


def test_many_typed_without_diacritics_stay_many():
    assert understand(f"za prace wykonczeniowe 300 netto {NIP}", TODAY).lines[0].name == "prace wykonczeniowe"


def test_an_amount_called_money_behind_a_weekday_is_no_date():
    assert [line.price for line in understand(f"fv {NIP} obiad w piątek 20.11 zł", TODAY).lines] == [
        Decimal("20.11")
    ]
