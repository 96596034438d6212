"""Totals per rate, and the sum in the box."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from invoicing.model.document import DocumentView, RateTotalView
from templates.sheet import Sheet
from templates.values import clean

_NONE = "–"  # where a value is looked for and there is none, such as tax at an exempt rate
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CORRECTIONS = {"KOR", "KOR_ZAL", "KOR_ROZ"}


def totals(view: DocumentView, sheet: Sheet) -> dict[str, Any]:
    """The table of totals: head, a row for each rate, their sum when there are several."""
    in_pln = any(each.vat_in_pln for each in view.totals)
    heads = [sheet.words(key) for key in ("total_rate", "net", "vat", "gross")]
    heads += [sheet.field("vat_in_pln")] if in_pln else []
    rows = [_total(each, view.rates_of(each), sheet, in_pln=in_pln) for each in view.totals]
    return {
        "head": [each.replace(" / ", "\n") for each in heads],
        "rows": rows,
        "sum": _sum(view.totals, sheet, in_pln=in_pln) if len(rows) > 1 else [],
    }


def gross_words(view: DocumentView, sheet: Sheet) -> str:
    """What the amount in the box is: to be paid, paid, the difference a correction makes, or an advance."""
    if view.kind in _CORRECTIONS:
        return sheet.field("difference")
    payment, settlement = view.payment, view.settlement
    if payment is not None and payment.is_settled:
        return sheet.words("paid_gross")
    other_sum = settlement is not None and (settlement.to_pay or settlement.to_settle)
    return sheet.words("together" if payment is None or other_sum else "to_pay")


def _total(total: RateTotalView, rates: Iterable[str], sheet: Sheet, *, in_pln: bool) -> list[str]:
    rate = " / ".join(sheet.rate(each) for each in rates)
    values = [total.net, total.vat, total.gross, *([total.vat_in_pln] if in_pln else [])]
    return [clean(rate), *(sheet.number(value) or _NONE for value in values)]


def _sum(rows: Iterable[RateTotalView], sheet: Sheet, *, in_pln: bool) -> list[str]:
    names = ("net", "vat", "gross", *(("vat_in_pln",) if in_pln else ()))
    every = list(rows)
    sums = (_added(getattr(row, name) for row in every) for name in names)
    return [sheet.words("sum"), *(sheet.number(str(value)) for value in sums)]


def _added(values: Iterable[str]) -> Decimal:
    return sum((Decimal(value) for value in values if _AMOUNT.fullmatch(value)), Decimal(0))
