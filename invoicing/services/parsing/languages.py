"""Words of other languages become the Polish ones the readers know; what was typed stays beside them for names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from invoicing.services.parsing import english_phrases, english_words, ukrainian
from invoicing.services.parsing.english import with_prepositions
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import words

Phrases = Mapping[tuple[str, ...], tuple[str, ...]]

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")
_POLISH = frozenset(
    words(
        "dla faktura fakture faktury faktur fakturke fv fvat wystaw wystawic zl zlotych prosze poprosze za na po netto"
        " brutto przelew przelewem gotowka karta dni godz godzin szt termin zaplacono co jak czy kiedy ile sie jest"
        " zmien dodaj usun pokaz wyslij anuluj czesc dzien dobry korekta nie mi od"
    )
)
_WEAK = frozenset(words("to by at on in of"))
"""English only among other English words."""
_LONGEST = 5  # words of a phrase


def in_polish(tokens: list[Token]) -> list[Token]:
    """The tokens with the keywords of Ukrainian and English folded to Polish ones; a foreign name is left alone."""
    if any(_CYRILLIC.search(token.text) for token in tokens):
        return Walk(tokens, ukrainian.PHRASES, ukrainian.WORDS).done()
    if _is_english(tokens):
        plain = [_without_commas(token) for token in tokens]
        return with_prepositions(Walk(plain, english_phrases.PHRASES, english_words.WORDS).done())
    if any(token.folded in ukrainian.LATIN for token in tokens):
        return Walk(tokens, {}, ukrainian.LATIN).done()
    return tokens


def _is_english(tokens: list[Token]) -> bool:
    said = [token.folded for token in tokens if token.kind is Kind.WORD]
    foreign = sum(word in english_words.MARKS for word in said)
    polish = sum(word in _POLISH for word in said)
    every = sum(word in english_words.WORDS or word in _WEAK for word in said)
    return foreign > polish or (polish == 0 and every > 1)


def _without_commas(token: Token) -> Token:
    """An English comma parts thousands: $1,200."""
    grouped = token.kind is Kind.NUMBER and _GROUPED.fullmatch(token.text)
    return replace(token, text=token.text.replace(",", "")) if grouped else token


class Walk:
    """Goes over the tokens once; the longest phrase that fits wins, then the word."""

    def __init__(self, tokens: list[Token], phrases: Phrases, each: Mapping[str, str]) -> None:
        self._tokens, self._phrases, self._each = tokens, phrases, each

    def done(self) -> list[Token]:
        """All tokens in Polish."""
        answer: list[Token] = []
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.kind is not Kind.WORD:
                answer.append(token)
                at += 1
                continue
            length, polish = self._said(at)
            answer.extend(_spoken(self._tokens[at : at + length], polish))
            at += length
        return answer

    def _said(self, at: int) -> tuple[int, tuple[str, ...]]:
        ahead = self._tokens[at : at + _LONGEST]
        kinds = [token.kind is Kind.WORD for token in ahead]
        most = kinds.index(False) if False in kinds else len(ahead)
        said = tuple(_plain(token.folded) for token in ahead[:most])
        for length in range(most, 0, -1):
            polish = self._phrases.get(said[:length])
            if polish is not None:
                return length, polish
        word = said[0]
        return 1, (self._each.get(word, word),)


def _plain(word: str) -> str:
    return word.replace("’", "'").replace("ʼ", "'")


def _spoken(tokens: list[Token], polish: tuple[str, ...]) -> list[Token]:
    """As many tokens as the Polish has words; each keeps the place of what was typed."""
    first, last = tokens[0], tokens[-1]
    if len(polish) == 1 and len(tokens) == 1:
        return [first] if first.folded == polish[0] else [replace(first, folded=polish[0])]
    spare = len(polish) - len(tokens)
    places = [*tokens[: len(polish)], *([last] * max(spare, 0))]
    return [replace(place, folded=word) for place, word in zip(places, polish, strict=True)]
