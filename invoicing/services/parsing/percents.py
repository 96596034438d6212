"""Matchers of a percentage as a rate of VAT, and of a rate by its name."""

from __future__ import annotations

from dataclasses import dataclass

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.rate_words import (
    BETWEEN,
    LEADS,
    NAMED,
    PERCENT_WORDS,
    PERCENTS,
    PRICE_KINDS,
    SHARED,
    VAT,
)
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind


@dataclass(frozen=True, slots=True)
class Tax:
    """What the words say: a rate, a price kind, or both; `unknown` is a percentage that is no rate of ours."""

    end: int
    rate: str | None = None
    kind: PriceKind | None = None
    unknown: str | None = None


def dot_after(sheet: Sheet, at: int) -> int:
    """Where to go on behind a dot that touches what stands before it."""
    return at + 1 if sheet.at(at).is_sign(".") and sheet.at(at).glued else at


def rate_as_said(sheet: Sheet, at: int, end: int) -> str | None:
    """The number as a rate is written; None for 23,0 and what else is no whole number."""
    if sheet.at(at).kind is Kind.NUMBER:
        return sheet.at(at).text if end == at + 1 else None
    number = number_at(sheet.tokens, at)
    return format(number.value.normalize(), "f") if number and number.value is not None else None


def percent_at(sheet: Sheet, at: int) -> Tax | None:
    """The rate said in percent or by its name: 23%, osiem procent, ósemka VAT."""
    if at >= len(sheet.tokens) or sheet.at(at).kind not in {Kind.NUMBER, Kind.WORD}:
        return _named_before_vat(sheet, at)
    number = number_at(sheet.tokens, at)
    if number is None:
        return _named_before_vat(sheet, at)
    after, rate = sheet.at(number.end), rate_as_said(sheet, at, number.end)
    if (after.is_sign("%") or after.is_word(*PERCENT_WORDS)) and _is_part_of_something(
        sheet, at, number.end + 1
    ):
        return None
    if after.is_sign("%") or after.is_word(*PERCENT_WORDS):
        end = dot_after(sheet, number.end + 1) if after.is_word("proc", "pct") else number.end + 1
        end = end + 1 if sheet.at(end).is_word(*VAT, "podatku") else end
    elif after.is_word(*VAT) and rate in PERCENTS:
        end = number.end + 1
    else:
        return None
    if rate in PERCENTS:
        return Tax(end, rate=rate)
    return Tax(end, unknown=sheet.words(at, end))


def _is_part_of_something(sheet: Sheet, at: int, end: int) -> bool:
    """Reads "prowizja 5% od obrotu", "30% zaliczki": a share, and no rate of VAT."""
    led = sheet.at(at - 1).folded in LEADS | BETWEEN or sheet.at(at - 1).is_sign("+:=")
    after = sheet.at(end)
    named = after.kind is Kind.WORD and not after.is_word(*VAT, "podatku") and after.folded not in PRICE_KINDS
    return not led and (after.folded in SHARED or (named and rate_as_said(sheet, at, at + 1) not in PERCENTS))


def _named_before_vat(sheet: Sheet, at: int) -> Tax | None:
    """Reads "ósemka vat", "zerowy VAT"."""
    token = sheet.at(at)
    named = (
        token.kind is Kind.WORD
        and token.folded in NAMED
        and token.folded not in {"podstawowa", "podstawowy", "podst"}
    )
    after = sheet.at(at + 1)
    if token.folded in NAMED and after.is_word("stawka", "stawke", "stawki"):
        return Tax(at + 3 if sheet.at(at + 2).is_word(*VAT) else at + 2, rate=NAMED[token.folded])
    return Tax(at + 2, rate=NAMED[token.folded]) if named and after.is_word(*VAT) else None
