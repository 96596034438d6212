"""Currencies and units beside a number."""

from __future__ import annotations

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import (
    CURRENCIES,
    CURRENCY_ADJECTIVES,
    CURRENCY_SIGNS,
    SHAPES,
    UNIT_WITH_DOT,
    UNITS,
)

_HUNDREDS = ("stowa", "stowe", "stowy", "stow", "stowek", "stowka", "stowke")
_PER = ("za", "od", "per")
_PIECE = ("sztuka", "sztuke", "szt")
_MEASURING = frozenset({*CURRENCIES, *UNITS})
DASHES = "-–—−"


def leading_currency(sheet: Sheet, at: int) -> str | None:
    """Reads "PLN 4920", "zł 500": the currency first, and none behind the number."""
    token, number = sheet.at(at), sheet.at(at + 1)
    leads = token.kind is Kind.WORD and token.folded in CURRENCIES and number.kind is Kind.NUMBER
    if not leads or sheet.at(at - 1).kind is Kind.NUMBER or sheet.at(at + 2).folded in _MEASURING:
        return None
    return CURRENCIES[token.folded]


def currency_at(sheet: Sheet, at: int) -> tuple[str | None, int]:
    """The currency behind a number, and the end of what says it: zł, EUR, dolarów amerykańskich, ,-."""
    token = sheet.at(at)
    if token.is_sign(",.") and token.glued and sheet.at(at + 1).is_sign(DASHES) and sheet.at(at + 1).glued:
        currency, end = currency_at(sheet, at + 2)
        return (currency, end) if currency else ("PLN", at + 2)
    if token.kind is Kind.SIGN and token.text in CURRENCY_SIGNS:
        return CURRENCY_SIGNS[token.text], at + 1
    if sheet.at(at - 1).is_word(*_HUNDREDS) and token.folded not in CURRENCIES:
        return "PLN", at  # dwie stówy
    if token.kind is not Kind.WORD or token.folded not in CURRENCIES:
        return None, at
    end = at + 1
    if sheet.at(end).is_sign(".") and sheet.at(end).glued and token.folded in UNIT_WITH_DOT:
        end += 1
    which = CURRENCY_ADJECTIVES.get(sheet.at(end).folded) if sheet.at(end).kind is Kind.WORD else None
    return (which, end + 1) if which else (CURRENCIES[token.folded], end)


def unit_at(sheet: Sheet, at: int) -> tuple[str | None, int]:
    """The unit there, normalised, and its end."""
    token = sheet.at(at)
    if token.kind is not Kind.WORD or token.folded not in UNITS:
        return None, at
    if UNITS[token.folded] == "m":
        return _shaped(sheet, at)
    end = at + 1
    if sheet.at(end).is_sign(".") and sheet.at(end).glued and token.folded in UNIT_WITH_DOT:
        end += 1
    return UNITS[token.folded], end


def _shaped(sheet: Sheet, at: int) -> tuple[str, int]:
    """Metres: plain, running, square or cubic."""
    end = at + 1
    if sheet.at(end).is_sign(".") and sheet.at(end).glued and sheet.at(end + 1).folded in SHAPES:
        end += 1
    if sheet.at(end).is_sign("^") and sheet.at(end + 1).text in {"2", "3"}:
        return f"m{sheet.at(end + 1).text}", end + 2
    shape = SHAPES.get(sheet.at(end).folded) if sheet.at(end).kind is Kind.WORD else None
    if shape is None:
        return "m", at + 1
    end += 1
    if sheet.at(end).is_sign(".") and sheet.at(end).glued:
        end += 1
    return f"m{shape}", end


def stands_for_one(sheet: Sheet, at: int) -> bool:
    """Reads "45 zł strona", "20 zł szt.": the unit right behind the currency, and nothing measured by it."""
    token, after = sheet.at(at), sheet.at(at + 1)
    if token.is_word(*_PIECE):
        return True
    ends = after.kind in {Kind.GAP, Kind.BREAK} or after.is_sign(",;.)") or after.is_word("netto", "brutto")
    return token.kind is Kind.WORD and token.folded in UNITS and len(token.text) > 1 and ends


def per_unit_at(sheet: Sheet, at: int) -> tuple[str | None, int]:
    """Reads "/h", "za godzinę", "od sztuki", "netto/h"."""
    token = sheet.at(at)
    if sheet.at(at - 1).folded in CURRENCIES and stands_for_one(sheet, at):
        return unit_at(sheet, at)
    if not (token.is_sign("/") or token.is_word(*_PER)):
        return None, at
    start = at + 2 if sheet.at(at + 1).text == "1" else at + 1
    unit, end = unit_at(sheet, start)
    return (unit, end) if unit else (None, at)
