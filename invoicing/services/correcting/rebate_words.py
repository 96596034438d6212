"""A rebate in words: how much, for whom, for which days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from invoicing.model.errors import Refused
from invoicing.services.approving.limit_talk import amount_said
from invoicing.services.finding.names import telling_words
from invoicing.services.parsing.search_times import span_at
from invoicing.services.parsing.tokens import bare

_REBATE = re.compile(
    r"(?:(?:wystaw|zrob|przygotuj|daj|udziel|give) )?(?:(?:fakture korygujaca|korekte|korekta) )?(?:zbiorcz\w+ )?"
    r"(?:rabat\w*|opust\w*|rebate)(?: zbiorcz\w+)?(?: w wysokosci| of)? (?P<much>\d[^%]*?) ?(?P<percent>%)?"
    r" (?=(?:za|dla|for|nip)\b)(?P<rest>.+)"
)
_PERIOD = re.compile(r"\b(?:za|for) (?:caly |cala |okres )?(?P<period>.+?)(?= (?:dla|nip)\b|$)")
_BUYER = re.compile(r"\b(?:dla|nip) (?:nip )?(?P<buyer>.+?)(?= za\b|$)")
_QUARTER = re.compile(r"(?P<which>iv|i{1,3}|[1-4])\.? kwartal(?: (?P<year>20\d\d))?")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said: a percentage or a gross amount, for whom, for which days."""

    percent: Decimal | None
    amount: Decimal | None
    nip: str | None
    words: tuple[str, ...]
    since: date
    until: date


def wish_in(text: str, today: date) -> Wish | None:
    """The rebate that a sentence asks for; None for all others, a discount on an open draft among them.

    >>> wish_in("rabat 5% za październik dla NIP 526-025-02-74", date(2026, 11, 20)).until
    datetime.date(2026, 10, 31)
    >>> wish_in("rabat 5%", date(2026, 11, 20)) is None
    True
    """
    said = bare(text)
    found = _REBATE.fullmatch(said)
    if found is None:
        return None
    rest = found["rest"].replace(",", "")
    period, buyer = _PERIOD.search(rest), _BUYER.search(rest)
    days = _days(period["period"], today) if period else None
    if days is None or buyer is None:
        return None
    digits = re.sub(r"[\s-]", "", buyer["buyer"])
    nip = digits if re.fullmatch(r"\d{10}", digits) else None
    much = found["much"].strip()
    if found["percent"]:
        percent = Decimal(much.replace(",", ".")) if re.fullmatch(r"\d{1,3}(?:[.,]\d{1,4})?", much) else None
        if percent is None or not 0 < percent < 100:
            raise Refused("discount-percent", value=much)
        return Wish(percent, None, nip, () if nip else telling_words(buyer["buyer"]), *days)
    amount = amount_said(much)
    return Wish(None, amount, nip, () if nip else telling_words(buyer["buyer"]), *days)


def _days(said: str, today: date) -> tuple[date, date] | None:
    quarter = _QUARTER.fullmatch(said)
    if quarter:
        year, first = int(quarter["year"] or today.year), 3 * _QUARTERS[quarter["which"]] - 2
        after = date(year + (first + 3 > 12), (first + 2) % 12 + 1, 1)
        return date(year, first, 1), after - timedelta(days=1)
    words = said.split()
    span = span_at(words, 0, today)
    if span is None or span.end != len(words) or span.since is None or span.until is None:
        return None
    return span.since, span.until
