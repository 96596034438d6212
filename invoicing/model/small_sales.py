"""The rule of 10 000 zł (art. 145m VATA): how much of a month is used up, and whether one more invoice fits in.

What counts is the sale with tax on the invoices that a month issued by this rule outside KSeF; the day of issue decides.
An invoice that need not be in KSeF anyway (for a consumer, of a total failure) does not count. The right is lost from
the invoice on that would go beyond the limit, and in the Ministry's view for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from invoicing.model.money import to_grosze
from invoicing.model.terms import ExchangeRate

LIMIT = Decimal("10000.00")
"""Zlotys a month, tax included; exactly so much is still within it."""
NEAR = Decimal("8000.00")
"""From here on people are warned: what they send next may be the invoice that costs them the right."""
_PLN = "PLN"
_NOTHING = Decimal("0.00")
_PARTS = 10


class Fit(StrEnum):
    """Whether an invoice may stay outside KSeF by the rule."""

    FITS = "fits"
    CROSSES = "crosses"  # it is the one that goes beyond the limit (art. 145m ust. 2)
    LOST = "lost"  # an earlier one has
    UNCOUNTED = "uncounted"  # no rate of exchange is known, so nobody can tell


@dataclass(frozen=True, slots=True)
class Crossing:
    """The invoice from which on the right is lost; `on` is its day of issue."""

    invoice_id: UUID
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Meter:
    """A month of a company that uses the rule.

    Attributes:
        month: its first day.
        used: zlotys on invoices issued in it by the rule.
        lost: the invoice that went beyond the limit, in this month or an earlier one.
    """

    month: date
    used: Decimal = _NOTHING
    lost: Crossing | None = None

    @property
    def left(self) -> Decimal:
        """What may still be issued."""
        return max(LIMIT - self.used, _NOTHING)

    @property
    def near(self) -> bool:
        """Whether the limit is near."""
        return self.used >= NEAR

    @property
    def parts(self) -> int:
        """Of ten parts of a bar how many are full: the last one only when nothing is left."""
        return min(int(self.used * _PARTS / LIMIT), _PARTS)

    def fit(self, amount: Decimal | None) -> Fit:
        """Whether so many zlotys more fit in; None where nobody knows how many they are.

        >>> Meter(date(2026, 11, 1), Decimal(9000)).fit(Decimal(1000)).value
        'fits'
        >>> Meter(date(2026, 11, 1), Decimal(9000)).fit(Decimal("1000.01")).value
        'crosses'
        """
        if self.lost is not None:
            return Fit.LOST
        if amount is None:
            return Fit.UNCOUNTED
        return Fit.CROSSES if self.used + amount > LIMIT else Fit.FITS

    def after(self, amount: Decimal | None) -> Meter:
        """The month with that invoice in it."""
        return Meter(self.month, self.used + (amount or _NOTHING), self.lost)


def counted(gross: Decimal, currency: str, rate: ExchangeRate | None) -> Decimal | None:
    """What an invoice adds to its month, in zlotys; None where its currency has no rate yet.

    A correction that lowers a sale adds nothing, and gives no room back: of corrections the law says nothing, and an
    invoice in KSeF is never wrong.

    >>> counted(Decimal("-100.00"), "PLN", None), counted(Decimal("100.00"), "EUR", None)
    (Decimal('0.00'), None)
    """
    if currency == _PLN:
        return max(gross, _NOTHING)
    return max(to_grosze(gross * rate.rate), _NOTHING) if rate else None
