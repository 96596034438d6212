"""Rates of the National Bank of Poland: found, not quoted, and no answer are three different things."""

from datetime import date, timedelta
from decimal import Decimal

import httpx
import pytest

from invoicing.model.errors import Unavailable
from invoicing.model.terms import ExchangeRate
from ksef.rates import NbpRates

MONDAY = date(2026, 11, 23)
NO_DATA = "404 NotFound - Not Found - Brak danych"


def series(*rows, code="EUR") -> dict:
    rates = [{"no": number, "effectiveDate": day, "mid": mid} for number, day, mid in rows]
    return {"table": "A", "currency": "euro", "code": code, "rates": rates}


def found(request: httpx.Request) -> httpx.Response:
    rows = [("225/A/NBP/2026", "2026-11-19", 4.2512), ("226/A/NBP/2026", "2026-11-20", 4.2777)]
    return httpx.Response(200, json=series(*rows))


@pytest.fixture
def asking(answering):
    def ask(answer):
        far_end = answering(answer)
        return far_end, NbpRates(far_end.client(), "https://rates.example/api/")

    return ask


async def test_on_a_monday_it_is_the_rate_of_friday_exactly_as_published(asking):
    far_end, rates = asking(found)

    assert await rates.before("EUR", MONDAY) == ExchangeRate(
        Decimal("4.2777"), date(2026, 11, 20), "226/A/NBP/2026"
    )
    assert far_end.asked[0].url.path == "/api/exchangerates/rates/a/eur/2026-11-13/2026-11-22/"


async def test_a_published_table_is_asked_for_once(asking):
    far_end, rates = asking(found)
    await rates.before("EUR", MONDAY)
    await rates.before("EUR", MONDAY)

    assert len(far_end.asked) == 1


async def test_a_currency_of_table_b_is_found_there(asking):
    def answer(request):
        if "/rates/b/" in request.url.path:
            return httpx.Response(200, json=series(("046/B/NBP/2026", "2026-11-18", 0.0861), code="UAH"))
        return httpx.Response(404, text=NO_DATA)

    _, rates = asking(answer)

    assert (await rates.before("UAH", MONDAY)).source == "046/B/NBP/2026"


async def test_a_currency_that_is_in_no_table_has_no_rate(asking):
    _, rates = asking(lambda request: httpx.Response(404, text="404 NotFound"))

    assert await rates.before("XXX", MONDAY) is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(500, text="oops"), "rates-refused"),
        (httpx.Response(429), "rates-refused"),
        (httpx.Response(200, text="<html>proxy</html>"), "rates-unreadable"),
        (httpx.Response(200, json=[]), "rates-unreadable"),
        (httpx.Response(200, json=series()), "rates-unreadable"),
        (httpx.Response(200, json=series(("1/A/NBP/2026", "2026-11-20", -1))), "rates-unreadable"),
        (httpx.Response(200, json=series(("1/A/NBP/2026", "2026-11-23", 4.2))), "rates-unreadable"),
        (
            httpx.Response(200, json=series(("1/A/NBP/2026", "2026-11-20", 4.2), code="USD")),
            "rates-unreadable",
        ),
    ],
)
async def test_no_usable_answer_is_no_rate_and_no_missing_one(asking, answer, reason):
    _, rates = asking(lambda request: answer)

    with pytest.raises(Unavailable, match=reason):
        await rates.before("EUR", MONDAY)


async def test_a_lost_connection_is_tried_once_more(asking):
    def lost(request):
        raise httpx.ConnectError("gone")

    far_end, rates = asking(lost)
    with pytest.raises(Unavailable, match="rates-silent"):
        await rates.before("EUR", MONDAY)

    assert len(far_end.asked) == 2


async def test_christmas_is_bridged(asking):
    def answer(request):
        return httpx.Response(200, json=series(("248/A/NBP/2026", "2026-12-23", 4.2)))

    _, rates = asking(answer)
    after = date(2026, 12, 28)

    assert after - (await rates.before("EUR", after)).published_on == timedelta(days=5)
