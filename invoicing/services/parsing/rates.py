"""Matchers of what is said of VAT: the rate, and whether a price is net or gross."""

from __future__ import annotations

from dataclasses import dataclass

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import words

PERCENTS = frozenset({"23", "8", "5", "0"})
_VAT = ("vat", "vatu", "vatem", "ptu")
_LEADS = frozenset(words("vat vatu vatem stawka stawke stawki stawce ptu"))
_INVOICE = ("faktura", "fakture", "faktury", "fakturka", "fakturke", "fv", "f-vat", "rachunek")
_KINDS = {
    **dict.fromkeys(words("netto net nett"), PriceKind.NET),
    **dict.fromkeys(words("brutto brut gross"), PriceKind.GROSS),
}
_EXEMPT = frozenset(words("zw zwolnione zwolniony zwolniona zwolnienie"))
_AFTER_EXEMPT = ("z", "vat", "vatu", "podatku")


@dataclass(frozen=True, slots=True)
class Tax:
    """What the words say: a rate, a price kind, or both; `unknown` is a percentage that is no rate of ours."""

    end: int
    rate: str | None = None
    kind: PriceKind | None = None
    unknown: str | None = None


def tax_at(sheet: Sheet, at: int) -> Tax | None:
    """What is said of VAT by the tokens there."""
    token = sheet.tokens[at]
    if token.is_sign("+") or token.is_word("plus", "z", "w", "bez", "w tym", "ze"):
        return _with_preposition(sheet, at)
    if token.kind is Kind.WORD and token.folded in _KINDS:
        return Tax(at + 1, kind=_KINDS[token.folded])
    if token.kind is Kind.WORD:
        return _words(sheet, at) or _after_lead(sheet, at)
    return _percent(sheet, at)


def _with_preposition(sheet: Sheet, at: int) -> Tax | None:
    token, start = sheet.tokens[at], at + 1
    if token.is_word("w"):
        if not sheet.at(start).is_word("tym"):
            return None
        start += 1
    inner = _percent(sheet, start) or _after_lead(sheet, start)
    plain = sheet.at(start).is_word(*_VAT)
    if inner is None and not plain:
        return None
    end = inner.end if inner else start + 1
    if token.is_word("bez"):
        return Tax(end, rate="zw")
    if token.is_word("z", "ze") and inner:
        return inner
    kind = PriceKind.NET if token.is_sign("+") or token.is_word("plus") else PriceKind.GROSS
    return Tax(end, inner.rate if inner else None, kind, inner.unknown if inner else None)


def _words(sheet: Sheet, at: int) -> Tax | None:
    token, following = sheet.tokens[at], sheet.at(at + 1)
    if token.folded in _EXEMPT:
        end = at + 1
        while sheet.at(end).is_word(*_AFTER_EXEMPT) or (end == at + 1 and sheet.at(end).is_sign(".")):
            end += 1
        return Tax(end, rate="zw")
    if token.is_word("odwrotne", "reverse") and following.is_word("obciazenie", "charge"):
        return Tax(at + 2, rate="oo")
    if token.is_word("nie") and following.is_word("podlega"):
        end = at + 3 if sheet.at(at + 2).is_word("vat", "opodatkowaniu") else at + 2
        return Tax(end, rate="np")
    if token.is_word("np", "oo") and _stands_as_rate(sheet, at):
        return Tax(at + 1, rate=token.folded)
    return None


def _stands_as_rate(sheet: Sheet, at: int) -> bool:
    """Reads "np" is mostly "for example": a rate only at the end of what is said of a line, without its dot."""
    after = sheet.at(at + 1)
    return after.kind in {Kind.GAP, Kind.BREAK} or after.is_sign(",;")


def _after_lead(sheet: Sheet, at: int) -> Tax | None:
    """Reads "vat 8%", "stawka vat: zw", "VAT 23"."""
    if not sheet.at(at).is_word(*_LEADS):
        return None
    start = at + 1
    while sheet.at(start).is_word("vat", "podatku", "to", "wynosi") or sheet.at(start).is_sign(":=-"):
        start += 1
    after = sheet.at(start)
    if after.is_word("np", "oo", "zw"):
        return Tax(start + 2 if sheet.at(start + 1).is_sign(".") else start + 1, rate=after.folded)
    if after.is_word("zero", "zerowy", "zerowa"):
        return Tax(start + 1, rate="0")
    percent = _percent(sheet, start)
    if percent:
        return percent
    invoice = sheet.at(at - 1).is_word(*_INVOICE)
    if (
        after.kind is Kind.NUMBER
        and after.text in PERCENTS
        and not invoice
        and _nothing_counted(sheet, start + 1)
    ):
        return Tax(start + 1, rate=after.text)
    return None


def _nothing_counted(sheet: Sheet, at: int) -> bool:
    after = sheet.at(at)
    return after.kind in {Kind.GAP, Kind.BREAK} or after.is_sign(",;.") or after.folded in _KINDS


def _percent(sheet: Sheet, at: int) -> Tax | None:
    token, after = sheet.at(at), sheet.at(at + 1)
    if token.kind is not Kind.NUMBER:
        return None
    if after.is_sign("%") or after.is_word("proc", "procent"):
        end = at + 3 if sheet.at(at + 2).is_word(*_VAT) else at + 2
    elif after.is_word(*_VAT) and token.text in PERCENTS:
        end = at + 2
    else:
        return None
    if token.text in PERCENTS:
        return Tax(end, rate=token.text)
    return Tax(end, unknown=sheet.words(at, end))
