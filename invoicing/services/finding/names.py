"""Whether a name somebody typed, in any case form, is the name in the books."""

from __future__ import annotations

import re

from invoicing.services.parsing.tokens import fold

_SHORT = 5  # letters; of a word that is no longer all but the last must agree
_LONGEST_ENDING = 4
_LEGAL = frozenset(
    [
        "sp",
        "z",
        "o",
        "oo",
        "s",
        "a",
        "sa",
        "c",
        "k",
        "j",
        "p",
        "psa",
        "spolka",
        "spolki",
        "ograniczona",
        "odpowiedzialnoscia",
        "ltd",
        "gmbh",
        "llc",
    ]
)
START = 2
"""Letters with which a word of the name begins, whatever its case form."""


def folded_name(name: str) -> str:
    """A name as it is kept for searching: folded words, each with a blank before it.

    >>> folded_name("Zielony Ogród sp. z o.o.")
    ' zielony ogrod sp z o o'
    """
    return "".join(f" {word}" for word in re.findall(r"\w+", fold(name)))


def telling_words(words: str) -> tuple[str, ...]:
    """The folded words of a name that tell it from others: without its legal form, unless nothing else is left."""
    every = tuple(re.findall(r"\w+", fold(words)))
    return tuple(word for word in every if word not in _LEGAL) or every


def names_it(words: tuple[str, ...], folded: str) -> bool:
    """Whether each of the words is, bent somehow, a word of the folded name.

    >>> names_it(("zielonego", "ogrodu"), folded_name("Zielony Ogród sp. z o.o."))
    True
    >>> names_it(("budowa",), folded_name("Budex SA"))
    False
    """
    known = folded.split()
    return all(any(_same(word, each) for each in known) for word in words)


def _same(said: str, known: str) -> bool:
    common = 0
    for one, two in zip(said, known, strict=False):
        if one != two:
            break
        common += 1
    shorter = min(len(said), len(known))
    if any(letter.isdigit() for letter in said + known):
        return said == known
    enough = max(START, shorter - 1 if shorter <= _SHORT else shorter - 2)
    return common >= enough and max(len(said), len(known)) - common <= _LONGEST_ENDING
