"""Readers of how it is paid, of a discount and of a note."""

from __future__ import annotations

from decimal import Decimal

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import PAYMENT, words

_PAID = frozenset(words("zaplacono zaplacone zaplacona zaplacony oplacono oplacone oplacona oplacony"))
_UNPAID = frozenset(words("niezaplacone niezaplacona nieoplacone nieoplacona"))
_PAYMENT_LEADS = frozenset(
    words("platnosc platnosci platne platna platny zaplata zaplaty zaplacic forma sposob metoda juz w nie")
)
_NOTE_LEADS = ("uwaga", "uwagi", "notatka", "dopisek", "adnotacja", "dopisz")
_DISCOUNTS = ("rabat", "rabatu", "rabatem", "znizka", "znizki", "upust", "upustu")


def read_note(sheet: Sheet) -> None:
    """What is to be written on the invoice, to the end of the line: uwagi: ..."""
    for at, token in enumerate(sheet.tokens):
        if token.is_word(*_NOTE_LEADS):
            start = at + 2 if sheet.at(at + 1).is_sign(":") else at + 1
            end = start
            while end < len(sheet.tokens) and sheet.tokens[end].kind is not Kind.BREAK:
                end += 1
            sheet.facts.note = sheet.words(start, end).strip() or None
            sheet.take(at, min(max(end, start), len(sheet.tokens)))
            return


def read_discount(sheet: Sheet) -> None:
    """A discount in percent: rabat 10%, 10% rabatu."""
    for at, token in enumerate(sheet.tokens):
        found = _percent_near(sheet, at) if token.is_word(*_DISCOUNTS) else None
        if found is None:
            continue
        start, value, end = found
        if 0 < value < 100:
            sheet.facts.discount_percent = value
        else:
            sheet.facts.doubt("discount", sheet.words(start, end))
        sheet.take(start, end)
        return


def _percent_near(sheet: Sheet, at: int) -> tuple[int, Decimal, int] | None:
    after = number_at(sheet.tokens, at + 1) if at + 1 < len(sheet.tokens) else None
    if after and after.value is not None and sheet.at(after.end).is_sign("%"):
        return at, after.value, after.end + 1
    before = number_at(sheet.tokens, at - 2) if at >= 2 and sheet.at(at - 1).is_sign("%") else None
    if before and before.value is not None:
        return at - 2, before.value, at + 1
    return None


def read_payment(sheet: Sheet) -> None:
    """By what, and whether it has been paid: przelewem, zaplacono karta, nie zaplacono."""
    at = 0
    while at < len(sheet.tokens):
        token = sheet.tokens[at]
        if token.kind is Kind.WORD and (token.folded in PAYMENT or token.folded in _PAID | _UNPAID):
            at = _payment_at(sheet, at)
        else:
            at += 1


def _labels(sheet: Sheet, at: int) -> bool:
    return sheet.at(at).is_sign(":-") and sheet.at(at - 1).folded in _PAYMENT_LEADS


def _payment_at(sheet: Sheet, at: int) -> int:
    facts, start, end = sheet.facts, at, at
    while sheet.at(start - 1).folded in _PAYMENT_LEADS or _labels(sheet, start - 1):
        start -= 1
    while sheet.at(end).kind is Kind.WORD and sheet.at(end).folded in PAYMENT.keys() | _PAID | _UNPAID:
        word = sheet.at(end).folded
        if word in PAYMENT:
            facts.payment_method = PAYMENT[word]
        else:
            facts.paid = word in _PAID and "nie" not in sheet.folded(start, at)
        end += 1
    while sheet.at(end).is_word("juz", "gory") or sheet.folded(end, end + 2) == ("z", "gory"):
        end += 1
    return sheet.take(start, end)
