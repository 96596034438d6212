"""Numbers as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from invoicing.services.parsing.spoken import number_in_words, says_number
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import THOUSANDS

_BLANKS = re.compile(r"[\s\u00a0\u202f'’]")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_MIXED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:,\d{3})+\.\d+")
LONGEST = 15  # digits before the point; FA(3) holds no more
DECIMALS = 8


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from tokens.

    Attributes:
        value: None when it cannot be a number of ours (1e309, 1.2.3, too many digits).
        end: index of the first token after it.
        doubtful: a comma or dot before three digits may be a decimal point or part thousands.
    """

    value: Decimal | None
    end: int
    doubtful: bool = False


def number_at(tokens: list[Token], at: int) -> Number | None:
    """The number that begins at this token: digits or a numeral, with k, tys. or mln behind it."""
    token = tokens[at]
    if token.kind is Kind.SCIENTIFIC:
        return Number(None, at + 1)
    if says_number(token):
        return Number(*number_in_words(tokens, at))
    if token.kind is not Kind.NUMBER:
        return None
    value, doubtful = _read(token.text)
    return _thousands(tokens, at, _and_a_half(tokens, Number(value, at + 1, doubtful)))


def _and_a_half(tokens: list[Token], number: Number) -> Number:
    """Reads "2 i pół"."""
    half = tokens[number.end : number.end + 2]
    if number.value is None or [token.folded for token in half] != ["i", "pol"]:
        return number
    return Number(number.value + Decimal("0.5"), number.end + 2)


def _thousands(tokens: list[Token], at: int, number: Number) -> Number:
    following = tokens[number.end] if number.end < len(tokens) else None
    if following is None or following.kind is not Kind.WORD or following.folded not in THOUSANDS:
        return number
    if following.folded == "k" and not following.glued and not _ends_amount(tokens, number.end + 1):
        return number
    end = number.end + 1
    if end < len(tokens) and tokens[end].is_sign(".") and following.folded in {"tys", "mln", "тис"}:
        end += 1
    value = number.value if number.end > at + 1 else _decimal(tokens[at].text.replace(",", "."))
    rest = number_at(tokens, end) if end < len(tokens) and tokens[end].kind is Kind.NUMBER else None
    if (
        value is not None
        and rest
        and rest.value is not None
        and following.folded != "k"
        and _adds_up(value, rest)
    ):
        return Number(value * THOUSANDS[following.folded] + rest.value, rest.end)
    return Number(value * THOUSANDS[following.folded] if value is not None else None, end)


def _adds_up(thousands: Decimal, rest: Number) -> bool:
    """Reads "2 tys. 300": whole thousands, and the hundreds behind them."""
    return thousands == int(thousands) and rest.value is not None and 100 <= rest.value < 1000


def _ends_amount(tokens: list[Token], at: int) -> bool:
    """Whether "2 k" is an amount, as nothing follows that a thing called k would do."""
    after = tokens[at] if at < len(tokens) else None
    if after is None or after.kind in {Kind.GAP, Kind.BREAK}:
        return True
    return after.is_sign(",;.+)") or after.is_word("netto", "brutto", "zl", "pln", "plus", "eur", "euro")


@lru_cache(maxsize=1024)  # each number is looked at by several readers
def _read(text: str) -> tuple[Decimal | None, bool]:
    compact = _BLANKS.sub("", text)
    if compact[:1] in {".", ","}:
        compact = f"0{compact}"  # .5 h
    if _MIXED.fullmatch(compact):
        thousands = "." if compact.rindex(",") > compact.rindex(".") else ","
        return _decimal(compact.replace(thousands, "").replace(",", ".")), False
    grouped = _GROUPED.fullmatch(compact)
    if grouped:
        several = compact.count(grouped[1]) > 1
        if grouped[1] == "." or several:
            return _decimal(compact.replace(grouped[1], "")), not several
        return _decimal(compact.replace(",", ".")), compact.endswith("0")
    if _PLAIN.fullmatch(compact):
        return _decimal(compact.replace(",", ".")), False
    return None, False


def _decimal(text: str) -> Decimal | None:
    whole, _, decimals = text.partition(".")
    if not _PLAIN.fullmatch(text) or not text.isascii() or len(whole) > LONGEST or len(decimals) > DECIMALS:
        return None
    return Decimal(text)
