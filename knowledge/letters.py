"""Nearness by groups of three to five letters, for words that are bent, glued or misspelt beyond repair.

A text's vector is the sum of the vectors of its words, so groups are weighed once for each different word and not once
for each text: that is what keeps loading short.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from knowledge.wording import words

_SIZES = (4,)
_TOO_COMMON = 0.12
"""Part of all texts; a group in more of them tells nothing."""
_MOST_WORDS = 80

Near = Mapping[int, float]
"""How near each known word is to a question, by its number."""


class Letters:
    """Letter groups of texts, each of which belongs to the label at a place."""

    def __init__(self, texts: Sequence[Sequence[str]], places: Sequence[int]) -> None:
        used = Counter(word for text in texts for word in set(text))
        self._numbers = {word: number for number, word in enumerate(used)}
        counts = [Counter(_groups(word)) for word in used]
        self._rarity = _rarity(list(used.values()), counts, len(texts))
        lengths = [self._squared(each) for each in counts]
        self._of: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, groups in enumerate(counts):
            for group, times in groups.items():
                if group in self._rarity:
                    self._of[group].append((number, times * self._rarity[group]))
        self._texts = [[self._numbers[word] for word in text] for text in texts]
        self._lengths = [math.sqrt(sum(lengths[word] for word in text)) or 1.0 for text in self._texts]
        self._of_labels = _of_labels(self._texts, places, lengths)

    def near(self, text: str) -> Near:
        """How near every known word is that shares a group with the text."""
        asked: Counter[str] = Counter()
        for word in words(text)[:_MOST_WORDS]:
            asked.update(_groups(word))
        long = math.sqrt(self._squared(asked)) or 1.0
        total: defaultdict[int, float] = defaultdict(float)
        for group, times in asked.items():
            mine = times * self._rarity.get(group, 0.0) / long
            for number, worth in self._of.get(group, ()):
                total[number] += mine * worth
        return total

    def labels(self, near: Near) -> dict[int, float]:
        """Cosine with everything said of each label, by its place."""
        total: defaultdict[int, float] = defaultdict(float)
        for number, worth in near.items():
            for place, part in self._of_labels[number]:
                total[place] += worth * part
        return total

    def text(self, near: Near, at: int) -> float:
        """Cosine with one text."""
        return sum(near.get(number, 0.0) for number in self._texts[at]) / self._lengths[at]

    def _squared(self, counts: Mapping[str, int]) -> float:
        return sum((times * self._rarity.get(group, 0.0)) ** 2 for group, times in counts.items())


def _groups(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1)]


def _rarity(used: Sequence[int], counts: Sequence[Mapping[str, int]], texts: int) -> dict[str, float]:
    seen: defaultdict[str, int] = defaultdict(int)
    for times, groups in zip(used, counts, strict=True):
        for group in groups:
            seen[group] += times
    return {group: math.log(1 + texts / n) for group, n in seen.items() if n <= texts * _TOO_COMMON}


def _of_labels(
    texts: Sequence[Sequence[int]], places: Sequence[int], lengths: Sequence[float]
) -> Mapping[int, Sequence[tuple[int, float]]]:
    whole: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for place, text in zip(places, texts, strict=True):
        whole[place].update(text)
    found: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for place, counted in whole.items():
        long = math.sqrt(sum(times * lengths[word] for word, times in counted.items())) or 1.0
        for word, times in counted.items():
            found[word].append((place, math.sqrt(times) / long))
    return found
