"""Matchers of what is said of VAT: the rate, and whether a price is net or gross."""

from __future__ import annotations

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.percents import Tax, dot_after, percent_at, rate_as_said
from invoicing.services.parsing.rate_words import (
    AFTER_EXEMPT,
    BETWEEN,
    COMMON,
    EXEMPT,
    INVOICE,
    LEADS,
    NAMED,
    PERCENTS,
    PREPOSITIONS,
    PRICE_KINDS,
    SHORT_KINDS,
    STUCK,
    VAT,
    may_say_tax,
)
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, UNITS


def tax_at(sheet: Sheet, at: int) -> Tax | None:
    """What is said of VAT by the tokens there."""
    token = sheet.tokens[at]
    if not may_say_tax(token):
        return None
    if token.is_sign("+") or token.is_word(*PREPOSITIONS):
        return _with_preposition(sheet, at)
    if token.kind is not Kind.WORD:
        return percent_at(sheet, at)
    if token.folded in COMMON and at + 1 < len(sheet.tokens):
        return _of_all(sheet, at)
    if token.folded in PRICE_KINDS:
        return _kind(sheet, at)
    return _short_kind(sheet, at) or _words(sheet, at) or _after_lead(sheet, at) or percent_at(sheet, at)


def _of_all(sheet: Sheet, at: int) -> Tax | None:
    """Reads "wszystko brutto", "całość na 8%"."""
    start = at + 2 if sheet.at(at + 1).is_word("po", "na", "ze", "z") else at + 1
    if sheet.at(start).folded in PRICE_KINDS:
        return _kind(sheet, start)
    return percent_at(sheet, start) or (_words(sheet, start) if start < len(sheet.tokens) else None)


def _kind(sheet: Sheet, at: int) -> Tax:
    """Net or gross, with a bare rate behind it when nothing else follows: 1200 brutto 8."""
    word = sheet.tokens[at].folded
    if _ends_with_rate(sheet, at + 1):
        return Tax(at + 2, rate=sheet.at(at + 1).text, kind=PRICE_KINDS[word])
    return Tax(dot_after(sheet, at + 1) if word in {"brut", "brt"} else at + 1, kind=PRICE_KINDS[word])


def _ends_with_rate(sheet: Sheet, at: int) -> bool:
    """Reads "1200 brutto 8": a rate alone behind the kind of price, and nothing behind it."""
    number, after = sheet.at(at), sheet.at(at + 1)
    before = sheet.at(at - 2)
    priced = before.kind is Kind.NUMBER or before.is_word("zl", "pln") or before.folded in COMMON
    return (
        priced
        and number.text in PERCENTS - {"0"}
        and (after.kind in {Kind.GAP, Kind.BREAK} or after.is_sign(",;"))
    )


def _with_preposition(sheet: Sheet, at: int) -> Tax | None:
    token, start = sheet.tokens[at], at + 1
    if token.is_word("w"):
        if not sheet.at(start).is_word("tym"):
            return None
        start += 1
    start += sheet.at(start).is_sign(".") and token.is_word("incl")
    if start >= len(sheet.tokens):
        return None
    inner = percent_at(sheet, start) or _after_lead(sheet, start)
    plain = sheet.at(start).is_word(*VAT)
    if inner is None and not plain:
        return None
    end = inner.end if inner else _beyond_sum(sheet, start + 1)
    if token.is_word("bez", "without", "без"):
        return Tax(end, rate="zw")
    if token.is_word("z", "ze", "з") and inner and not (plain and _is_worth(sheet.at(at - 1))):
        return inner  # "540 zł z VAT 8%" is gross
    kind = PriceKind.NET if token.is_sign("+") or token.is_word("plus") else PriceKind.GROSS
    return Tax(end, inner.rate if inner else None, kind, inner.unknown if inner else None)


def _beyond_sum(sheet: Sheet, at: int) -> int:
    """Reads "w tym VAT 230 zł": the sum of the tax says nothing more."""
    number = sheet.at(at)
    if number.kind is not Kind.NUMBER or number.text in PERCENTS or sheet.at(at + 1).is_sign("%"):
        return at
    return at + 2 if sheet.at(at + 1).folded in CURRENCIES else at + 1


def _short_kind(sheet: Sheet, at: int) -> Tax | None:
    """Reads "500n", "615 br.": one letter, right after a number or its currency, at the end of what is said."""
    token, before, after = sheet.tokens[at], sheet.at(at - 1), sheet.at(at + 1)
    if token.folded not in SHORT_KINDS or not (before.kind is Kind.NUMBER or before.is_word("zl", "pln")):
        return None
    dotted = after.is_sign(".") and after.glued
    beyond = sheet.at(at + 2) if dotted else after
    if dotted or beyond.kind in {Kind.GAP, Kind.BREAK} or beyond.is_sign(",;+") or beyond.folded in VAT:
        return Tax(at + 2 if dotted else at + 1, kind=SHORT_KINDS[token.folded])
    return None


def _words(sheet: Sheet, at: int) -> Tax | None:
    token, following = sheet.tokens[at], sheet.at(at + 1)
    if token.folded in EXEMPT:
        return _exempt(sheet, at)
    reversed_ = token.folded.startswith("odwrotn") and following.folded.startswith("obciazeni")
    if reversed_ or (token.is_word("reverse") and following.is_word("charge")):
        return Tax(at + 2, rate="oo")
    if token.is_word("nie") and following.is_word("podlega"):
        end = at + 3 if sheet.at(at + 2).is_word("vat", "vatowi", "opodatkowaniu") else at + 2
        return Tax(end, rate="np")
    if token.is_word("np") and following.folded.startswith("odwrotn"):
        return Tax(at + 3, rate="np")
    if token.is_word("np", "oo") and _stands_as_rate(sheet, at):
        return Tax(dot_after(sheet, at + 1), rate=token.folded)
    return _of_kind_zero(sheet, at)


def _exempt(sheet: Sheet, at: int) -> Tax:
    end = at + 1
    while sheet.at(end).folded in AFTER_EXEMPT or (end == at + 1 and sheet.at(end).is_sign(".")):
        end += 1
    return Tax(end, rate="zw")


def _of_kind_zero(sheet: Sheet, at: int) -> Tax | None:
    """Reads "0% WDT", "WDT" beside the price: which kind of zero it is, buyer and place of supply decide."""
    token = sheet.tokens[at]
    stands = sheet.at(at - 1).is_sign(",;%(") or sheet.at(at - 1).kind in {Kind.NUMBER, Kind.GAP, Kind.BREAK}
    if token.is_word("wdt", "wdt0") and (stands or sheet.at(at - 1).kind is Kind.WORD):
        inner = percent_at(sheet, at + 1) if at + 1 < len(sheet.tokens) else None
        return inner or Tax(at + 1, rate="0")
    return None


def _stands_as_rate(sheet: Sheet, at: int) -> bool:
    """Reads "np" is mostly "for example": a rate only at the end of what is said of a line, or of all."""
    after = sheet.at(at + 1)
    if after.is_sign("."):
        return sheet.at(at + 2).kind in {Kind.GAP, Kind.BREAK}
    if after.kind is Kind.NUMBER:  # "np 500 EUR" is said of money, "np 2 krzesła" is an example
        number = number_at(sheet.tokens, at + 1)
        behind = sheet.at(number.end).folded if number else ""
        return behind in PRICE_KINDS or behind in CURRENCIES
    joined = after.is_sign("+") or after.is_word("i", "oraz", "plus", "a")  # 17 np + usługa 200
    return (
        after.kind in {Kind.GAP, Kind.BREAK}
        or after.is_sign(",;)")
        or (_is_worth(sheet.at(at - 1)) and joined)
    )


def _after_lead(sheet: Sheet, at: int) -> Tax | None:
    """Reads "vat 8%", "stawka vat: zw", "VAT 23", "stawka osiem procent"."""
    stuck = STUCK.fullmatch(sheet.at(at).folded) if sheet.at(at).kind is Kind.WORD else None
    if stuck:
        return Tax(at + 2 if sheet.at(at + 1).is_sign("%") else at + 1, rate=stuck[1])
    if not sheet.at(at).is_word(*LEADS):
        return None
    start = at + 1
    while sheet.at(start).folded in BETWEEN or sheet.at(start).is_sign(":=-("):
        start += 1
    after = sheet.at(start)
    if after.kind is Kind.WORD and after.folded in NAMED:
        return Tax(dot_after(sheet, start + 1), rate=NAMED[after.folded])
    if after.is_word("zwolnienie", "zwolnione"):
        return _words(sheet, start)
    return percent_at(sheet, start) or _bare_rate(sheet, at, start)


def _bare_rate(sheet: Sheet, at: int, start: int) -> Tax | None:
    number = number_at(sheet.tokens, start) if start < len(sheet.tokens) else None
    rate = rate_as_said(sheet, start, number.end) if number and number.value is not None else None
    if number is None or rate not in PERCENTS or sheet.at(at - 1).folded in INVOICE:
        return None
    behind_price = _is_worth(sheet.at(at - 1)) and not _is_measured(sheet.at(number.end))
    return Tax(number.end, rate=rate) if behind_price or _nothing_counted(sheet, number.end) else None


def _is_worth(token: Token) -> bool:
    """Whether a price ends there."""
    return token.kind is Kind.NUMBER or token.folded in CURRENCIES or token.folded in PRICE_KINDS


def _is_measured(token: Token) -> bool:
    counted = token.kind in {Kind.NUMBER, Kind.TIMES} or token.is_sign("%/")
    return counted or token.folded in CURRENCIES or token.folded in UNITS


def _nothing_counted(sheet: Sheet, at: int) -> bool:
    after = sheet.at(at)
    return after.kind in {Kind.GAP, Kind.BREAK} or after.is_sign(",;.)+") or after.folded in PRICE_KINDS
