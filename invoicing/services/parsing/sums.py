"""Whether an amount is what others come to, net or with tax."""

from __future__ import annotations

from decimal import Decimal

_GROSZ = Decimal("0.01")
_FACTORS = tuple(map(Decimal, ("1", "1.23", "1.08", "1.05")))


def agrees(said: Decimal, counted: Decimal) -> bool:
    """Whether the said sum is the counted one, with the tax of one rate or without.

    >>> agrees(Decimal("492"), Decimal("400")), agrees(Decimal("450"), Decimal("400"))
    (True, False)
    """
    return any(abs(said - counted * factor) < _GROSZ for factor in _FACTORS)
