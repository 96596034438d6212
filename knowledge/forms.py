"""Base forms of the words in the entries, made when the index is built (Morfeusz, SGJP); never imported at run time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import morfeusz2

from knowledge.wording import folded, words

_PAST = {
    "m": ("em", "es", "by", "bym", "bys"),
    "f": ("m", "s", "by", "bym", "bys"),
    "pl": ("smy", "scie", "by", "bysmy"),
}
"""What hangs on a past form and is a word of its own to the analyser."""


def base_forms(texts: Iterable[str]) -> dict[str, str]:
    """Every form of every word of the texts, folded, with its folded base form.

    A form of several words goes to the one that the texts use most. Words that the dictionary does not know
    (names, English, Ukrainian, abbreviations) keep the form they have.
    """
    dictionary = morfeusz2.Morfeusz(expand_tags=False)
    counted = Counter(word for text in texts for word in _as_written(text))
    readings = {word: _lemmas(dictionary, word) for word in counted}
    used = Counter({lemma: 0 for found in readings.values() for lemma in found})
    for word, found in readings.items():
        used.update(dict.fromkeys(found, counted[word]))
    bases: defaultdict[str, set[tuple[int, int, str]]] = defaultdict(set)
    for lemma, times in used.items():
        base = folded(lemma.partition(":")[0])
        for form in _forms(dictionary, lemma):
            bases[form].add((times, len(base), base))
    known = {form: max(found)[2] for form, found in bases.items()}
    own = {folded(word): folded(word) for word, found in readings.items() if not found}
    return dict(sorted({**own, **known}.items()))


def _as_written(text: str) -> list[str]:
    """The words in small letters with their diacritics, as the dictionary wants them."""
    small = text.casefold()
    plain = folded(small)
    if len(plain) != len(small):
        return words(text)
    found, at = [], 0
    for word in words(text):
        at = max(plain.find(word, at), 0)
        found.append(small[at : at + len(word)])
        at += len(word)
    return found


def _lemmas(dictionary: Any, word: str) -> set[str]:
    readings = dictionary.analyse(word)
    return {lemma for begin, _, (_, lemma, tag, *_) in readings if begin == 0 and tag != "ign"}


def _forms(dictionary: Any, lemma: str) -> set[str]:
    found: set[str] = set()
    for form, _, tag, *_ in dictionary.generate(lemma):
        plain = folded(form)
        found.add(plain)
        if tag.startswith("praet"):
            number, gender = tag.split(":")[1:3]
            endings = _PAST["pl"] if number == "pl" else _PAST["f" if gender.startswith("f") else "m"]
            found.update(plain + ending for ending in endings)
    return found
