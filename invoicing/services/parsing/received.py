"""The day on which money came: "wpłynęła 18.11", "zaliczka otrzymana 3.11.2026"; of an advance it is what P_6 tells."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import fold

_ADVANCE = re.compile(r"zalicz|zadat|\bfzal\b|advance|deposit|аванс|передоплат")
_RECEIVED = re.compile(
    r"\b(?:(?P<only>wplyn|otrzym|receiv|отриман|надійш)|wplac|wplat|zaplac|oplac|paid|сплачен)\w*"
    r"(?:\s+(?!\d)\S{1,20}){0,3}?\s+(?P<date>(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>\d{4}))?)(?![\d,])"
)


def read_received(sheet: Sheet) -> None:
    """The day of a payment in advance: it is no price, and it stands for the day of supply."""
    folded = fold(sheet.text)
    if len(folded) != len(sheet.text) or not _ADVANCE.search(folded):
        return
    found = _RECEIVED.search(folded)
    day = _day(found, sheet.today) if found else None
    if found is None or day is None:
        return
    start, end = found.span() if found["only"] else found.span("date")  # "wpłacono" says too that it is paid
    inside = [at for at, token in enumerate(sheet.tokens) if start <= token.start and token.end <= end]
    if inside:
        sheet.facts.supply_date = day
        sheet.take(inside[0], inside[-1] + 1)


def received_day(text: str, today: date) -> date | None:
    """The Warsaw date that a text says money came on; without a year the latest that is not ahead."""
    found = _RECEIVED.search(fold(text))
    return _day(found, today) if found else None


def _day(found: re.Match[str], today: date) -> date | None:
    years = [int(found["year"])] if found["year"] else [today.year, today.year - 1]
    for year in years:
        with suppress(ValueError):
            day = date(year, int(found["month"]), int(found["day"]))
            if found["year"] or day <= today:
                return day
    return None
