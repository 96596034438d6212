"""Which names somebody means by words in whatever form: "dojazdu" is the line "dojazd"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from invoicing.services.parsing.tokens import fold

_WORD = re.compile(r"\w+")
_SHORTEST = 3  # letters that two forms of a word share at least
_ENDING = 2  # letters by which forms of a word differ at most


def called(names: Sequence[str], hint: str) -> list[int]:
    """The indices of the names that are meant: first by the very words, else by forms of them.

    >>> called(["dojazd", "montaż szaf"], "montażu")
    [1]
    """
    said = fold(hint)
    same = [at for at, name in enumerate(names) if fold(name) == said]
    words = _WORD.findall(said)
    return same or [at for at, name in enumerate(names) if words and _has(_WORD.findall(fold(name)), words)]


def _has(name: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(_alike(word, other) for other in name) for word in words)


def _alike(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    if len(longer) - len(shorter) > _SHORTEST:
        return False
    pairs = enumerate(zip(word, other, strict=False))
    shared = next((at for at, pair in pairs if len({*pair}) > 1), len(shorter))
    return word == other or shared >= max(_SHORTEST, len(shorter) - _ENDING)
