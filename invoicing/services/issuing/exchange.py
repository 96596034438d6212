"""The exchange rate of a draft in another currency (art. 31a VATA): asked for, or said with its table; never guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from invoicing.model.errors import Refused, Unavailable
from invoicing.model.invoice import Draft
from invoicing.model.terms import ExchangeRate
from invoicing.model.workdays import workday_before
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import ExchangeRates

GAP = "exchange-rate"
_TALK = re.compile(
    r"\s*(?:a )?(?:podaj |pobierz |sprawdz |odswiez )?(?:kurs\w*|exchange rate|rate|курс\w*)\b.*", re.DOTALL
)
_RATE = re.compile(r"(?<![\d/.,])(\d{1,6}[.,]\d{1,6})(?![\d/])")
_TABLE = re.compile(r"\b\d{1,3}/[abc]/nbp/\d{4}\b")


def about_rate(text: str, draft: Draft | None) -> bool:
    """Whether the words are about the rate of an open draft: "kurs", "kurs 4,2512 z tabeli 225/A/NBP/2026"."""
    return draft is not None and draft.rate_before is not None and _TALK.fullmatch(fold(text)) is not None


async def with_rate(rates: ExchangeRates | None, draft: Draft, text: str) -> tuple[Draft, str | None]:
    """The draft with the rate of the right day, and why there is none (rates-down, rates-none).

    Raises:
        Refused: exchange-rate-table, a rate was said and not from which table it is.
    """
    if draft.rate_before is None:
        return _rated(draft, None), None
    said = _said(draft, text)
    if said is not None:
        return _rated(draft, said), None
    if GAP not in draft.gaps:
        return draft, None
    try:
        found = await rates.before(draft.currency, draft.rate_before) if rates else None
    except Unavailable:
        return _rated(draft, None), "rates-down"
    return _rated(draft, found), None if found else "rates-none"


def _rated(draft: Draft, rate: ExchangeRate | None) -> Draft:
    day = draft.rate_before if rate else None
    if (draft.exchange_rate, draft.rated_for) == (rate, day):
        return draft
    return replace(draft, exchange_rate=rate, rated_for=day)


def _said(draft: Draft, text: str) -> ExchangeRate | None:
    """A rate that a person states with the number of its table, in the day's place that the law names."""
    folded = fold(text)
    if draft.rate_before is None or not about_rate(text, draft):
        return None
    table = _TABLE.search(folded)
    rate = _RATE.search(_TABLE.sub(" ", folded))
    if rate is None:
        return None
    if table is None:
        raise Refused("exchange-rate-table", rate=rate[1])
    value = Decimal(rate[1].replace(",", "."))
    return ExchangeRate(value, workday_before(draft.rate_before), table[0].upper())
