"""Weights out of labelled questions, so that no chance is calibrated on a rank that has seen its own question."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.gate import facts
from knowledge.index import Weights
from knowledge.labelled import Labelled, folds
from knowledge.learning import Ranked, learn_order, learn_yes
from knowledge.search import Searcher

RANKED = frozenset({"answerable", "human", "out_of_scope", "live", "queue"})
"""Kinds of questions that a rank can be right about; a greeting and one word never come to it."""


def train(searcher: Searcher, questions: Sequence[Labelled]) -> Weights:
    """Weights for the rank from all questions, and for the gate from ranks that were learned without the question."""
    asked = [each for each in questions if each.kind in RANKED]
    order = _order(searcher, asked)
    seen: list[list[float]] = []
    right: list[bool] = []
    ours: list[bool] = []
    for known, unknown in folds(asked):
        weights = _order(searcher, [asked[place] for place in known])
        for each in (asked[place] for place in unknown):
            found = searcher.find(each.question, weights)
            seen.append(facts(found))
            right.append(bool(found.entries) and found.entries[0].label in each.wanted)
            ours.append(each.kind != "out_of_scope")
    return Weights(tuple(order), tuple(learn_yes(seen, right)), tuple(learn_yes(seen, ours)))


def _order(searcher: Searcher, questions: Sequence[Labelled]) -> list[float]:
    return learn_order([_ranked(searcher, each) for each in questions])


def _ranked(searcher: Searcher, each: Labelled) -> Ranked:
    near = searcher.scorer.candidates(searcher.scorer.take_apart(each.question))
    right = frozenset(
        place for place, one in enumerate(near) if each.is_right(searcher.index.labels[one.label])
    )
    return Ranked([one.sides for one in near], right)
