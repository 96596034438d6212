"""What a document of another program is worth at most, where a second person must agree above an amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from invoicing.model.document import DocumentView

_AMOUNT = re.compile(r"-?[0-9]{1,22}(?:\.[0-9]{1,8})?")
_WHOLE = frozenset({"VAT", "UPR", "ZAL"})
"""Kinds whose sums say what they are worth; a correction shows a difference, a settlement what is left to pay."""


def may_go_alone(view: DocumentView, limit: Decimal | None) -> bool:
    """Whether one person may send it under that limit of the company (PLN; None: there is no limit).

    What is due (P_15) is one of its sums, and KSeF checks none of them against another: the tax is owed by what the
    rates and the rows say (art. 108 ust. 1 VATA). So the largest sum that stands in it is held against the limit.
    """
    if limit is None:
        return True
    if view.currency != "PLN" or view.kind not in _WHOLE:
        return False
    try:
        return all(each <= limit for each in _sums(view))
    except ValueError:
        return False


def _sums(view: DocumentView) -> Iterator[Decimal]:
    yield _size(view.gross)
    yield sum((_size(each.net) + _size(each.vat) for each in view.totals), Decimal())
    yield sum((max(_size(row.net), _size(row.gross)) for row in view.lines), Decimal())
    yield sum((_size(row.vat) for row in view.lines), Decimal())
    yield sum(
        (_priced(row.quantity, row.unit_net_price or row.unit_gross_price) for row in view.lines), Decimal()
    )


def _priced(quantity: str, price: str) -> Decimal:
    return _size(quantity) * _size(price)


def _size(amount: str) -> Decimal:
    """How far an amount is from nothing; one that is not stated is nothing.

    Raises:
        ValueError: it is no amount.
    """
    if not amount:
        return Decimal()
    if not _AMOUNT.fullmatch(amount):
        raise ValueError(amount)
    return abs(Decimal(amount))
