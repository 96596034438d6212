"""Numbers and times as FA(3) spells them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal


def money(amount: Decimal) -> str:
    """An amount with exactly two decimals and no minus zero; more decimals stay and the schema refuses them.

    >>> money(Decimal("100")), money(Decimal("-0.00"))
    ('100.00', '0.00')
    """
    return price(amount)


def price(amount: Decimal) -> str:
    """A unit price: at least two decimals, as many more as it needs.

    >>> price(Decimal("200")), price(Decimal("0.1250"))
    ('200.00', '0.125')
    """
    whole, _, decimals = quantity(amount).partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def quantity(number: Decimal) -> str:
    """A plain decimal number without an exponent or idle zeros.

    >>> quantity(Decimal("2.50")), quantity(Decimal("1E+3"))
    ('2.5', '1000')
    """
    said = f"{number:f}"
    if "." in said:
        said = said.rstrip("0").rstrip(".")
    return "0" if said in {"-0", ""} else said


def utc(moment: datetime) -> str:
    """A moment in UTC to the second, as DataWytworzeniaFa wants it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
