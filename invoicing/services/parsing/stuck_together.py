"""What is typed without blanks, said digit by digit or without its marks, as tokens the readers know."""

from __future__ import annotations

import re
from dataclasses import replace

from invoicing.services.parsing.declension import Case, nominative
from invoicing.services.parsing.tokens import Kind, Token, fold
from invoicing.services.parsing.words import CURRENCIES, NUMERALS, PAYMENT, THOUSANDS, UNITS

_DIGITS = {form: digit for form, digit in NUMERALS.items() if len(digit) == 1 and digit.isdecimal()}
_TERM_DAYS = re.compile(r"([^\W\d_]{4,12})(\d{1,2})([^\W\d_]{0,4})")
_BEFORE_DAYS = frozenset({*PAYMENT, "termin", "platne", "platnosc"})
_UNIT_TIMES = re.compile(r"([^\W\d_]{1,10}?)([xX])(\d+)([^\W\d_]{0,10})")
_STOVE = "piec"
_MEASURED = frozenset({*UNITS, *CURRENCIES, *THOUSANDS, *NUMERALS, "procent", "proc"})
_BLANK = re.compile(r"[ \u00a0\u202f]")
_LEAST_SIZE = 30  # 2x1 200 may be two at 1200
_DECIMALS = 2
_NIP_DIGITS = 10


def with_stoves(tokens: list[Token]) -> list[Token]:
    """Reads "piec + montaz": typed without marks it is five only before what is counted."""
    if not any(token.text.lower() == _STOVE for token in tokens):
        return tokens
    said = list[Token]()
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        five = after is not None and (
            after.folded in _MEASURED or nominative(after.text.lower(), Case.COUNTED) != after.text.lower()
        )
        stove = token.text.lower() == _STOVE and not five
        said.append(replace(token, folded="piecyk") if stove else token)
    return said


def taken_apart(tokens: list[Token]) -> list[Token]:
    """Reads "pięć dwa sześć zero ...": a number said digit by digit, as long as a NIP; and " / " as a comma."""
    said: list[Token] = []
    at = 0
    while at < len(tokens):
        end = at
        most = min(len(tokens), at + _NIP_DIGITS)  # what follows them is a quantity
        while end < most and tokens[end].kind is Kind.WORD and tokens[end].folded in _DIGITS:
            end += 1
        if end - at == _NIP_DIGITS:
            digits = "".join(_DIGITS[token.folded] for token in tokens[at:end])
            last = tokens[end - 1].end
            said.append(replace(tokens[at], kind=Kind.NUMBER, text=digits, folded=digits, end=last))
            at = end
            continue
        parted = _beyond_size(tokens, at)
        if parted:
            said.extend(parted)
            at += 1
            continue
        pointed = _with_point(tokens, at)
        said.extend([pointed] if pointed else _unglued(tokens, at) or [_as_comma(tokens, at)])
        at += 3 if pointed else 1
    return said


def _beyond_size(tokens: list[Token], at: int) -> list[Token] | None:
    """Reads "kołdra 160x200 189,00" as a size and a price: its digits are no thousands of one number."""
    token = tokens[at]
    grouped = _BLANK.search(token.text) if token.kind is Kind.NUMBER else None
    if grouped is None or at < 2 or not (token.glued and tokens[at - 1].glued):
        return None
    sized = tokens[at - 1].kind is Kind.TIMES and tokens[at - 2].text.isdecimal()
    if not sized or int(tokens[at - 2].text) < _LEAST_SIZE:
        return None
    first, rest = token.text[: grouped.start()], token.text[grouped.end() :]
    return [
        replace(token, text=first, folded=first, end=token.start + grouped.start()),
        replace(token, text=rest, folded=rest, start=token.start + grouped.end(), glued=False),
    ]


def _with_point(tokens: list[Token], at: int) -> Token | None:
    """Reads "2500 przecinek 50" as 2500,50."""
    ahead = tokens[at : at + 3]
    digits = [token.kind is Kind.NUMBER and token.text.isdecimal() for token in ahead]
    if (
        digits != [True, False, True]
        or not ahead[1].is_word("przecinek", "kropka")
        or len(ahead[2].text) > _DECIMALS
    ):
        return None
    number = f"{ahead[0].text},{ahead[2].text}"
    return replace(ahead[0], text=number, folded=number, end=ahead[2].end)


def _unglued(tokens: list[Token], at: int) -> list[Token] | None:
    """Reads "6godzx190" as 6 godz x 190."""
    token = tokens[at]
    days = _TERM_DAYS.fullmatch(token.text) if token.kind is Kind.WORD else None
    if days and fold(days[1]) in _BEFORE_DAYS:
        return _pieces(token, [days[1], days[2], days[3]])
    stuck = _UNIT_TIMES.fullmatch(token.text) if token.kind is Kind.WORD and token.glued else None
    if stuck is None or not (at and tokens[at - 1].kind is Kind.NUMBER) or fold(stuck[1]) not in UNITS:
        return None
    sign, digits, end = (token.start + stuck.start(part) for part in (2, 3, 4))
    return [
        replace(token, text=stuck[1], folded=fold(stuck[1]), end=sign),
        replace(token, kind=Kind.TIMES, text="x", folded="x", start=sign, end=digits, glued=False),
        replace(token, kind=Kind.NUMBER, text=stuck[3], folded=stuck[3], start=digits, end=end),
        *([replace(token, text=stuck[4], folded=fold(stuck[4]), start=end)] if stuck[4] else []),
    ]


def _pieces(token: Token, texts: list[str]) -> list[Token]:
    """Reads "przelew14dni" as its words and the number between them."""
    start, said = token.start, list[Token]()
    for text in filter(None, texts):
        kind = Kind.NUMBER if text.isdecimal() else Kind.WORD
        end = start + len(text)
        said.append(
            replace(token, kind=kind, text=text, folded=fold(text), start=start, end=end, glued=bool(said))
        )
        start = end
    return said


def _as_comma(tokens: list[Token], at: int) -> Token:
    token = tokens[at]
    loose = token.is_sign("/") and not token.glued and at + 1 < len(tokens) and not tokens[at + 1].glued
    return replace(token, text=",") if loose else token
