"""Adjectives in the nominative, agreeing with the noun they stand beside."""

from __future__ import annotations

_LONG_GENITIVE = ("iego", "ego", "iej", "ej", "ych", "ich")
_NOUNS = frozenset(
    {"danych", "chorych", "dorosłych", "znajomych", "innych", "obcych", "małżeńskich", "nieletnich"}
)
_SHORTEST = 4  # letters; shorter words are seldom adjectives


def is_genitive(word: str) -> bool:
    """Whether it may be an adjective in the genitive: drewnianych, ziarnistej, tartacznego."""
    return len(word) >= _SHORTEST and word.endswith(_LONG_GENITIVE) and word.isalpha() and word not in _NOUNS


def is_plural(word: str) -> bool:
    """Whether it may be an adjective in the plural: drewniane, wysokie."""
    return len(word) >= _SHORTEST and word.endswith(
        ("ne", "we", "kie", "gie", "łe", "te", "że", "sze", "cze", "nie", "re")
    )


def is_accusative(word: str) -> bool:
    """Whether it may be an adjective in the feminine accusative: główną."""
    return len(word) > 3 and word.endswith("ą")


def agreeing(word: str, noun: str, *, plural: bool = False) -> str:
    """The adjective as it stands beside this noun in the nominative.

    >>> agreeing("ziarnistej", "kawa"), agreeing("drewnianych", "krzesło"), agreeing("wysokie", "stół")
    ('ziarnista', 'drewniane', 'wysoki')
    """
    stem, soft = _stem(word)
    if word.endswith(("ej", "ą")):  # no other gender has these endings: pomocy prawnej
        return stem + ("ia" if soft and not stem.endswith(("k", "g")) else "a")
    if plural or noun.endswith(("o", "e", "ę")):
        return stem + ("ie" if soft else "e")
    if noun.endswith("a"):
        # the i of "wysoki-" only softens k and g before other vowels than e and i
        return stem + ("ia" if soft and not stem.endswith(("k", "g")) else "a")
    return stem + ("i" if soft else "y")


def _stem(word: str) -> tuple[str, bool]:
    """The stem, and whether it is soft (wysok-i, tan-i)."""
    for ending in ("iego", "iej", "ich", "ie", "ią"):
        if word.endswith(ending):
            return word[: -len(ending)], True
    for ending in ("ego", "ych", "ej", "e", "ą"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            return stem, stem.endswith(("k", "g"))
    return word, False
