"""Where one fragment of a sentence ends and another begins."""

from __future__ import annotations

from collections.abc import Sequence

from invoicing.services.parsing.fragments import Fragment
from invoicing.services.parsing.rate_words import PRICE_KINDS
from invoicing.services.parsing.rates import tax_at
from invoicing.services.parsing.reading_items import item_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import words

_LABELS = frozenset(words("ile ilosc liczba cena kwota wartosc razem suma netto brutto vat jednostkowa"))
_NAME_LABELS = frozenset(
    words(
        "usługa usługi towar towaru towary produkt produktu produkty pozycje nazwa opis przedmiot pozycja treść za co"
    )
)
_SHORTENED = frozenset(
    words(
        "transp księg inform techn mater remont konserw serw ubezp proj prod mont rozm instal elektr hydr mieszk biur"
    )
)
_LONGEST_SHORT = 5  # letters of a word made short
_OF_ALL = ("ceny", "kwoty", "wartosci", "wszystko", "calosc")
_SPLITTERS = ("oraz", "i", "plus", "a", "dodatkowo", "takze", "ponadto")


def separates(sheet: Sheet, at: int, now: Fragment, done: Sequence[Fragment]) -> bool:
    """Whether the token there ends the fragment that is being cut."""
    token = sheet.tokens[at]
    if token.is_sign(":") and sheet.at(at - 1).folded in _LABELS:
        return False
    if token.kind in {Kind.GAP, Kind.BREAK} or token.is_sign(",;:|\t"):
        return True
    if token.is_sign("-–—") and not token.glued and sheet.at(at + 1).folded in PRICE_KINDS:
        return True  # "... po 18 - netto, 23%": of all of it
    if token.is_sign("()"):
        return _holds_number(sheet, at + 1) if token.text == "(" else now.aside
    return _ends_sentence(sheet, at, now) if token.is_sign(".") else _splits(sheet, at, now, done)


def _holds_number(sheet: Sheet, at: int) -> bool:
    """Whether brackets begin with a number, or with a word that leads to one: (5 szt.), (po 150 zł)."""
    start = at + 1 if sheet.at(at).is_word("po", "cena", "a", "ok") else at
    return item_at(sheet, start) is not None


def is_label(now: Fragment) -> bool:
    """Whether the words before a colon only announce a name: usługa, nazwa towaru."""
    said = [word.folded for word in now.words if word.folded not in _SPLITTERS]
    return bool(said) and set(said) <= _NAME_LABELS and not now.has_numbers


def _ends_sentence(sheet: Sheet, at: int, now: Fragment) -> bool:
    """A full stop, which is none within a number or an address of the web, nor behind a word made short."""
    if sheet.at(at + 1).glued and sheet.at(at + 1).kind is not Kind.GAP:
        return False
    last = now.words[-1] if now.words else None
    if _is_priced(now) or last is None:
        return True
    return len(last.text) > 3 and last.folded not in _SHORTENED and not _is_shortened(sheet, at, last)


def _is_shortened(sheet: Sheet, at: int, last: Token) -> bool:
    """Reads "obsł. kadr": a few letters that end in a consonant, and a small letter behind the dot."""
    after = sheet.at(at + 1)
    goes_on = after.kind is Kind.WORD and after.text.islower() and sheet.tokens[at].glued
    return goes_on and len(last.text) <= _LONGEST_SHORT and last.folded[-1] not in "aeiouy"


def _is_priced(now: Fragment) -> bool:
    return now.price is not None or bool(now.bare)


def _splits(sheet: Sheet, at: int, now: Fragment, done: Sequence[Fragment]) -> bool:
    token, after = sheet.tokens[at], sheet.at(at + 1)
    if token.is_word(*_OF_ALL) and after.folded in PRICE_KINDS:
        return True
    if token.is_word("i", "oraz") and _closes_list(sheet, at, now, done):
        return True
    counted = now.quantity is not None and now.quantity.unit is not None and now.named
    adds = counted and (token.is_sign("+") or token.is_word("plus"))
    splits = token.is_word(*_SPLITTERS) or token.is_sign("+&")
    return splits and (_is_priced(now) or adds) and tax_at(sheet, at) is None


def _closes_list(sheet: Sheet, at: int, now: Fragment, done: Sequence[Fragment]) -> bool:
    """Reads "lampa, krzesło i stół": what a comma parts and nobody priced."""
    before, beyond = done[-1] if done else None, sheet.at(at + 2)
    listed = before is not None and before.named and not before.has_numbers and sheet.at(at - 2).is_sign(",")
    last = beyond.kind in {Kind.GAP, Kind.BREAK} or beyond.is_sign(".,")
    return listed and last and now.named and not now.has_numbers
