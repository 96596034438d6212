"""Weights learned when the index is built, out of questions whose answer is known; never imported at run time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_STEPS, _PACE, _KEEP_SMALL = 400, 4.0, 2e-3
_YES_STEPS, _YES_PACE, _YES_KEEP_SMALL = 2000, 0.8, 2e-3
_FAR = -1e9


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question: what was measured of each candidate, and which of them are right (places in `sides`)."""

    sides: Sequence[Sequence[float]]
    right: frozenset[int]


def learn_order(questions: Sequence[Ranked]) -> list[float]:
    """One weight for each side, so that right candidates come first (softmax over the candidates of a question)."""
    usable = [each for each in questions if each.right]
    most, width = max(len(each.sides) for each in usable), len(usable[0].sides[0])
    sides = np.zeros((len(usable), most, width))
    there = np.full((len(usable), most), _FAR)
    right = np.zeros((len(usable), most))
    for place, each in enumerate(usable):
        sides[place, : len(each.sides)] = each.sides
        there[place, : len(each.sides)] = 0
        right[place, sorted(each.right)] = 1
    weights = np.ones(width)
    for _ in range(_STEPS):
        part = _softmax(sides @ weights + there)
        target = part * right
        target /= target.sum(axis=1, keepdims=True) + 1e-12
        slope = np.einsum("qc,qcs->s", target - part, sides) / len(usable)
        weights += _PACE * (slope - _KEEP_SMALL * weights)
    return [round(float(weight), 4) for weight in weights]


def learn_yes(
    facts: Sequence[Sequence[float]], answers: Sequence[bool], worth: Sequence[float]
) -> list[float]:
    """Weights of a logistic regression over questions of different worth; the last weight has no fact of its own."""
    sides = np.column_stack([np.array(facts), np.ones(len(facts))])
    wanted, counted = np.array(answers, dtype=float), np.array(worth) / sum(worth)
    weights = np.zeros(sides.shape[1])
    for _ in range(_YES_STEPS):
        said = 1 / (1 + np.exp(-(sides @ weights)))
        weights += _YES_PACE * (sides.T @ (counted * (wanted - said)) - _YES_KEEP_SMALL * weights)
    return [round(float(weight), 4) for weight in weights]


def _softmax(scores: Numbers) -> Numbers:
    raised: Numbers = np.exp(scores - scores.max(axis=1, keepdims=True))
    part: Numbers = raised / raised.sum(axis=1, keepdims=True)
    return part
