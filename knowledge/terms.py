"""A text becomes terms: base forms of its words, and the concepts that stand behind them.

People ask with other words than an entry uses: bent ("fakturze"), misspelt ("fatkura"), or another word for the same
thing ("padł" for a failure). So each word is brought to its base form by a map made when the index is built, a word
that nobody knows is repaired towards one that is known, and words that mean the same share a concept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from knowledge.wording import words

MOST_WORDS = 80
"""Words of a text that are looked at: a question has fewer, and a whole thread of letters shall cost no more."""
CONCEPT = "#"
"""What the name of a concept begins with among the terms."""
_LONGEST_EXPRESSION = 4
_REPAIRED_FROM = 4  # letters: of shorter words a slip makes another real word
_TWO_SLIPS_FROM = 8


@dataclass(frozen=True)
class Vocabulary:
    """What the index knows of words.

    Attributes:
        bases: a folded form of a word to its folded base form.
        idle: base forms that say nothing of what is asked.
        expressions: a sequence of base forms to the concepts it stands for.
    """

    bases: Mapping[str, str]
    idle: frozenset[str]
    expressions: Mapping[tuple[str, ...], tuple[str, ...]]

    def terms(self, text: str) -> list[str]:
        """Base forms without idle words, then concepts."""
        return terms_of(self.meanings(text))

    def meanings(self, text: str) -> list[tuple[str, frozenset[str]]]:
        """Each word that is not idle, with the concepts of the expressions it is part of."""
        found = [self.base(word) for word in words(text)[:MOST_WORDS]]
        stands_for: defaultdict[int, set[str]] = defaultdict(set)
        for begin in range(len(found)):
            for length in range(_LONGEST_EXPRESSION, 0, -1):
                for concept in self.expressions.get(tuple(found[begin : begin + length]), ()):
                    for place in range(begin, begin + length):
                        stands_for[place].add(CONCEPT + concept)
        return [
            (base, frozenset(stands_for[place])) for place, base in enumerate(found) if base not in self.idle
        ]

    def base(self, word: str) -> str:
        """The base form of a folded word; the word itself when nothing like it is known."""
        known = self.bases.get(word)
        return known if known is not None else self._repaired(word)

    def _repaired(self, word: str) -> str:
        if len(word) < _REPAIRED_FROM or not word.isalpha():
            return word
        slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        near = [
            (distance, candidate)
            for length in range(len(word) - slips, len(word) + slips + 1)
            for candidate in self._buckets.get((word[0], length), ())
            if (distance := OSA.distance(word, candidate, score_cutoff=slips)) <= slips
        ]
        return self.bases[min(near)[1]] if near else word

    @cached_property
    def _buckets(self) -> Mapping[tuple[str, int], Sequence[str]]:
        buckets: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for form in self.bases:
            buckets[form[0], len(form)].append(form)
        return buckets


def terms_of(meanings: Iterable[tuple[str, frozenset[str]]]) -> list[str]:
    """What the words mean as one list: base forms in order, then their concepts."""
    told = list(meanings)
    return [base for base, _ in told] + sorted({concept for _, concepts in told for concept in concepts})


def expressions_of(
    concepts: Mapping[str, Iterable[str]], bases: Mapping[str, str]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The expressions of each concept in base forms, ready to be looked up."""
    found: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for concept, expressions in concepts.items():
        for expression in expressions:
            key = tuple(bases.get(word, word) for word in words(expression))
            if concept not in found[key]:
                found[key].append(concept)
    return {key: tuple(names) for key, names in found.items()}
