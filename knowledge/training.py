"""Weights out of labelled questions, so that no chance is calibrated on a rank that has seen its own question."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.gate import facts
from knowledge.index import Weights
from knowledge.labelled import Labelled, folds
from knowledge.learning import Ranked, learn_order, learn_yes
from knowledge.search import Near, Searcher

RANKED = frozenset({"answerable", "human", "out_of_scope", "live", "queue"})
"""Kinds of questions that a rank can be right about; a greeting and one word never come to it."""


def train(searcher: Searcher, questions: Sequence[Labelled]) -> Weights:
    """Weights for the rank from all questions, and for the gate from ranks that were learned without the question."""
    asked = [each for each in questions if each.kind in RANKED]
    near = [searcher.look(each.question) for each in asked]
    ranked = [_ranked(searcher, *each) for each in zip(asked, near, strict=True)]
    seen: list[list[float]] = []
    right: list[bool] = []
    ours: list[bool] = []
    for known, unknown in folds(asked):
        order = learn_order([ranked[place] for place in known])
        for place in unknown:
            found = searcher.ranked(near[place], order)
            seen.append(facts(found))
            right.append(bool(found.entries) and found.entries[0].label in asked[place].wanted)
            ours.append(asked[place].kind != "out_of_scope")
    return Weights(tuple(learn_order(ranked)), tuple(learn_yes(seen, right)), tuple(learn_yes(seen, ours)))


def _ranked(searcher: Searcher, asked: Labelled, near: Near) -> Ranked:
    labels = [searcher.index.labels[one.label] for one in near.candidates]
    right = frozenset(place for place, label in enumerate(labels) if asked.is_right(label))
    return Ranked([one.sides for one in near.candidates], right)
