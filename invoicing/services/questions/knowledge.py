"""What the conversation wants of a knowledge base: one of the ways out of a question, and entries as texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from invoicing.services.messages import Channel


class WayOut(StrEnum):
    """What becomes of a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"
    LIVE = "live"
    QUEUE = "queue"
    HUMAN = "human"
    GREETING = "greeting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer can be looked up, and as of which day."""

    title: str
    place: str
    on: date


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in one language.

    Attributes:
        label: how a button names it.
        text: the answer; **bold** and `code` are marked, lines stand for themselves.
        reviewed: the day an accountant looked at it last.
        until: the last day on which it is true, None while nobody knows of an end.
        disputed: opinions differ, and the answer says the Ministry's.
    """

    id: str
    question: str
    label: str
    text: str
    sources: tuple[Source, ...]
    reviewed: date
    until: date | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """What was found for a question.

    Attributes:
        why: the reason of the way out: sure, near, one-word, leftover, unsure, elsewhere, stub, asked-for, empty,
            orders, abuse, pasted.
        told: one for an answer (more are alternatives), several to choose from, a stub for a person to be asked.
        candidates: ids of entries by rank, whatever the way out.
    """

    way: WayOut
    why: str
    told: tuple[Told, ...] = ()
    candidates: tuple[str, ...] = ()


class KnowledgeBase(Protocol):
    """Answers questions, offline."""

    async def look_up(self, question: str, language: str, channel: Channel) -> Lookup:
        """What becomes of a question, by what is true today; a letter wants an answer surer than a chat."""
        ...

    async def told(self, entry_id: str, language: str) -> Told | None:
        """An entry as it is true today; None when none of that id is."""
        ...
