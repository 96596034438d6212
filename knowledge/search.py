"""The search: a question in, labels of the index by rank out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.index import INDEX, ROUTE, Index
from knowledge.scoring import Asked, Scorer
from knowledge.wording import words

ELSEWHERE = "@elsewhere"
AT_HOME = frozenset({"ksef", "faktura", "fv", "invoice", "фактура", "offline", "offline24", "upo", "fa"})
"""Base forms that hardly anybody uses of anything else than we know of."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A label, its score, its part of all chances, and what was measured of it."""

    label: str
    score: float
    part: float
    sides: tuple[float, ...]

    @property
    def elsewhere(self) -> bool:
        """Whether it stands for matters that are none of ours."""
        return self.label.startswith(ELSEWHERE)


@dataclass(frozen=True)
class Found:
    """A question and the labels near it, best first.

    Attributes:
        strange: part of the question's weight that the first entry does not know, 0 to 1.
        words: how many words it has.
        at_home: whether it has a word of ours.
    """

    asked: Asked
    hits: Sequence[Hit]
    strange: float
    words: int
    at_home: bool

    @cached_property
    def entries(self) -> Sequence[Hit]:
        """The hits that are entries."""
        return [hit for hit in self.hits if not hit.label.startswith(ROUTE)]


class Searcher:
    """Ranks what the index knows."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.scorer = Scorer(index.vocabulary, index.said, index.answers)

    @classmethod
    def load(cls, path: Path = INDEX) -> Searcher:
        """The search over the index of the package.

        Raises:
            UnreadableIndex: it was not built.
        """
        return cls(Index.read(path))

    def find(self, question: str, order: Sequence[float] = ()) -> Found:
        """The labels near the question; `order` are other weights than those of the index."""
        weights = order or self.index.weights.order
        asked = self.scorer.take_apart(question)
        near = [
            (sum(weight * side for weight, side in zip(weights, each.sides, strict=True)), each)
            for each in self.scorer.candidates(asked)
        ]
        near.sort(key=lambda each: (-each[0], each[1].label))
        total = sum(math.exp(score - near[0][0]) for score, _ in near)
        hits = [
            Hit(self.index.labels[each.label], score, math.exp(score - near[0][0]) / total, each.sides)
            for score, each in near
        ]
        first = next((each for _, each in near if not self.index.labels[each.label].startswith(ROUTE)), None)
        strange = self.scorer.leftover(asked, first.label) if first else 1.0
        return Found(asked, hits, strange, len(words(question)), not AT_HOME.isdisjoint(asked.terms))
