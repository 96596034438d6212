"""Reads a number with its sign, currency and unit, and what the words around it make of it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.grosze import with_grosze
from invoicing.services.parsing.items import Item, Role
from invoicing.services.parsing.measures import currency_at, leading_currency, per_unit_at, unit_at
from invoicing.services.parsing.rate_words import PRICE_KINDS
from invoicing.services.parsing.rates import tax_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.things import UNIT_PRICE_LEADS, names_a_thing
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, CURRENCY_SIGNS, NUMERALS, UNITS

_UNITS_FIRST = frozenset(("szt", "sztuk", "sztuki", "godz", "godzin", "kg", "kpl", "egz", "km", "m2"))
_TOTAL_LEADS = ("calosc", "za", "razem", "lacznie", "sumie", "ogolem", "total", "суму", "за")
_PRICES = ("cena", "cene", "cenie", "jednostkowa", "jedn")
_QUANTITY_LEADS = ("ilosc", "liczba")
_MOST_SIGNS = 4  # between a label and its number
_EACH = ("kazda", "kazdy", "kazde", "each", "apiece")
_DASHES = "-–—−"
_DAY_LIKE = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])\.(?:0[1-9]|1[0-2])")

_NEVER = frozenset({Kind.GAP, Kind.BREAK, Kind.EMAIL, Kind.LEGAL, Kind.TIMES})
"""What no number begins with."""
_OPENING = frozenset({*NUMERALS, *_UNITS_FIRST, *CURRENCIES, "minus"})
"""Words a number with its unit may begin with."""
_UNTAXED = ("zw", "np", "oo")


def item_at(sheet: Sheet, at: int) -> Item | None:
    """The number that begins there, with its sign, currency and unit."""
    if not _may_be_number(sheet.at(at)):
        return None
    before = _unit_before(sheet, at) if at < len(sheet.tokens) else None
    if before:
        return before
    start, negative = _sign(sheet, at)
    sign = CURRENCY_SIGNS.get(sheet.at(start).text) or leading_currency(sheet, start)
    if sign:
        start += 1
    number = number_at(sheet.tokens, start) if start < len(sheet.tokens) else None
    if number is None or names_a_thing(sheet, start, number.end):
        return None
    numeral = sheet.tokens[start].kind is Kind.WORD
    currency, end = (sign, number.end) if sign else currency_at(sheet, number.end)
    bare = Item(Role.BARE, number.value, number.end, None, None, negative, number.doubtful, numeral)
    bare = replace(bare, day_like=_DAY_LIKE.fullmatch(sheet.tokens[start].text) is not None)
    if _in_grosze(sheet, at, number.end):
        return replace(_hundredth(bare), role=Role.UNIT_PRICE, end=number.end + 1, currency="PLN")
    if not currency:
        return _without_currency(sheet, at, start, bare)
    value, end = with_grosze(sheet, bare.value, end, numeral=numeral)
    per, end = per_unit_at(sheet, end)
    each = sheet.at(end).is_word(*_EACH)
    role = Role.UNIT_PRICE if per or each or _led(sheet, at) else _money_role(sheet, at)
    return replace(
        bare,
        value=value,
        role=role,
        end=end,
        unit=per,
        currency=currency,
        doubtful=bare.doubtful and _decimal_comma(sheet, start),
    )


def _may_be_number(token: Token) -> bool:
    """Whether a number with its sign, unit and currency can begin with it: most tokens are asked, few are."""
    if token.kind is Kind.WORD:
        return token.folded in _OPENING
    return token.kind not in _NEVER


def _unit_before(sheet: Sheet, at: int) -> Item | None:
    """Reads "szt. 2", "kg: 5", "ilość szt. 10"."""
    token = sheet.tokens[at]
    counts = token.kind is Kind.WORD and token.folded in _UNITS_FIRST
    if not counts or sheet.at(at - 1).kind is Kind.NUMBER or sheet.at(at - 1).is_sign("/"):
        return None
    unit, end = unit_at(sheet, at)
    while sheet.at(end).is_sign(":-="):
        end += 1
    number = number_at(sheet.tokens, end) if sheet.at(end).kind is Kind.NUMBER else None
    if number is None or currency_at(sheet, number.end)[0] or unit_at(sheet, number.end)[0]:
        return None
    return Item(Role.QUANTITY, number.value, number.end, unit, doubtful=number.doubtful)


def _decimal_comma(sheet: Sheet, at: int) -> bool:
    return "," in sheet.tokens[at].text


def _in_grosze(sheet: Sheet, at: int, end: int) -> bool:
    """Reads "po 12 gr" is money; "500 gr sera" is weight."""
    return sheet.at(end).is_word("grosz", "grosze", "groszy") or (
        _led(sheet, at) and sheet.at(end).is_word("gr")
    )


def _hundredth(item: Item) -> Item:
    return replace(item, value=None if item.value is None else item.value / 100)


def _money_role(sheet: Sheet, at: int) -> Role:
    before = sheet.at(at - 1)
    if before.kind is Kind.TIMES:
        return Role.UNIT_PRICE
    if before.is_sign("="):
        return Role.TOTAL  # 10 szt. = 200 zł
    return Role.TOTAL if before.is_word(*_TOTAL_LEADS) else Role.PRICE


def _without_currency(sheet: Sheet, at: int, start: int, bare: Item) -> Item:
    end, comma = bare.end, _decimal_comma(sheet, start)
    per, after = per_unit_at(sheet, end)
    if per:
        return _as(bare, Role.UNIT_PRICE, after, per, doubtful=comma and bare.doubtful)
    counted = _hours_and_minutes(sheet, bare) or _as_count(
        sheet, at, bare, doubtful=bare.doubtful and not comma
    )
    if counted:
        return counted
    role = _bare_money_role(sheet, at, end)
    return _as(bare, role, end, doubtful=comma and bare.doubtful) if role else bare


def _as_count(sheet: Sheet, at: int, bare: Item, *, doubtful: bool) -> Item | None:
    counted = _counted(sheet, at, bare.end)
    return _as(bare, Role.QUANTITY, counted[1], counted[0], doubtful=doubtful) if counted else None


def _bare_money_role(sheet: Sheet, at: int, end: int) -> Role | None:
    """What a number without a currency is, when the words around call it money."""
    if _led(sheet, at):
        return Role.UNIT_PRICE
    if sheet.at(at - 1).is_sign("="):
        return Role.TOTAL  # 1000 + VAT = 1230
    tax = tax_at(sheet, end) if end < len(sheet.tokens) else None
    return _money_role(sheet, at) if tax and (tax.kind or tax.rate in _UNTAXED) else None


def _hours_and_minutes(sheet: Sheet, item: Item) -> Item | None:
    """Reads "2 h 30 min", "1:30 h" as hours, where they come out even."""
    unit, after = unit_at(sheet, item.end)
    if unit == "godz." and sheet.at(after).kind is Kind.NUMBER and unit_at(sheet, after + 1)[0] == "min.":
        end = unit_at(sheet, after + 1)[1]
    elif sheet.at(item.end).is_sign(":") and sheet.at(item.end).glued and sheet.at(item.end + 1).glued:
        after = item.end + 1
        unit, end = unit_at(sheet, after + 1)
    else:
        return None
    minutes = sheet.at(after).text
    if unit != "godz." or item.value is None or not re.fullmatch("[0-5]?[0-9]", minutes) or int(minutes) % 3:
        return None
    hours = (item.value + Decimal(minutes) / 60).normalize()
    return replace(item, role=Role.QUANTITY, value=hours, end=end, unit=unit)


def _counted(sheet: Sheet, at: int, end: int) -> tuple[str | None, int] | None:
    """The unit, if any, and the end of a number that counts things: 2 h, 2 x, ilość: 2."""
    unit, after = unit_at(sheet, end)
    if unit:
        return unit, after
    if sheet.at(end).is_word("razy", "krotnie"):
        return None, end + 1
    if sheet.at(end).kind is Kind.TIMES:
        return None, end + 1
    return (None, end) if _led(sheet, at, _QUANTITY_LEADS) else None


def _as(item: Item, role: Role, end: int, unit: str | None = None, *, doubtful: bool) -> Item:
    return replace(item, role=role, end=end, unit=unit, doubtful=doubtful)


def _sign(sheet: Sheet, at: int) -> tuple[int, bool]:
    """A minus belongs to the number it touches, unless it joins it to what stands before."""
    token = sheet.at(at)
    if token.is_word("minus"):
        return at + 1, True
    touches = token.is_sign(_DASHES) and sheet.at(at + 1).glued
    return (
        (at + 1, True)
        if touches and not (token.glued and sheet.at(at - 1).kind is Kind.NUMBER)
        else (at, False)
    )


def _led(sheet: Sheet, at: int, leads: tuple[str, ...] = UNIT_PRICE_LEADS) -> bool:
    start = at - 1
    while start > at - _MOST_SIGNS and (
        sheet.at(start).is_sign(":=.")
        or sheet.at(start).is_word("jedn", "wynosi")
        or (sheet.at(start).folded in PRICE_KINDS and sheet.at(start - 1).is_word(*_PRICES))
    ):
        start -= 1
    if sheet.at(start).folded in UNITS and sheet.at(start - 1).is_word("za", "od", "1"):
        start -= 2  # cena za sztukę 20 zł
    before = sheet.at(start)
    if before.is_word("na") and leads is _QUANTITY_LEADS:
        before = sheet.at(start - 1)
    return before.is_word(*leads) or (before.is_sign("@") and leads is UNIT_PRICE_LEADS)
