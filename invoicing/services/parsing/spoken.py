"""Numbers said in words: each word is worth less than the one before it, or it begins another number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import NUMERALS, THOUSANDS

_WORTH = {word: Decimal(number) for word, number in NUMERALS.items()}
_MULTIPLIERS = {word: Decimal(number) for word, number in THOUSANDS.items() if word != "k"} | {
    word: worth for word, worth in _WORTH.items() if worth >= 1000
}
_POINT = "przecinek"
_MOST = 15  # words of a number
_HALF = Decimal("0.5")
_FRESH = Decimal(1000)
_HUGE = Decimal(10**9)


class _Adding:
    """Hundreds, tens and ones are gathered in a group, which a thousand or a million takes up."""

    def __init__(self) -> None:
        self.total, self.group = Decimal(0), Decimal(0)
        self._last, self._scale = _FRESH, _HUGE
        self.orderly = True

    def add(self, word: str) -> None:
        """Take one more word."""
        if word in _MULTIPLIERS:
            self._multiply(_MULTIPLIERS[word])
            return
        worth = _WORTH[word]
        self.orderly = self.orderly and _follows(self._last, worth)
        self.group += worth
        self._last = worth

    def _multiply(self, by: Decimal) -> None:
        self.orderly = self.orderly and by < self._scale
        self.total += (self.group or Decimal(1)) * by
        self.group, self._last, self._scale = Decimal(0), _FRESH, by

    @property
    def value(self) -> Decimal | None:
        """The number; None when its words are no number: dwa pięćdziesiąt, dziewiętnaście dziewięć."""
        return self.total + self.group if self.orderly else None


def _follows(last: Decimal, worth: Decimal) -> bool:
    """Whether a word may stand behind another in one group: sto dwadzieścia trzy, and no other way round."""
    if last == _FRESH:
        return True
    whole = worth == worth.to_integral_value() and worth > 0
    return whole and ((last >= 100 and worth < 100) or (20 <= last < 100 and worth < 10))


def says_number(token: Token) -> bool:
    """Whether a number in words may begin there."""
    return token.kind is Kind.WORD and token.folded in _WORTH


def number_in_words(tokens: Sequence[Token], at: int) -> tuple[Decimal | None, int]:
    """The number of the words there and its end: dwieście pięćdziesiąt, dwa tysiące trzysta, pięć i pół.

    A value of None is a run of words that makes no single number.
    """
    adding, start = _Adding(), at
    last = min(len(tokens), at + _MOST)
    while at < last and tokens[at].kind is Kind.WORD:
        word = tokens[at].folded
        if word in _WORTH or word in _MULTIPLIERS:
            adding.add(word)
        elif word == "i" and at + 1 < len(tokens) and tokens[at + 1].folded == "pol":
            adding.group += _HALF
            at += 1
        else:
            break
        at += 1
    if at > start and at + 1 < len(tokens) and tokens[at].is_word(_POINT) and says_number(tokens[at + 1]):
        return _with_decimals(adding.value, tokens, at + 1)
    return adding.value, at


def _with_decimals(whole: Decimal | None, tokens: Sequence[Token], at: int) -> tuple[Decimal | None, int]:
    """Reads "pięćset przecinek zero pięć", "dwa przecinek pięćdziesiąt"."""
    digits, end = digits_in_words(tokens, at, most=_MOST)
    if whole is None or whole != whole.to_integral_value() or not digits or len(digits) > 4:
        return None, end
    return Decimal(f"{whole:f}".partition(".")[0] + "." + digits), end


def digits_in_words(tokens: Sequence[Token], at: int, most: int) -> tuple[str, int]:
    """The digits of numbers said one after another: "pięćset dwadzieścia sześć sto dziesięć" are 526110."""
    digits, end, group = "", at, _Adding()
    while (
        end < min(len(tokens), at + most) and says_number(tokens[end]) and _WORTH[tokens[end].folded] < 1000
    ):
        before = group.group
        group.add(tokens[end].folded)
        if not group.orderly:
            digits, group = digits + f"{before:f}", _Adding()
            group.add(tokens[end].folded)
        end += 1
    if end > at:
        digits += f"{group.group:f}"
    return (digits if digits.isdecimal() else ""), end
