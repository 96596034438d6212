"""How sure we are: facts about a ranked question, and what follows of two learned chances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.index import Weights
from knowledge.outcome import Kind, Why
from knowledge.scoring import SIDES
from knowledge.search import Found

PRECISE = {"chat": 0.975, "mail": 0.985}
"""How many of the answers given at once shall be right; a letter cannot ask back at once, so it must be surer."""
LEFTOVER = 0.6
"""Part of a question's weight that the entry may not know."""
FEW = 4
LEFTOVER_OF_FEW = 0.25
"""The same of a question of a few telling words, each of which may be what it is about: "a licence" to drive."""
UNKNOWN_TO_ALL = 0.25
"""The same of a question for facts of today: a failure of the waterworks is none of them."""
UNHEARD = 0.8
"""Part of a question's weight that no entry knows: of such a question nothing was understood."""
EMPTY = frozenset(
    {"ksef", "system", "gdzie", "kiedy", "ile", "dlaczego", "czemu", "dziac", "teraz", "why", "where", "when"}
)
"""Words in base form that alone ask for nothing."""
ROUTES = {"@live-status": Kind.LIVE, "@my-queue": Kind.QUEUE, "@human": Kind.HUMAN}
"""Labels that are no entry and that facts of today, or a person, answer."""
ROUTED_FROM = 0.4
"""The part of all chances from which on such a label is believed."""
STUB_FROM = 0.3
"""A known unknown is handed to a person sooner than an entry is told: nobody is misled by that."""
_LETTERS = SIDES.index("letters")
_FAR = 5.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The way out, why, and how sure."""

    kind: Kind
    why: Why
    score: float


def facts(found: Found) -> list[float]:
    """What of a ranked question tells whether its first entry is right; each about -1 to 1.

    They are few on purpose: of some three hundred questions more could not be learned without learning them by heart.
    """
    if not found.entries:
        return [0.0] * 7
    first, away = found.entries[0], [hit for hit in found.hits if hit.elsewhere]
    further = first.score - away[0].score if away else _FAR
    return [
        first.part,
        found.entries[1].part if len(found.entries) > 1 else 0.0,
        max(-3.0, min(3.0, further)) / 3,
        sum(hit.part for hit in away),
        first.sides[_LETTERS],
        found.unheard,
        found.strange,
    ]


def chance(weights: Sequence[float], of: Sequence[float]) -> float:
    """The logistic chance; the last weight stands for itself."""
    total = sum(weight * fact for weight, fact in zip(weights, of, strict=False)) + weights[-1]
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def judge(found: Found, weights: Weights, channel: str = "chat", *, stub: bool = False) -> Verdict:
    """Answer, clarify or abstain; `stub` says that the first entry is a known unknown."""
    if not found.entries:
        return Verdict(Kind.ABSTAIN, Why.UNSURE, 0.0)
    of = facts(found)
    right, ours = chance(weights.right, of), chance(weights.ours, of)
    away = found.hits[0].elsewhere
    if not away and (found.words == 1 or vacuous(found)):
        return Verdict(Kind.CLARIFY, Why.ONE_WORD, right)
    taken = ROUTES.get(found.hits[0].label)
    if taken is not None and found.hits[0].part >= ROUTED_FROM and found.unknown <= UNKNOWN_TO_ALL:
        return Verdict(taken, Why.ASKED_FOR, found.hits[0].part)
    if stub and right >= STUB_FROM and not doubtful(found):
        return Verdict(Kind.HUMAN, Why.STUB, right)
    if ours < weights.choice_from or found.unheard > UNHEARD:
        return Verdict(Kind.ABSTAIN, Why.ELSEWHERE if away else Why.UNSURE, right)
    return _told(found, right, weights.answered_from[channel])


def vacuous(found: Found) -> bool:
    """Whether the question names nothing but the system itself."""
    return all(word in EMPTY for word, _ in found.asked.meanings)


def doubtful(found: Found) -> bool:
    """Whether the first entry leaves too much of the question unsaid to be told at once, however sure the rank is."""
    few = len(found.asked.meanings) <= FEW
    return found.other_tax or found.strange > (LEFTOVER_OF_FEW if few else LEFTOVER)


def _told(found: Found, right: float, answered_from: float) -> Verdict:
    if doubtful(found):
        return Verdict(Kind.CLARIFY, Why.LEFTOVER, right)
    if right >= answered_from:
        return Verdict(Kind.ANSWER, Why.SURE, right)
    return Verdict(Kind.CLARIFY, Why.NEAR, right)
