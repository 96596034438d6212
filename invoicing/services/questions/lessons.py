"""What the questions of a while teach: which words an entry lacks, what no entry tells, which answer missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from invoicing.services.parsing.tokens import fold
from invoicing.services.questions.knowledge import WayOut
from invoicing.services.questions.records import NONE_OF_THESE, Question, Thumb

_ALIKE = 0.5
"""Two questions that share so much of their longer words are shown together."""
_LONG = 4


class Kind(StrEnum):
    """What is to be done about it."""

    PHRASING = "phrasing"  # somebody chose the entry that their words had not found
    WRONG = "wrong"  # the answer did not help
    MISSING = "missing"  # no entry tells it
    ELSEWHERE = "elsewhere"  # taken for none of ours: worth a look whether that is so


@dataclass(frozen=True, slots=True)
class Lesson:
    """Questions that teach the same.

    Attributes:
        entry: whose words or whose answer it is about; None where no entry is.
        questions: the oldest first.
    """

    kind: Kind
    entry: str | None
    questions: Sequence[Question]


def lessons(questions: Iterable[Question]) -> list[Lesson]:
    """Groups, the largest first; a question that was answered and not complained of teaches nothing."""
    groups: list[tuple[Kind, str | None, list[Question]]] = []
    for question in questions:
        taught = _taught(question)
        if taught is None:
            continue
        kind, entry = taught
        group = next(
            (
                each
                for kind_, entry_, each in groups
                if (kind_, entry_) == taught and (entry or _near(each, question))
            ),
            None,
        )
        if group is None:
            groups.append((kind, entry, [question]))
        else:
            group.append(question)
    found = [Lesson(*each) for each in groups]
    return sorted(found, key=lambda each: (-len(each.questions), each.kind, each.entry or ""))


def _taught(question: Question) -> tuple[Kind, str | None] | None:
    told = question.shown[0] if question.shown and question.way is WayOut.ANSWER else None
    if question.chosen == NONE_OF_THESE:
        return Kind.MISSING, None
    if question.chosen is not None and question.chosen != told:
        return (Kind.PHRASING, question.chosen) if question.way in {WayOut.ANSWER, WayOut.CLARIFY} else None
    if question.thumb is Thumb.DOWN and told is not None:
        return Kind.WRONG, told
    if question.way is WayOut.ABSTAIN:
        return (Kind.ELSEWHERE if question.why == "elsewhere" else Kind.MISSING), None
    return (Kind.MISSING, None) if question.way is WayOut.HUMAN and question.handed_to is not None else None


def _near(group: Sequence[Question], question: Question) -> bool:
    mine = _words(question.text)
    return any(_shared(mine, _words(each.text)) >= _ALIKE for each in group)


def _words(text: str) -> frozenset[str]:
    return frozenset(
        word[:6] for word in fold(text).replace("[", " ").replace("]", " ").split() if len(word) >= _LONG
    )


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
