"""The exchange rates: which tables exist, what they say, what is refused."""

from datetime import UTC, date, datetime

import pytest

BASE = "/api/exchangerates"
NO_DATA = "404 NotFound - Not Found - Brak danych"


async def get(rates, path):
    return await rates.http.get(f"{BASE}/{path}")


async def test_a_rate_of_a_day_has_its_table_number(rates):
    body = (await get(rates, "rates/a/eur/2026-11-19/?format=json")).json()

    assert (body["table"], body["currency"], body["code"]) == ("A", "euro", "EUR")
    assert body["rates"] == [{"no": "225/A/NBP/2026", "effectiveDate": "2026-11-19", "mid": 4.2512}]


async def test_anybody_can_compute_a_rate_from_its_date(rates):
    steps = 37 * date(2026, 11, 18).toordinal() % 401 - 37 * date(2026, 11, 19).toordinal() % 401

    (rate,) = (await get(rates, "rates/a/eur/2026-11-18")).json()["rates"]

    assert rate["mid"] == pytest.approx(4.2512 * (1 + steps / 20000), abs=0.00006)


async def test_the_last_rate_before_a_day_is_found_in_one_call(rates):
    body = (await get(rates, "rates/A/EUR/2026-11-02/2026-11-11/")).json()

    assert [each["effectiveDate"] for each in body["rates"]][-2:] == ["2026-11-09", "2026-11-10"]
    assert body["rates"][-1]["no"] == "219/A/NBP/2026"


@pytest.mark.parametrize(
    "day", ["2026-11-11", "2026-11-15", "2025-12-24", "2026-04-06", "2026-06-04", "2026-11-23"]
)
async def test_there_is_no_rate_on_free_days_and_in_the_future(rates, day):
    answer = await get(rates, f"rates/a/eur/{day}/")

    assert (answer.status_code, answer.text) == (404, NO_DATA)


async def test_todays_table_appears_at_noon_in_warsaw(rates, world):
    world.clock.set(datetime(2026, 11, 20, 10, 59, tzinfo=UTC))
    assert (await get(rates, "rates/a/eur/today/")).text == NO_DATA
    assert (await get(rates, "rates/a/eur/")).json()["rates"][0]["effectiveDate"] == "2026-11-19"

    world.clock.set(datetime(2026, 11, 20, 11, 0, tzinfo=UTC))

    assert (await get(rates, "rates/a/eur/today/")).json()["rates"][0]["no"] == "226/A/NBP/2026"


async def test_table_b_comes_on_wednesdays_or_before_a_free_one(rates):
    body = (await get(rates, "rates/b/aed/2026-11-01/2026-11-20/")).json()

    assert [each["effectiveDate"] for each in body["rates"]] == ["2026-11-04", "2026-11-10", "2026-11-18"]


async def test_table_c_has_two_prices_and_a_trading_day(rates):
    (table,) = (await get(rates, "tables/c/2026-11-19/")).json()

    assert (table["tradingDate"], table["effectiveDate"]) == ("2026-11-18", "2026-11-19")
    usd = next(each for each in table["rates"] if each["code"] == "USD")
    assert (usd["bid"], usd["ask"]) == (3.5764, 3.6486)


async def test_a_whole_table_lists_its_currencies(rates):
    (table,) = (await get(rates, "tables/a/2026-11-19")).json()

    assert table["no"] == "225/A/NBP/2026"
    assert {"USD", "EUR", "GBP", "CHF", "CZK", "UAH", "JPY"} <= {each["code"] for each in table["rates"]}


async def test_the_last_tables_come_oldest_first(rates):
    tables = (await get(rates, "tables/a/last/3/")).json()

    assert [each["effectiveDate"] for each in tables] == ["2026-11-18", "2026-11-19", "2026-11-20"]


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("rates/a/eur/2025-01-01/2026-11-01/", 400, "400 BadRequest - Przekroczony limit 367 dni"),
        ("tables/a/2026-01-01/2026-11-01/", 400, "400 BadRequest - Przekroczony limit 93 dni"),
        ("rates/a/eur/last/256/", 400, "400 BadRequest - Przekroczony limit 255"),
        ("tables/a/last/68/", 400, "400 BadRequest - Przekroczony limit 67 wyników"),
        ("tables/b/last/15/", 400, "400 BadRequest - Przekroczony limit 14 wyników"),
        ("rates/a/eur/2026-11-10/2026-11-01/", 400, "400 BadRequest - Błędny zakres dat"),
        ("rates/a/eur/19.11.2026/", 400, "400 BadRequest"),
        ("rates/a/xyz/", 404, "404 NotFound"),
        ("rates/b/eur/", 404, "404 NotFound"),
        ("tables/d/", 404, "404 NotFound"),
        ("gold/", 404, "404 NotFound"),
    ],
)
async def test_refusals_are_plain_text(rates, path, status, text):
    answer = await get(rates, path)

    assert (answer.status_code, answer.text[: len(text)]) == (status, text)
    assert answer.headers["Content-Type"].startswith("text/plain")


async def test_the_bank_can_be_out_of_order(rates):
    rates.switches.set_mode("error")

    assert (await get(rates, "rates/a/eur/")).status_code == 500
