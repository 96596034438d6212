"""What becomes of a question: one of the ways out, with whatever there is to tell or to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.entry import Entry


class Kind(StrEnum):
    """The way out that was taken."""

    ANSWER = "answer"
    CLARIFY = "clarify"  # several answers are near, or the question is too short to tell
    ABSTAIN = "abstain"  # nothing that is known fits: a person is asked, or the matter is none of ours
    LIVE = "live"  # the state of KSeF now
    QUEUE = "queue"  # the asker's own invoices
    HUMAN = "human"  # a person is wanted, or only a person may say (a stub)
    GREETING = "greeting"
    REFUSED = "refused"  # orders to the assistant, abuse, something that is no question


class Why(StrEnum):
    """Why that way was taken; the sentence that is shown depends on it."""

    SURE = "sure"
    NEAR = "near"  # several entries fit nearly as well
    ONE_WORD = "one-word"
    LEFTOVER = "leftover"  # an important word of the question is not in what would be answered
    UNSURE = "unsure"  # nothing fits well enough
    ELSEWHERE = "elsewhere"  # other taxes, other systems, another subject
    STUB = "stub"  # a known unknown: recognised, never improvised
    ASKED_FOR = "asked-for"  # the person said so: a human, the state of KSeF, the own invoices, a greeting
    EMPTY = "empty"
    ORDERS = "orders"  # instructions to the assistant, other people's data, help with a fraud
    ABUSE = "abuse"
    PASTED = "pasted"  # an invoice or a file, no question


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one question.

    Attributes:
        entries: one for an answer (e-mail: two alternatives after it), up to three to choose from for a clarify,
            the stub for a human who is to be asked about it; for live and queue the rule to tell beside the facts.
        score: how sure, 0 to 1.
        candidates: ids by rank, best first, whatever the way out.
    """

    kind: Kind
    why: Why
    entries: tuple[Entry, ...] = ()
    score: float = 0.0
    candidates: tuple[str, ...] = ()

    @property
    def decision(self) -> str:
        """The word of the command line for it: whoever is refused is not answered."""
        return str(Kind.ABSTAIN if self.kind is Kind.REFUSED else self.kind)
