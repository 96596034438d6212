"""The search: a question in, labels of the index by rank out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from knowledge.index import INDEX, ROUTE, Index, Weights
from knowledge.scoring import SIDES, Asked, Candidate, Scorer
from knowledge.terms import CONCEPT
from knowledge.wording import words

ELSEWHERE = "@elsewhere"
LIVE = "@live-status"
_OTHER_TAX = CONCEPT + "other-tax"

_PLACES = frozenset(
    {
        "gdzie",
        "skad",
        "strona",
        "stronie",
        "strony",
        "adres",
        "latarnia",
        "where",
        "page",
        "website",
        "де",
        "сторінка",
    }
)
"""Who names one asks where to look, and not what is to be seen there."""


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


@dataclass(frozen=True, slots=True)
class Near:
    """A question taken apart, how many words it has, and what was measured of the labels near it."""

    asked: Asked
    words: int
    candidates: Sequence[Candidate]


@dataclass(frozen=True)
class Found:
    """A question and the labels near it, best first.

    Attributes:
        strange: part of the question's weight that the first entry does not know, 0 to 1.
        unheard: part of its weight that no entry knows, 0 to 1.
        words: how many words it has.
        unknown: part of its weight that is met nowhere, not in a route either, 0 to 1.
        other_tax: it names a tax or a form that the first entry says nothing of.
    """

    asked: Asked
    hits: Sequence[Hit]
    strange: float
    unheard: float
    words: int
    unknown: float = 0.0
    other_tax: bool = False

    @cached_property
    def entries(self) -> Sequence[Hit]:
        """The hits that are entries."""
        return [hit for hit in self.hits if not hit.label.startswith(ROUTE)]

    def led_by(self, label: str) -> Found:
        """The same with this entry before all others."""
        first = [hit for hit in self.hits if hit.label == label] or [
            Hit(label, 0.0, 0.0, (0.0,) * len(SIDES))
        ]
        return replace(self, hits=[*first, *(hit for hit in self.hits if hit.label != label)])


class Searcher:
    """Ranks what the index knows."""

    def __init__(self, index: Index, scorer: Scorer | None = None) -> None:
        self.index = index
        self.scorer = scorer or Scorer(index.vocabulary, index.said, index.answers)
        ours = [place for place, label in enumerate(index.labels) if not label.startswith(ROUTE)]
        self._ours = self.scorer.known(ours)
        self._met = self.scorer.known(range(len(index.labels)))

    @classmethod
    def load(cls, path: Path = INDEX) -> Searcher:
        """The search over the index of the package.

        Raises:
            UnreadableIndex: it was not built.
        """
        return cls(Index.read(path))

    def weighed(self, weights: Weights) -> Searcher:
        """The same search with other weights."""
        return Searcher(replace(self.index, weights=weights), self.scorer)

    def find(self, question: str) -> Found:
        """The labels near the question."""
        return self.ranked(self.look(question), self.index.weights.order)

    def look(self, question: str) -> Near:
        """What is near the question, measured and not yet weighed."""
        asked, spoken = self.scorer.take_apart(question), words(question)
        near = self.scorer.candidates(asked)
        if not _PLACES.isdisjoint(spoken):
            near = [each for each in near if self.index.labels[each.label] != LIVE]
        return Near(asked, len(spoken), near)

    def ranked(self, near: Near, order: Sequence[float]) -> Found:
        """The candidates by their weighed sides."""
        weighed = sorted(
            (
                -sum(weight * side for weight, side in zip(order, each.sides, strict=True)),
                each.label,
                each.sides,
            )
            for each in near.candidates
        )
        top = -weighed[0][0] if weighed else 0.0
        total = sum(math.exp(-score - top) for score, _, _ in weighed)
        hits = [
            Hit(self.index.labels[label], -score, math.exp(-score - top) / total, sides)
            for score, label, sides in weighed
        ]
        first = next(
            (label for _, label, _ in weighed if not self.index.labels[label].startswith(ROUTE)), None
        )
        known = self.scorer.known([] if first is None else [first])
        strange = self.scorer.leftover(near.asked, known) if known else 1.0
        unheard = self.scorer.leftover(near.asked, self._ours)
        other_tax = _OTHER_TAX in near.asked.terms and _OTHER_TAX not in known
        unknown = self.scorer.leftover(near.asked, self._met)
        return Found(near.asked, hits, strange, unheard, near.words, unknown, other_tax)
