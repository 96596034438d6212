"""Reader of what an invoice refers to: an order, a contract, an offer with its number; it is written on the invoice."""

from __future__ import annotations

import re

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import CURRENCIES, UNITS

_THINGS = (
    "umow",
    "zamowieni",
    "zlecen",
    "ofert",
    "protokol",
    "order",
    "contract",
    "договор",
    "замовлен",
    "paragon",
    "wz",
    "zam",
    "zamow",
)
_WHOLE = frozenset({"wz", "zam", "zamow", "order", "orders"})
_STEMS = tuple(stem for stem in _THINGS if stem not in _WHOLE)
_PEOPLE = ("dawca", "dawcy", "biorca", "biorcy")
_NUMBER_WORDS = ("nr", "numer", "numeru", "no", "number", "z", "dnia", "o", "номер")
_BEFORE = ("do", "wg", "wedlug", "zgodnie", "z", "na", "podstawie", "dotyczy", "nr", "numer", "dot")
_CODE = re.compile(r"[A-Za-z]{1,6}-?\d[\w\-]*")
_PLAIN = re.compile(r"\d+")
_LONG = 5  # digits of a number that is no price
_PIECES = frozenset({Kind.NUMBER, Kind.CODE, Kind.DASHED, Kind.POSTCODE, Kind.DATE})


def read_references(sheet: Sheet) -> None:
    """An order or contract with its number becomes the note, unless another note was said."""
    for at, token in enumerate(sheet.tokens):
        ordered = token.is_word("zamow") and not sheet.at(at + 1).is_sign(".")  # "zamów 5 krzeseł"
        if token.kind is not Kind.WORD or ordered or not _is_thing(token.folded):
            continue
        end = _number_end(sheet, at)
        if end is None:
            continue
        start = at
        while start and (sheet.at(start - 1).is_word(*_BEFORE) or sheet.at(start - 1).is_sign(".")):
            start -= 1
        sheet.facts.note = sheet.facts.note or sheet.words(start, end).strip(" .,:")
        sheet.take(start, end)
        return


def _is_thing(word: str) -> bool:
    return word in _WHOLE or (word.startswith(_STEMS) and not word.endswith(_PEOPLE))


def _heads(sheet: Sheet, at: int) -> bool:
    """Whether nothing but the word for it leads to the number: then a colon tells it from a price."""
    before = sheet.at(at - 1)
    return before.kind in {Kind.GAP, Kind.BREAK} or before.is_word(*_BEFORE) or before.is_sign(",;.")


def _number_end(sheet: Sheet, at: int) -> int | None:
    """Where the number ends, when it is sure that it is one and no price."""
    start, named = at + 1, sheet.at(at - 1).is_word("nr", "numer")
    while sheet.at(start).is_word(*_NUMBER_WORDS) or sheet.at(start).is_sign(".:#"):
        named = (
            named or sheet.at(start).is_word("nr", "numer", "no", "number") or sheet.at(start).is_sign("#")
        )
        start += 1
    code = sheet.at(start).kind is Kind.WORD and _CODE.fullmatch(sheet.at(start).text)  # PO-4500012345
    if sheet.at(start).kind not in _PIECES and not code:
        return None
    end = start + 1
    while (sheet.at(end).is_sign("/-_") and sheet.at(end + 1).glued) or (
        sheet.at(end).glued and sheet.at(end).kind in {*_PIECES, Kind.WORD}
    ):
        end += 1
    after = sheet.at(end)
    priced = after.kind is Kind.WORD and (after.folded in CURRENCIES or after.folded in UNITS)
    plain = _PLAIN.fullmatch(sheet.words(start, end)) and len(sheet.words(start, end)) < _LONG
    short = sheet.at(at + 1).is_sign(".") and after.is_sign(",;")  # Zamów. 7781 / ...
    named = named or (_heads(sheet, at) and (after.is_sign(":") or short))  # "zamówienie 5512: buty 249 zł"
    amount = sheet.at(start).kind is Kind.NUMBER and not sheet.at(start).text.isdecimal() and end == start + 1
    return None if priced or amount or (plain and not named) else end
