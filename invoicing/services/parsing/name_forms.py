"""Whether two words are forms of one: names are bent in Polish, and typed without diacritics.

Deterministic: each word gives the stems it may have (its endings taken off, softened consonants hardened, a fleeting
e dropped); two words that share a stem may be forms of one another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.words import words

_ENDINGS = words(
    "iego iemu iami iach owie ego emu iej imi ymi ach ami iem owi ych ich ii ji ie em om ow im ym ej ia a ą e ę i o u y"
)
_HARD = (
    ("zdzi", "zd"),
    ("sci", "st"),
    ("dzi", "d"),
    ("dz", "g"),
    ("rz", "r"),
    ("ci", "t"),
    ("c", "k"),
    ("sz", "ch"),
    ("z", "g"),
    ("i", ""),
)
_FLEETING = re.compile(r"(?P<stem>.*[^aeiouy])i?e(?P<last>[^aeiouy])")
_SHORTEST = 2  # letters of a stem
_LEGAL = frozenset(
    words(
        "sp z oo o s a sa c k j p psa spolka spolki spolce ograniczona odpowiedzialnoscia komandytowa jawna ltd gmbh llc inc sro"
    )
)


@lru_cache(maxsize=16_384)
def stems(word: str) -> frozenset[str]:
    """The stems a folded word may have."""
    bare = {word}
    for ending in _ENDINGS:
        cut = word.removesuffix(ending)
        if cut != word and len(cut) >= _SHORTEST:
            bare.add(cut)
            bare |= {cut.removesuffix(soft) + hard for soft, hard in _HARD if cut.endswith(soft)}
    fleeting = (_FLEETING.fullmatch(stem) for stem in tuple(bare))
    bare |= {found["stem"] + found["last"] for found in fleeting if found}
    return frozenset(stem for stem in bare if len(stem) >= _SHORTEST)


def same_word(one: str, other: str) -> bool:
    """Whether two folded words may be forms of one; numbers must agree.

    >>> same_word("marka", "marek"), same_word("aptece", "apteka"), same_word("budowa", "budex")
    (True, True, False)
    """
    if one == other:
        return True
    if one[:1] != other[:1] or any(letter.isdigit() for letter in one + other):
        return False
    return bool(stems(one) & stems(other))


@lru_cache(maxsize=16_384)
def telling_words(name: str) -> tuple[str, ...]:
    """The folded words that tell a name from others: without its legal form, unless nothing else is left.

    >>> telling_words("Zielony Ogród sp. z o.o.")
    ('zielony', 'ogrod')
    """
    every = tuple(re.findall(r"\w+", fold(name)))
    return tuple(word for word in every if word not in _LEGAL) or every


def names_it(said: Sequence[str], known: Sequence[str]) -> bool:
    """Whether every word that was said is, bent somehow, another word of the known name.

    >>> names_it(("zielonego", "ogrodu"), ("zielony", "ogrod", "anna", "nowak"))
    True
    """
    if not {word[:1] for word in said} <= {word[:1] for word in known}:
        return False  # most names of a long list end here
    left = list(known)
    for word in said:
        found = next((each for each in left if same_word(word, each)), None)
        if found is None:
            return False
        left.remove(found)
    return bool(said)
