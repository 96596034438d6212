"""Money is Decimal, and one function rounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from invoicing.model.errors import InvalidAmount

GROSZ = Decimal("0.01")
_EXACT = Context(prec=60)  # wide enough for the longest quantity times the longest unit price


def to_grosze(amount: Decimal) -> Decimal:
    """Round half up to full grosze, halves away from zero (art. 106e ust. 11 VATA).

    Corrections mirror their originals because halves go away from zero on both sides.

    >>> to_grosze(Decimal("0.125")), to_grosze(Decimal("-0.125")), to_grosze(Decimal("-0.001"))
    (Decimal('0.13'), Decimal('-0.13'), Decimal('0.00'))
    """
    rounded = amount.quantize(GROSZ, rounding=ROUND_HALF_UP)
    return rounded or Decimal("0.00")  # no minus zero on an invoice


def product(one: Decimal, other: Decimal) -> Decimal:
    """The exact product; rounding comes once, afterwards."""
    return _EXACT.multiply(one, other)


def divided(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Parts of an amount in full grosze, in proportion to weights; what rounding leaves goes to the heaviest.

    >>> divided(Decimal("10000.00"), [Decimal(6150), Decimal(369000)])
    (Decimal('163.93'), Decimal('9836.07'))
    """
    whole = sum(weights, Decimal(0))
    parts = [to_grosze(_EXACT.divide(_EXACT.multiply(amount, weight), whole)) for weight in weights]
    heaviest = max(range(len(weights)), key=lambda at: weights[at])
    parts[heaviest] += amount - sum(parts, Decimal(0))
    return tuple(parts)


def check_number(number: Decimal, field: str, *, digits: int, decimals: int | None = None) -> None:
    """Refuse a number that FA(3) has no room for.

    Args:
        number: to be looked at.
        field: its name, for the sentence that explains.
        digits: allowed before the point (TKwotowy and TIlosci 16, TKwotowy2 14).
        decimals: allowed after it; None when it will be rounded.

    Raises:
        InvalidAmount: amount-format, amount-too-large or amount-decimals.
    """
    if not number.is_finite():
        raise InvalidAmount("amount-format", field=field, amount=str(number))
    if abs(number) >= Decimal(10) ** digits:
        raise InvalidAmount("amount-too-large", field=field, amount=str(number))
    exponent = number.normalize(_EXACT).as_tuple().exponent
    if decimals is not None and -int(exponent) > decimals:
        raise InvalidAmount("amount-decimals", field=field, amount=str(number))
