"""Stand-in for the exchange rates of the National Bank of Poland: tables A, B and C.

A rate follows from its date alone, so that anybody can compute it:
`mid = base x (1 + k / 20000)` with `k = (37 n mod 401) - (37 n0 mod 401)`, `n` the day's proleptic ordinal and
`n0` that of 2026-11-19, rounded half up to the decimals of its base.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from .disturbance import Disturbance
from .workdays import is_workday, workday_before
from .world import World

WARSAW = ZoneInfo("Europe/Warsaw")
REFERENCE = date(2026, 11, 19)
FIRST_DAY = date(2002, 1, 2)
WEDNESDAY = 2
SPREAD = Decimal("0.01")

CONVERTIBLE = {
    "USD": ("dolar amerykański", Decimal("3.6125")),
    "EUR": ("euro", Decimal("4.2512")),
    "GBP": ("funt szterling", Decimal("4.8307")),
    "CHF": ("frank szwajcarski", Decimal("4.5521")),
    "CZK": ("korona czeska", Decimal("0.1748")),
    "UAH": ("hrywna (Ukraina)", Decimal("0.0861")),
    "JPY": ("jen (Japonia)", Decimal("0.023941")),
    "SEK": ("korona szwedzka", Decimal("0.3871")),
    "NOK": ("korona norweska", Decimal("0.3624")),
    "DKK": ("korona duńska", Decimal("0.5697")),
    "HUF": ("forint (Węgry)", Decimal("0.010932")),
}
OTHERS = {
    "AED": ("dirham ZEA (Zjednoczone Emiraty Arabskie)", Decimal("0.9836")),
    "GEL": ("lari (Gruzja)", Decimal("1.3312")),
    "KZT": ("tenge (Kazachstan)", Decimal("0.006941")),
}
NOT_BOUGHT = ("UAH",)


@dataclass(frozen=True)
class Table:
    """One of the three tables: its currencies, the hour of publication and the longest list it gives."""

    letter: str
    currencies: dict[str, tuple[str, Decimal]]
    hour: time
    longest_list: int

    def appears_on(self, day: date) -> bool:
        """Tell whether the table has an edition dated this day."""
        if day < FIRST_DAY or not is_workday(day):
            return False
        if self.letter != "B":
            return True
        wednesday = day + timedelta(days=WEDNESDAY - day.weekday())
        return day == wednesday or (
            day < wednesday and workday_before(wednesday) == day and not is_workday(wednesday)
        )

    def number(self, day: date) -> str:
        """The number of that day's edition: they are counted within the year."""
        start = date(day.year, 1, 1)
        count = sum(self.appears_on(start + timedelta(days=each)) for each in range((day - start).days + 1))
        return f"{count:03d}/{self.letter}/NBP/{day.year}"

    def prices(self, code: str, day: date) -> dict[str, float]:
        """The rate of one currency: mid, or bid and ask in table C."""
        mid = mid_rate(self.currencies[code][1], day)
        if self.letter != "C":
            return {"mid": float(mid)}
        step = Decimal(1).scaleb(int(mid.as_tuple().exponent))
        bid, ask = ((mid * factor).quantize(step, ROUND_HALF_UP) for factor in (1 - SPREAD, 1 + SPREAD))
        return {"bid": float(bid), "ask": float(ask)}


def mid_rate(base: Decimal, day: date) -> Decimal:
    """The middle rate of a day; the rule stands in the module's docstring."""
    steps = 37 * day.toordinal() % 401 - 37 * REFERENCE.toordinal() % 401
    return (base * (1 + Decimal(steps) / 20000)).quantize(base, ROUND_HALF_UP)


BOUGHT = {code: each for code, each in CONVERTIBLE.items() if code not in NOT_BOUGHT}
TABLES = {
    "A": Table("A", CONVERTIBLE, time(12), 67),
    "B": Table("B", OTHERS, time(12), 14),
    "C": Table("C", BOUGHT, time(8, 15), 67),
}
LONGEST_SERIES = 255
LONGEST_RANGE = {"tables": 93, "rates": 367}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RatesError(Exception):
    """A refusal: an HTTP status with the bank's plain text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


def _no_data() -> RatesError:
    return RatesError(404, "404 NotFound - Not Found - Brak danych")


class Rates:
    """Answers for tables and single currencies; `switches` breaks it on purpose."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.switches = Disturbance()

    def reset(self) -> None:
        """Put the switch back."""
        self.switches = Disturbance()

    def app(self) -> web.Application:
        """Build the application to be served."""
        app = web.Application(middlewares=[self._guard])
        for base in ("/api/exchangerates/tables/{table}", "/api/exchangerates/rates/{table}/{code}"):
            for tail in ("", "/{when}", "/{when}/{until}"):
                for slash in ("", "/"):
                    app.router.add_get(f"{base}{tail}{slash}", self._answer)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        broken = await self.switches.answer(request)
        if broken is not None:
            return broken
        try:
            return await handler(request)
        except RatesError as error:
            return web.Response(status=error.status, text=error.text)
        except web.HTTPNotFound:
            return web.Response(status=404, text="404 NotFound")

    async def _answer(self, request: web.Request) -> web.Response:
        table = TABLES.get(request.match_info["table"].upper())
        code = request.match_info.get("code", "").upper()
        if table is None or (code and code not in table.currencies):
            raise RatesError(404, "404 NotFound")
        days = self._days(
            table, request.match_info.get("when"), request.match_info.get("until"), single=bool(code)
        )
        if not days:
            raise _no_data()
        body = _series(table, code, days) if code else [_edition(table, day) for day in days]
        return web.json_response(body)

    def _days(self, table: Table, when: str | None, until: str | None, *, single: bool) -> list[date]:
        """The editions asked for, oldest first."""
        newest = self._newest(table)
        if when is None or (when == "last" and until is not None):
            return _last(table, newest, _count(until or "1", table, single=single))
        if when == "today":
            start = end = self._world.clock.today_in_warsaw()
        else:
            start = _date(when)
            end = start if until is None else _date(until)
        if end < start:
            raise RatesError(400, "400 BadRequest - Błędny zakres dat / Invalid date range")
        limit = LONGEST_RANGE["rates" if single else "tables"]
        if (end - start).days > limit:
            text = f"Przekroczony limit {limit} dni / Limit of {limit} days has been exceeded"
            raise RatesError(400, f"400 BadRequest - {text}")
        span = (start + timedelta(days=each) for each in range((end - start).days + 1))
        return [day for day in span if day <= newest and table.appears_on(day)]

    def _newest(self, table: Table) -> date:
        """The date of the newest edition that is out by the world's clock."""
        now = self._world.clock.now().astimezone(WARSAW)
        day = now.date() if now.time() >= table.hour else now.date() - timedelta(days=1)
        return next(_editions_back(table, day))


def _editions_back(table: Table, day: date) -> Iterator[date]:
    while day >= FIRST_DAY:
        if table.appears_on(day):
            yield day
        day -= timedelta(days=1)


def _last(table: Table, newest: date, count: int) -> list[date]:
    editions = _editions_back(table, newest)
    return [next(editions) for _ in range(count)][::-1]


def _count(text: str, table: Table, *, single: bool) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise RatesError(400, "400 BadRequest")
    limit = LONGEST_SERIES if single else table.longest_list
    if int(text) > limit:
        text = f"Przekroczony limit {limit} wyników / Maximum size of {limit} data series has been exceeded"
        raise RatesError(400, f"400 BadRequest - {text}")
    return int(text)


def _date(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=WARSAW).date()
    except ValueError as wrong:
        raise RatesError(400, "400 BadRequest - Błędny zakres dat / Invalid date range") from wrong


def _series(table: Table, code: str, days: list[date]) -> dict[str, Any]:
    rates = [
        {"no": table.number(day), "effectiveDate": day.isoformat(), **table.prices(code, day)} for day in days
    ]
    return {"table": table.letter, "currency": table.currencies[code][0], "code": code, "rates": rates}


def _edition(table: Table, day: date) -> dict[str, Any]:
    head: dict[str, Any] = {"table": table.letter, "no": table.number(day)}
    if table.letter == "C":
        head["tradingDate"] = workday_before(day).isoformat()
    rows = [
        {"currency": name, "code": code, **table.prices(code, day)}
        for code, (name, _) in table.currencies.items()
    ]
    return {**head, "effectiveDate": day.isoformat(), "rates": rows}
