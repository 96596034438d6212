"""Weights learned when the index is built, out of questions whose answer is known; never imported at run time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_STEPS, _PACE, _KEEP_SMALL = 400, 0.4, 2e-3


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question: what was measured of each candidate, and which of them are right (places in `sides`)."""

    sides: Sequence[Sequence[float]]
    right: frozenset[int]
    worth: float = 1.0


def learn_order(questions: Sequence[Ranked]) -> list[float]:
    """One weight for each side, so that right candidates come first (softmax over the candidates of a question)."""
    usable = [(np.array(each.sides), sorted(each.right), each.worth) for each in questions if each.right]
    weights = np.ones(usable[0][0].shape[1])
    for _ in range(_STEPS):
        slope = np.zeros_like(weights)
        for sides, right, worth in usable:
            part = _softmax(sides @ weights)
            target = part[right] / part[right].sum()
            slope += worth * (target @ sides[right] - part @ sides)
        weights += _PACE * 10 * (slope / len(usable) - _KEEP_SMALL * weights)
    return [round(float(weight), 4) for weight in weights]


def learn_yes(facts: Sequence[Sequence[float]], answers: Sequence[bool]) -> list[float]:
    """Weights of a logistic regression, the last one without a fact of its own."""
    sides = np.column_stack([np.array(facts), np.ones(len(facts))])
    wanted = np.array(answers, dtype=float)
    weights = np.zeros(sides.shape[1])
    for _ in range(_STEPS * 5):
        said = 1 / (1 + np.exp(-(sides @ weights)))
        weights += _PACE * 2 * (sides.T @ (wanted - said) / len(wanted) - _KEEP_SMALL * weights)
    return [round(float(weight), 4) for weight in weights]


def _softmax(scores: Numbers) -> Numbers:
    raised: Numbers = np.exp(scores - scores.max())
    part: Numbers = raised / raised.sum()
    return part
