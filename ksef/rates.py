"""Exchange rates of the National Bank of Poland (art. 31a VATA): api.nbp.pl, tables A and B."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx

from invoicing.model.errors import InvalidValue, Unavailable
from invoicing.model.terms import ExchangeRate

_TIMEOUT = 10.0  # seconds
_LOOKS = (
    ("a", 10),
    ("a", 20),
    ("b", 20),
)  # (table, days back): Christmas is shorter than ten days, table B weekly


class NbpRates:
    """Asks for middle rates (port `ExchangeRates`); a published table never changes, so an answer is kept for ever.

    That the bank has no rate for a currency is an answer of its own; no answer is never one.
    """

    def __init__(self, http: httpx.AsyncClient, base: str) -> None:
        self._http, self._base = http, base.rstrip("/")
        self._known: dict[tuple[str, date], ExchangeRate] = {}

    async def before(self, currency: str, day: date) -> ExchangeRate | None:
        """The middle rate of the last table published before that Warsaw day; None when the bank has none.

        Raises:
            Unavailable: no usable answer; reason rates-silent, rates-refused or rates-unreadable.
        """
        if (currency, day) not in self._known:
            found = await self._look(currency, day)
            if found is None:
                return None  # not kept: the bank may take a currency up
            self._known[currency, day] = found
        return self._known[currency, day]

    async def _look(self, currency: str, day: date) -> ExchangeRate | None:
        for table, days in _LOOKS:
            first, last = day - timedelta(days=days), day - timedelta(days=1)
            answer = await self._get(
                f"{self._base}/exchangerates/rates/{table}/{currency.lower()}/{first}/{last}/"
            )
            if answer.status_code == httpx.codes.OK:
                return _latest(answer.text, currency, day)
            if answer.status_code != httpx.codes.NOT_FOUND:
                raise Unavailable("rates-refused", status=str(answer.status_code))
        return None

    async def _get(self, url: str) -> httpx.Response:
        """One question, repeated once when the connection failed."""
        for last in (False, True):
            try:
                return await self._http.get(
                    url, params={"format": "json"}, timeout=_TIMEOUT, follow_redirects=False
                )
            except httpx.ConnectError as error:
                if last:
                    raise Unavailable("rates-silent", error=type(error).__name__) from error
            except httpx.HTTPError as error:
                raise Unavailable("rates-silent", error=type(error).__name__) from error
        raise Unavailable("rates-silent")


def _latest(text: str, currency: str, day: date) -> ExchangeRate:
    """The newest of a series, all of it before the day.

    Raises:
        Unavailable: rates-unreadable: a page of some proxy, another currency, a day that was not asked for.
    """
    try:
        body: Any = json.loads(text, parse_float=Decimal, parse_int=Decimal)
        rows = [(date.fromisoformat(row["effectiveDate"]), row["mid"], row["no"]) for row in body["rates"]]
        published, mid, number = max(row for row in rows if row[0] < day)
        if body["code"] != currency:
            raise Unavailable("rates-unreadable", currency=str(body["code"]))
        return ExchangeRate(Decimal(mid), published, str(number))
    except (ValueError, KeyError, TypeError, InvalidOperation, InvalidValue) as error:
        raise Unavailable("rates-unreadable", error=type(error).__name__) from error
