"""What no other reader took, cut into fragments."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from invoicing.services.parsing.cases import case_at
from invoicing.services.parsing.cut import Cut
from invoicing.services.parsing.fragments import NAMING, Fragment, is_filler
from invoicing.services.parsing.items import Role
from invoicing.services.parsing.measures import DASHES, per_unit_at, stands_for_one, unit_at
from invoicing.services.parsing.neighbours import (
    closes_sum,
    end_of_price,
    is_base_of_share,
    passed_over,
)
from invoicing.services.parsing.numbers_placed import leave_unclear, take_number
from invoicing.services.parsing.rates import tax_at
from invoicing.services.parsing.reading_items import item_at
from invoicing.services.parsing.separating import is_label, separates
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, words
from invoicing.services.parsing.words_of_time import MONTHS

_PREPOSITIONS = ("na", "do", "od", "przy", "ze")
_TOTALS = frozenset(words("razem lacznie suma sumie total ogolem zaplaty calosc"))


def fragments(sheet: Sheet) -> list[Fragment]:
    """Cut what is left of the sentence, in one walk over the tokens."""
    cut, at = Cut(sheet), 0
    while at < len(sheet.tokens):
        at = _step(cut, at)
    cut.flush()
    return cut.done


def _step(cut: Cut, at: int) -> int:
    sheet, token = cut.sheet, cut.sheet.tokens[at]
    if token.is_sign(":=") and is_label(cut.now):
        cut.now = Fragment()
        return at + 1
    if separates(sheet, at, cut.now, cut.done):
        cut.flush(token)
        cut.now.aside = token.is_sign("(")
        return at + 1
    tax = tax_at(sheet, at)
    if tax:
        cut.now.rate = tax.rate or cut.now.rate
        settled = cut.now.kind and (tax.rate or (cut.now.total and cut.now.price))
        cut.now.kind = cut.now.kind if settled else tax.kind or cut.now.kind
        if tax.unknown:
            sheet.facts.doubt("vat_unknown", tax.unknown)
        cut.now.closed = cut.now.closed or bool(tax.rate and cut.now.named and cut.now.bare)
        return _per_unit_behind(cut, tax.end)
    passed = passed_over(sheet, at, priced=cut.now.price is not None or bool(cut.now.bare))
    if passed:
        listed = cut.now.named and bool(cut.now.bare) and sheet.at(passed - 1).is_sign(")")
        if cut.now.closed or listed:
            cut.flush()
        return passed
    item = item_at(sheet, at)
    if item:
        known = len(cut.now.words)
        doubtful = _is_range(cut, at) or is_base_of_share(sheet, at)
        end = leave_unclear(cut, item, at) if doubtful else take_number(cut, item, at)
        of_name = len(cut.now.words) > known > 0  # 300 zł za Windows 11 Pro
        priced = cut.now.named and cut.now.price is not None and not of_name
        cut.now.closed = cut.now.closed or priced
        return end
    _word(cut, token, at)
    return at + 1


def _is_range(cut: Cut, at: int) -> bool:
    """Reads "500-600 zł", "500 albo 600 zł": nobody knows which."""
    dash, before = cut.sheet.at(at - 1), cut.sheet.at(at - 2)
    joined = dash.is_sign("-–") and dash.glued and cut.sheet.at(at).glued and before.kind is Kind.NUMBER
    return joined or cut.alternative


def _per_unit_behind(cut: Cut, at: int) -> int:
    """Reads "180 zł netto/h": the unit of the price, behind what is said of VAT."""
    price = cut.now.price
    if price and price.currency is None and cut.sheet.at(at).folded in CURRENCIES:
        cut.now.price = price = replace(price, currency=CURRENCIES[cut.sheet.at(at).folded])
        at += 1  # "10k netto EUR"
    unit, end = per_unit_at(cut.sheet, at) if price else (None, at)
    if price and unit is None and stands_for_one(cut.sheet, at):
        unit, end = unit_at(cut.sheet, at)  # 0,08 zł netto szt
    if price and unit:
        cut.now.price = replace(price, unit=unit, role=Role.UNIT_PRICE)
    return end


def _word(cut: Cut, token: Token, at: int) -> None:
    of_size = token.kind is Kind.TIMES and cut.now.words and cut.now.words[-1].kind is Kind.NUMBER
    of_count = token.kind is Kind.TIMES and cut.sheet.at(at - 1).is_sign(".")  # 3szt.x18,99
    if _is_picture(token) or of_count or (token.kind is Kind.TIMES and not token.glued and not of_size):
        return
    if _is_alternative(cut, token):
        return
    if token.kind is Kind.WORD and token.folded in _TOTALS:
        if _closes_total(cut, at):
            return
        if cut.now.has_numbers:
            cut.flush()
        cut.now.total = True
        return
    if _begins_another(cut, token, at):
        cut.flush()
    if not cut.now.named and token.kind in NAMING and not is_filler(token):
        cut.now.named = True
        cut.now.case = case_at(cut.sheet, at, cut.now)
    cut.now.words.append(token)


def _is_alternative(cut: Cut, token: Token) -> bool:
    """Reads "500 zł albo 600 zł"; and "kilka", of which nobody knows how many it is."""
    if token.folded.startswith("kilk"):
        cut.sheet.facts.doubt("amount_unclear", token.text)
    other = token.is_word("albo", "lub", "ewentualnie") and cut.now.price is not None
    cut.alternative = cut.alternative or other
    return other


def _closes_total(cut: Cut, at: int) -> bool:
    """Reads "za 170 łącznie": the price that stands before it is of all, when no other follows."""
    bare = cut.now.bare if len(cut.now.bare) > 1 or cut.now.quantity else []
    price = cut.now.price or (bare[-1] if bare else None)
    follows = cut.sheet.at(at + 1).kind is Kind.NUMBER or cut.sheet.at(at + 2).kind is Kind.NUMBER
    if price is None or price.end < end_of_price(cut.sheet, at) or follows:
        return False
    if cut.now.price:
        cut.now.price = replace(price, role=Role.TOTAL)
    cut.now.total = True
    return True


def _is_purpose(cut: Cut, at: int) -> bool:
    """Reads "zaliczka 3000 zł na aplikację mobilną": what it is for, unless an amount of its own follows."""
    led = [cut.sheet.at(before).is_word(*_PREPOSITIONS) for before in (at - 1, at - 2)]
    return led[0] or (led[1] and cut.sheet.at(at + 1).kind is not Kind.NUMBER)


def _begins_another(cut: Cut, token: Token, at: int) -> bool:
    """Words after a priced name are another line, unless a sign joins them."""
    if token.kind is not Kind.WORD or (is_filler(token) and not token.is_word("za")):
        return False
    before = cut.sheet.at(at - 1)
    month = token.folded in MONTHS or cut.sheet.at(at + 1).folded in MONTHS
    goes_on = _is_purpose(cut, at) or (month and (before.is_word("za") or token.is_word("za")))
    loose = before.is_sign(DASHES) and not token.glued
    if token.is_word("za") and closes_sum(cut.sheet, at + 1):
        return False
    joined = before.kind is Kind.SIGN and not before.is_sign("%") and not loose
    return cut.now.closed and not joined and not goes_on


def _is_picture(token: Token) -> bool:
    """Emoji and control characters are no part of a name."""
    return token.kind is Kind.SIGN and unicodedata.category(token.text) in {"So", "Sk", "Cc", "Cn"}
