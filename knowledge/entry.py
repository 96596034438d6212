"""What one entry of the knowledge base holds, in every language, and until when it is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LANGUAGES = ("pl", "en", "uk")
"""In this order everywhere; Polish is what an answer falls back to."""

InLanguages = Mapping[str, str]
"""A text by language; every one of `LANGUAGES` is there."""


class Standing(StrEnum):
    """Whether an entry may be served."""

    DRAFT = "draft"
    REVIEWED = "reviewed"


class Confidence(StrEnum):
    """How firm the ground is on which an answer stands."""

    LAW = "law"  # the act or a regulation says it in so many words
    MINISTRY = "ministry"  # the Ministry's position, in force until a court says otherwise
    DISPUTED = "disputed"  # opinions differ: the answer takes the Ministry's side and says that it does
    PRACTICE = "practice"  # seen or documented by the system's makers, no rule of law


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer can be looked up: what, which place in it, and as of which day."""

    title: str
    place: str
    on: date


@dataclass(frozen=True, slots=True)
class Claim:
    """A popular claim that is wrong: where it was met, and what it says."""

    met_in: str
    says: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition of one entry: the same id may have a later edition that begins when this one ends.

    Attributes:
        topic: the folder it lies in.
        stub: a known unknown: it is recognised, and a person is asked.
        phrasings: other ways to ask, by language; a later edition may have none and takes those of the first.
        disambiguation: how a button names it when two entries are near.
        valid_to: the last day on which it is true, None while nobody knows of an end.
    """

    id: str
    topic: str
    status: Standing
    confidence: Confidence
    question: InLanguages
    disambiguation: InLanguages
    phrasings: Mapping[str, tuple[str, ...]]
    answer: InLanguages
    valid_from: date
    valid_to: date | None
    last_reviewed: date
    review_by: date
    sources: tuple[Source, ...]
    legal_basis: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    contradicted_by: tuple[Claim, ...] = ()
    stub: bool = False

    def serves_on(self, day: date) -> bool:
        """Whether it may be told on that day."""
        ended = self.valid_to is not None and self.valid_to < day
        return self.status is Standing.REVIEWED and self.valid_from <= day and not ended
