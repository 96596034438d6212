"""Readers of the buyer's name and address."""

from __future__ import annotations

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import UNITS, words

_LEADS = frozenset(words("dla nabywca nabywcy kupujacy klient klienta kontrahent kontrahenta odbiorca for"))
_FIRM = ("firmy", "firme", "firma", "pana", "pani", "spolki", "spolka", "spolke", "dane")
_COPULAS = ("rzecz", "to", "jest", "ma", "byc", "bedzie")
_STREETS = frozenset(words("ul ulica ulicy al aleja aleje os osiedle pl plac"))
_STOPS = frozenset(words("za nip na tytulem kwota kwote po z adres email mail usluga faktura fv"))
_JOINERS = frozenset(words("i z w oraz de von van & and of"))
_ENDS = frozenset({Kind.GAP, Kind.BREAK, Kind.EMAIL, Kind.POSTCODE, Kind.DATE})
_LONGEST_STREET = 14  # tokens
_LONGEST_NAME = 200  # characters; longer runs are no name


def read_address(sheet: Sheet) -> None:
    """A street and a postcode with its town."""
    parts: list[str] = []
    at = 0
    while at < len(sheet.tokens):
        end = _street_end(sheet, at) or _town_end(sheet, at)
        if end is None:
            at += 1
            continue
        parts.append(sheet.words(at, end))
        at = sheet.take(at, end)
    if parts:
        sheet.facts.address = ", ".join(parts)


def _street_end(sheet: Sheet, at: int) -> int | None:
    token = sheet.tokens[at]
    if token.kind is not Kind.WORD or token.folded not in _STREETS:
        return None
    dotted = sheet.at(at + 1).is_sign(".")
    end = at + 2 if dotted else at + 1
    if not sheet.at(end).text[:1].isupper() and not (dotted and sheet.at(end).kind is Kind.NUMBER):
        return None
    while end < len(sheet.tokens) and not _closes(sheet.tokens[end]) and end - at < _LONGEST_STREET:
        end += 1
        if _house_number_ends(sheet, end):
            break
    return end


def _house_number_ends(sheet: Sheet, end: int) -> bool:
    """A number closes a street, unless a letter or a flat follows: 5a, 5/7, 5 m. 7."""
    following = sheet.at(end)
    goes_on = following.is_sign("/") or following.glued or following.is_word("m", "lok")
    return sheet.tokens[end - 1].kind is Kind.NUMBER and not goes_on


def _town_end(sheet: Sheet, at: int) -> int | None:
    if sheet.tokens[at].kind is not Kind.POSTCODE or not sheet.at(at + 1).text[:1].isupper():
        return None
    end = at + 2
    while end < at + 4 and sheet.at(end).kind is Kind.WORD and sheet.at(end).text[:1].isupper():
        end += 1
    return end


def _closes(token: Token) -> bool:
    return token.is_sign(",;:()") or token.kind in _ENDS


def read_buyer_name(sheet: Sheet) -> None:
    """The words after dla, nabywca, na firme, up to where something else begins."""
    for at, token in enumerate(sheet.tokens):
        start = _name_start(sheet, at) if token.kind is Kind.WORD else None
        if start is None:
            continue
        end = _name_end(sheet, start)
        name = sheet.words(start, end).strip(" -–")
        if name and any(char.isalpha() for char in name):
            sheet.facts.buyer_name = sheet.facts.buyer_name or name[:_LONGEST_NAME]
        sheet.take(at, max(end, start))
        return
    _name_by_legal_form(sheet)


def _name_by_legal_form(sheet: Sheet) -> None:
    """Without any lead, capitalised words before sp. z o.o. or S.A. are a name all the same."""
    for at, token in enumerate(sheet.tokens):
        if token.kind is not Kind.LEGAL:
            continue
        start = at
        while sheet.at(start - 1).kind is Kind.WORD and sheet.at(start - 1).text[:1].isupper():
            start -= 1
        if start < at:
            sheet.facts.buyer_name = sheet.words(start, at + 1)
            sheet.take(start, at + 1)
        return


def _name_start(sheet: Sheet, at: int) -> int | None:
    token, start = sheet.tokens[at], at + 1
    onto = token.is_word("na") and (
        sheet.at(start).is_word(*_FIRM, "rzecz") or (sheet.at(start).text[:1].isupper() and at > 0)
    )
    if token.folded not in _LEADS and not onto:
        return None
    while sheet.at(start).is_sign(":") or sheet.at(start).is_word(*_FIRM, *_COPULAS):
        start += 1
    return start


def _name_end(sheet: Sheet, start: int) -> int:
    end, capitals = start, sheet.at(start).text[:1].isupper()
    while end < len(sheet.tokens) and not _stops(sheet, end, start, capitals=capitals):
        end += 1
    return end


def _stops(sheet: Sheet, at: int, start: int, *, capitals: bool) -> bool:
    token = sheet.tokens[at]
    if _closes(token) or (token.kind is Kind.NUMBER and _counts(sheet, at)):
        return True
    if token.is_sign("-–—+"):
        return not token.glued
    if token.kind is not Kind.WORD:
        return False
    if token.folded in _STOPS and at > start and not (token.folded == "z" and sheet.at(at + 1).is_word("o")):
        return True
    lower = capitals and not token.text[:1].isupper() and token.folded not in _JOINERS
    return lower and token.text.isalpha()


def _counts(sheet: Sheet, at: int) -> bool:
    """Whether the number begins a line rather than belonging to a name (Studio 54)."""
    following = sheet.at(at + 1)
    return not (following.is_sign(",;:") or following.kind in _ENDS) or following.folded in UNITS
