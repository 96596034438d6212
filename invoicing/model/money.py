"""Money is Decimal, and one function rounds."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

GROSZ = Decimal("0.01")


def to_grosze(amount: Decimal) -> Decimal:
    """Round half up to full grosze, halves away from zero (art. 106e ust. 11 VATA).

    Corrections mirror their originals because halves go away from zero on both sides.

    >>> to_grosze(Decimal("0.125")), to_grosze(Decimal("-0.125")), to_grosze(Decimal("-0.001"))
    (Decimal('0.13'), Decimal('-0.13'), Decimal('0.00'))
    """
    rounded = amount.quantize(GROSZ, rounding=ROUND_HALF_UP)
    return rounded or Decimal("0.00")  # no minus zero on an invoice
