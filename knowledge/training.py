"""Weights out of labelled questions, so that nothing is calibrated on what has seen its own question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.gate import PRECISE, chance, doubtful, facts
from knowledge.index import Weights
from knowledge.labelled import Labelled, folds
from knowledge.learning import Ranked, learn_order, learn_yes
from knowledge.routing import route
from knowledge.search import Found, Near, Searcher

RANKED = frozenset({"answerable", "human", "out_of_scope", "lookalike"})
"""Kinds of questions that come to a rank; the others are routed before it."""
OURS = frozenset({"answerable", "human"})
WORTH = {"lookalike": 0.1}
"""Questions of other matters in our words teach the gate to doubt; there are far more of them than will ever be asked."""
LOST = 0.02
"""Part of the answerable questions that may be taken for none of ours."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the gate saw of a question, and what it should have thought."""

    facts: list[float]
    right: bool
    ours: bool
    worth: float
    doubtful: bool


def train(searcher: Searcher, questions: Sequence[Labelled]) -> Weights:
    """Weights for the rank from all questions, and for the gate from ranks that were learned without the question."""
    asked = [each for each in questions if each.kind in RANKED and route(each.question) is None]
    near = [searcher.look(each.question) for each in asked]
    ranked = [_ranked(searcher, *each) for each in zip(asked, near, strict=True)]
    seen: list[Seen] = []
    for known, unknown in folds(asked):
        order = learn_order([ranked[place] for place in known])
        seen += [_seen(asked[place], searcher.ranked(near[place], order)) for place in unknown]
    crossed = [*_crossed(seen)]
    right, ours = _learned(seen)
    return Weights(
        order=tuple(learn_order(ranked)),
        right=tuple(right),
        ours=tuple(ours),
        answered_from={channel: _lowest_precise(crossed, wanted) for channel, wanted in PRECISE.items()},
        choice_from=_highest_losing(sorted(ours for each, _, ours in crossed if each.ours)),
    )


def _seen(asked: Labelled, found: Found) -> Seen:
    first = found.entries[0].label if found.entries else ""
    return Seen(
        facts(found), first in asked.wanted, asked.kind in OURS, WORTH.get(asked.kind, 1.0), doubtful(found)
    )


def _learned(seen: Sequence[Seen]) -> tuple[list[float], list[float]]:
    """Weights for "the first is right" and for "it is ours"."""
    of, worth = [each.facts for each in seen], [each.worth for each in seen]
    right = learn_yes(of, [each.right for each in seen], worth)
    return right, learn_yes(of, [each.ours for each in seen], worth)


def _crossed(seen: Sequence[Seen]) -> Iterator[tuple[Seen, float, float]]:
    """Each with the two chances that weights give it which were learned without it."""
    for known, unknown in folds(seen):
        right, ours = _learned([seen[place] for place in known])
        for each in (seen[place] for place in unknown):
            yield each, chance(right, each.facts), chance(ours, each.facts)


def _lowest_precise(crossed: Sequence[tuple[Seen, float, float]], wanted: float) -> float:
    """The lowest chance from which on as many answers as wanted are right; of the doubtful none is ever told."""
    lowest, right, told = 1.0, 0.0, 0.0
    for each, sure, _ in sorted(crossed, key=lambda one: -one[1]):
        if each.doubtful:
            continue
        told += each.worth
        right += each.worth * each.right
        if right / told >= wanted:
            lowest = sure
    return round(lowest, 4)


def _highest_losing(chances: Sequence[float]) -> float:
    """The highest chance below which no more of ours are lost than may be."""
    return round(chances[int(len(chances) * LOST)], 4)


def _ranked(searcher: Searcher, asked: Labelled, near: Near) -> Ranked:
    labels = [searcher.index.labels[one.label] for one in near.candidates]
    learns = asked.kind not in WORTH
    right = frozenset(place for place, label in enumerate(labels) if learns and asked.is_right(label))
    return Ranked([one.sides for one in near.candidates], right)
