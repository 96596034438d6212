"""Reader of what costs nothing: "dojazd gratis" beside a price is no line."""

from __future__ import annotations

from invoicing.services.parsing.rate_words import PRICE_KINDS, VAT
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, words

_FREE = frozenset(
    words(
        "gratis gratisowy gratisowo bezpłatnie bezpłatny bezpłatna bezpłatne darmowy darmowa darmowe wliczone wliczony wliczona included"
    )
)
_PHRASES = frozenset({("za", "darmo"), ("w", "cenie"), ("bez", "oplat"), ("bez", "oplaty"),})  # fmt: skip
_JOINING = frozenset(words("i oraz plus a ale także dodatkowo"))
_LONGEST = 4  # words of a thing that is free


def read_free(sheet: Sheet) -> None:
    """Take off the words around gratis, za darmo and w cenie, up to a sign or a number; nobody pays for them."""
    at = 0
    while at < len(sheet.tokens):
        end = _free_end(sheet, at)
        if end is None or not _is_priced_elsewhere(sheet):
            at += 1
            continue
        start = at
        while start > at - _LONGEST and not _bounds(sheet.at(start - 1)):
            start -= 1
        if (
            sheet.at(start - 1).kind is Kind.NUMBER
            and sheet.at(start - 2).kind is not Kind.WORD
            and start < at
        ):
            start -= 1  # "2 próbki gratis"
        last = end
        while last < end + _LONGEST and not _bounds(sheet.at(last)):
            last += 1
        whole = sheet.at(last).kind is not Kind.NUMBER and sheet.at(start - 1).kind is not Kind.TIMES
        at = sheet.take(start, last) if whole else end


def _free_end(sheet: Sheet, at: int) -> int | None:
    token = sheet.tokens[at]
    if token.kind is not Kind.WORD or sheet.at(at - 1).folded in VAT:
        return None
    if token.folded in _FREE:
        return at + 1
    closed = (
        _bounds(sheet.at(at + 2)) and sheet.at(at + 2).kind is not Kind.NUMBER
    )  # "w cenie 200 zł" is a price
    return at + 2 if closed and sheet.folded(at, at + 2) in _PHRASES else None


def _is_priced_elsewhere(sheet: Sheet) -> bool:
    return any(token.kind is Kind.NUMBER for token in sheet.tokens)


def _bounds(token: Token) -> bool:
    """Whether what is free ends before the token: at a sign, a number, and what is said of a price."""
    if token.kind is not Kind.WORD:
        return True
    return token.folded in _JOINING or token.folded in CURRENCIES or token.folded in PRICE_KINDS
