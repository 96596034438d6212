"""Numbers as replies carry them: decimal strings, for templates to put into words."""

from __future__ import annotations

from decimal import Decimal


def plain(number: Decimal) -> str:
    """A number without needless zeros: 2, 0.5, 10.

    >>> plain(Decimal("10.00")), plain(Decimal("0.50"))
    ('10', '0.5')
    """
    return format(number.normalize(), "f")


def price(amount: Decimal) -> str:
    """A unit price with at least two decimals, and all it has beyond them.

    >>> price(Decimal("200")), price(Decimal("1.2345"))
    ('200.00', '1.2345')
    """
    exact = amount.normalize()
    decimals = -int(exact.as_tuple().exponent)
    return format(exact, f".{max(2, decimals)}f")
