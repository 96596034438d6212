"""How sure we are: facts about a ranked question, and what follows of two learned chances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.index import Weights
from knowledge.outcome import Kind, Why
from knowledge.search import Found

ANSWERED_FROM = {"chat": 0.72, "mail": 0.82}
"""A letter is not asked back at once, so its answer must be surer."""
CHOICE_FROM = 0.3
"""Less sure than this, even a choice of three would be guessing."""
LEFTOVER = 0.55
"""Part of a question's weight that the entry may not know."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The way out, why, and how sure."""

    kind: Kind
    why: Why
    score: float


def facts(found: Found) -> list[float]:
    """What of a ranked question tells whether its first entry is right; each about 0 to 1."""
    hits = found.entries
    if not hits:
        return [0.0] * 12
    first, second = hits[0], hits[1] if len(hits) > 1 else None
    elsewhere = max((hit.score for hit in found.hits if hit.elsewhere), default=first.score - 5)
    sides = first.sides
    return [
        first.part,
        min(2.0, first.score - second.score) / 2 if second else 1.0,
        first.score / 8,
        sides[0],
        sides[4],
        sides[5],
        sides[6],
        sides[8],
        max(-3.0, min(3.0, first.score - elsewhere)) / 3,
        found.strange,
        min(1.0, math.log1p(len(found.asked.terms)) / 3),
        float(found.at_home),
    ]


def chance(weights: Sequence[float], of: Sequence[float]) -> float:
    """The logistic chance; the last weight stands for itself."""
    total = sum(weight * fact for weight, fact in zip(weights, of, strict=False)) + weights[-1]
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def judge(found: Found, weights: Weights, channel: str = "chat") -> Verdict:
    """Answer, clarify or abstain."""
    if not found.entries:
        return Verdict(Kind.ABSTAIN, Why.UNSURE, 0.0)
    of = facts(found)
    right, ours = chance(weights.right, of), chance(weights.ours, of)
    if found.hits[0].elsewhere and ours < 0.8:
        return Verdict(Kind.ABSTAIN, Why.ELSEWHERE, 1 - ours)
    if len(found.asked.terms) and found.words == 1:
        return Verdict(Kind.CLARIFY, Why.ONE_WORD, right)
    if right >= ANSWERED_FROM[channel]:
        return Verdict(Kind.ANSWER, Why.SURE, right)
    if ours < CHOICE_FROM:
        return Verdict(Kind.ABSTAIN, Why.UNSURE, right)
    return Verdict(Kind.CLARIFY, Why.LEFTOVER if found.strange > LEFTOVER else Why.NEAR, right)
