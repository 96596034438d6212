"""Cells of a table as people fill them in: numbers with a comma, rates in percent, units as they are written."""

from __future__ import annotations

import re
from decimal import Decimal

from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.words import UNITS

_MONEY = re.compile(r"(?:zł|zl|pln|złotych)\.?$", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,8})?")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:([.,])\d{3})+")
_RATES = {"23": "23", "8": "8", "5": "5", "0": "0", "zw": "zw", "np": "np", "oo": "oo"}
_SHARES = {Decimal("0.23"): "23", Decimal("0.08"): "8", Decimal("0.05"): "5", Decimal(0): "0"}
_LONGEST_UNIT = 20


def number_in(cell: str, decimals: str) -> Decimal | None:
    """The number in a cell; None for what is none, or could be two.

    Args:
        cell: as it stands there.
        decimals: the sign before the fraction in this table, "," or "."; "" while no cell has told.

    >>> number_in("1 234,50 zł", ","), number_in("1.234,50", ","), number_in("1,234.50", "."), number_in("1.234", ",")
    (Decimal('1234.50'), Decimal('1234.50'), Decimal('1234.50'), None)
    """
    text = re.sub(r"[\s\u00a0\u202f']", "", cell)
    text = _MONEY.sub("", text)
    grouped = _THOUSANDS.fullmatch(text)
    if grouped is not None and decimals and grouped[1] != decimals:
        return None  # 1.234 beside 12,50: a thousand or one, nobody knows
    if "," in text and "." in text:
        last = max(text.rfind(","), text.rfind("."))
        text = re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    text = text.replace(",", ".")
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def decimal_sign(cells: list[str]) -> str:
    """What stands before fractions: told by the cells where it can be nothing else."""
    for cell in cells:
        found = re.search(r"([.,])\d{1,2}(?:\s*(?:zł|pln))?\s*$", cell, re.IGNORECASE)
        if found:
            return found[1]
    return ""


def rate_in(cell: str) -> str | None:
    """The rate of VAT that a cell says, as sentences say it; None for one that is none.

    >>> rate_in("23%"), rate_in("0,08"), rate_in("ZW."), rate_in("23,00 %"), rate_in("7")
    ('23', '8', 'zw', '23', None)
    """
    text = fold(cell).replace("%", "").replace(",", ".").replace(" ", "").rstrip(".")
    text = text.removeprefix("vat")
    if text in _RATES:
        return _RATES[text]
    if not re.fullmatch(r"\d{1,2}(?:\.\d{1,4})?", text):
        return None
    value = Decimal(text)
    share = None if "%" in cell else _SHARES.get(value.normalize() if value else Decimal(0))
    whole = _RATES.get(format(value.normalize(), "f")) if value == value.to_integral_value() else None
    return share or whole


def unit_in(cell: str) -> str | None:
    """The unit in a cell, in the words of an invoice where it is a usual one."""
    text = " ".join(cell.split())
    return UNITS.get(fold(text)) or UNITS.get(fold(text).rstrip(".")) or text[:_LONGEST_UNIT] or None
