"""How near a question is to each entry, seen from several sides; a learned weighing makes one score of them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.letters import Letters, Near
from knowledge.terms import CONCEPT, Vocabulary, terms_of

SIDES = (
    "phrasing",  # BM25 of the nearest single phrasing, as part of what a perfect one would get
    "second",  # the same of the second nearest
    "entry",  # BM25 of all phrasings together
    "answer",  # BM25 of the answer's own text
    "letters",  # cosine of letter groups with the entry
    "nearest_letters",  # the same with its nearest phrasing
    "covered",  # part of the question's weight that the entry knows
    "concepts",  # part of the question's concepts that the nearest phrasing names
    "returned",  # part of the nearest phrasing's weight that the question has
)
"""What is measured of a candidate, each between 0 and about 1."""
_K1, _B = 1.2, 0.55
_CANDIDATES = 15


@dataclass(frozen=True, slots=True)
class Said:
    """One way to ask for a label: its folded words, and its terms."""

    label: int
    words: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label and how near it is from each side, in the order of `SIDES`."""

    label: int
    sides: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart: its words with what they stand for, and all of that as terms."""

    meanings: tuple[tuple[str, frozenset[str]], ...]
    terms: tuple[str, ...]
    letters: Near
    weight: float  # of its terms


_Whole = tuple[Mapping[int, float], Mapping[int, float], Mapping[int, float]]
_Nearest = Mapping[int, Sequence[tuple[float, int]]]
_NOTHING = ((0.0, 0),)


class Scorer:
    """Measures questions against everything that is said of each label."""

    def __init__(
        self, vocabulary: Vocabulary, said: Sequence[Said], answers: Mapping[int, Sequence[str]]
    ) -> None:
        self._vocabulary, self._said = vocabulary, said
        self._labels = range(len({each.label for each in said}))
        spoken = [each.terms for each in said]
        self._rarity = _rarity(spoken)
        self._unknown = math.log(1 + len(said))
        self._phrasings = _Postings(spoken, self._rarity)
        whole: defaultdict[int, list[str]] = defaultdict(list)
        for each in said:
            whole[each.label] += each.terms
        self._entries = _Postings([whole[label] for label in self._labels], self._rarity)
        texts = [answers.get(label, ()) for label in self._labels]
        self._answers = _Postings(texts, _rarity(texts))
        self._known = {label: frozenset(whole[label]) for label in self._labels}
        self._letters = Letters([each.words for each in said], [each.label for each in said])

    def take_apart(self, question: str) -> Asked:
        """Its terms and letter groups."""
        meanings = tuple(self._vocabulary.meanings(question))
        terms = tuple(terms_of(meanings))
        return Asked(meanings, terms, self._letters.near(question), self.weight_of(set(terms)))

    def weight_of(self, terms: Iterable[str]) -> float:
        """How much the terms tell: the sum of their rarities; a word that no entry knows is as rare as can be."""
        return sum(self._rarity.get(term, self._unknown) for term in terms)

    def candidates(self, asked: Asked) -> list[Candidate]:
        """The labels worth weighing, best guess first."""
        near: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        for unit, score in self._phrasings.scores(asked.terms).items():
            near[self._said[unit].label].append((score, unit))
        whole = (
            self._entries.scores(asked.terms),
            self._answers.scores(asked.terms),
            self._letters.labels(asked.letters),
        )
        scale = self._phrasings.perfect(asked.terms) or 1.0
        rough = {place: self._rough(place, whole, near, scale) for place in range(len(self._labels))}
        best = sorted(rough, key=lambda place: -rough[place])[:_CANDIDATES]
        return [self._measured(asked, place, whole, near, scale) for place in best if rough[place] > 0]

    def _rough(self, place: int, whole: _Whole, near: _Nearest, scale: float) -> float:
        entries, _, letters = whole
        first = max(near.get(self._labels[place], _NOTHING))[0]
        return (entries.get(place, 0.0) + first) / scale + letters.get(place, 0.0)

    def _measured(self, asked: Asked, place: int, whole: _Whole, near: _Nearest, scale: float) -> Candidate:
        entries, answers, letters = whole
        label = self._labels[place]
        ranked = sorted(near.get(label, ()), reverse=True)
        first, unit = ranked[0] if ranked else (0.0, None)
        nearest = frozenset(self._said[unit].terms) if unit is not None else frozenset[str]()
        mine = set(asked.terms)
        named = [term for term in mine if term.startswith(CONCEPT)]
        return Candidate(
            label,
            (
                first / scale,
                ranked[1][0] / scale if len(ranked) > 1 else 0.0,
                entries.get(place, 0.0) / scale,
                answers.get(place, 0.0) / max(answers.values(), default=1.0),
                letters.get(place, 0.0),
                max((self._letters.text(asked.letters, each) for _, each in ranked[:3]), default=0.0),
                self.weight_of(mine & self._known[label]) / (asked.weight or 1),
                sum(term in nearest for term in named) / len(named) if named else 0.5,
                self.weight_of(mine & nearest) / (self.weight_of(nearest) or 1),
            ),
        )

    def known(self, labels: Iterable[int]) -> frozenset[str]:
        """Every term that is said of one of the labels."""
        return frozenset().union(*(self._known[label] for label in labels))

    def leftover(self, asked: Asked, known: frozenset[str]) -> float:
        """Part of the weight of its words of which neither they nor what they stand for is among the known terms."""
        whole = self.weight_of(word for word, _ in asked.meanings)
        strange = (
            word for word, concepts in asked.meanings if word not in known and concepts.isdisjoint(known)
        )
        return self.weight_of(strange) / (whole or 1)


class _Postings:
    """BM25 over documents that are lists of terms."""

    def __init__(self, documents: Sequence[Sequence[str]], rarity: Mapping[str, float]) -> None:
        mean = sum(map(len, documents)) / max(1, len(documents)) or 1
        self._rarity, self._mean = rarity, mean
        self._of: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, document in enumerate(documents):
            long = _K1 * (1 - _B + _B * len(document) / mean)
            for term, times in Counter(document).items():
                self._of[term].append((place, rarity.get(term, 0.0) * times * (_K1 + 1) / (times + long)))

    def scores(self, terms: Iterable[str]) -> dict[int, float]:
        """The score of every document that has one of the terms."""
        total: defaultdict[int, float] = defaultdict(float)
        for term in set(terms):
            for place, worth in self._of.get(term, ()):
                total[place] += worth
        return total

    def perfect(self, terms: Iterable[str]) -> float:
        """What a document of exactly these terms would get, had all of them been met before."""
        different = set(terms)
        long = _K1 * (1 - _B + _B * len(different) / self._mean)
        return sum(self._rarity.get(term, 0.0) for term in different) * (_K1 + 1) / (1 + long)


def _rarity(documents: Sequence[Sequence[str]]) -> dict[str, float]:
    seen = Counter(term for document in documents for term in set(document))
    total = len(documents)
    return {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in seen.items()}
