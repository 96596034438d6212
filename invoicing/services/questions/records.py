"""What the books hold of questions: words without anybody in them, what became of them, and whom they went to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from invoicing.services.messages import Channel
from invoicing.services.questions.knowledge import WayOut

KEPT = timedelta(days=365)
"""How long a question is kept: a year holds one of every kind of month."""
NONE_OF_THESE = "-"
"""In the place of a chosen entry: whoever was shown some wanted none of them."""


class Thumb(StrEnum):
    """What somebody thought of an answer."""

    UP = "up"
    DOWN = "down"


class Settled(StrEnum):
    """What an accountant decided about a question that taught something."""

    APPROVED = "approved"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        text: masked before it comes here.
        way: what became of it, and `why`.
        candidates: ids of entries by rank.
        shown: ids of the entries that buttons name, in their order.
        chosen: the entry that was chosen, `NONE_OF_THESE`, or None while nothing was.
        handed_to: the person it was passed on to.
        answer: what that person answered, masked.
    """

    id: UUID
    company_id: UUID
    person_id: UUID
    asked_at: datetime
    channel: Channel
    language: str
    text: str
    way: WayOut
    why: str
    candidates: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    chosen: str | None = None
    thumb: Thumb | None = None
    handed_to: UUID | None = None
    handed_at: datetime | None = None
    answer: str | None = None
    answered_at: datetime | None = None
    settled: Settled | None = None


class QuestionBook(Protocol):
    """The questions that were asked."""

    async def add(self, question: Question) -> None:
        """Write one down; the same one again changes nothing."""

    async def get(self, question_id: UUID) -> Question | None:
        """The question of that id."""

    async def choose(self, question_id: UUID, entry: str) -> None:
        """Note which entry was meant; a later choice takes the place of an earlier one."""

    async def rate(self, question_id: UUID, thumb: Thumb) -> None:
        """Note what somebody thought of the answer."""

    async def hand(self, question_id: UUID, to: UUID, now: datetime) -> bool:
        """Note to whom it goes; False when it went to somebody before."""

    async def reply(self, question_id: UUID, text: str, now: datetime) -> None:
        """Note the person's answer, masked; a later one takes the place of an earlier one."""

    async def handed(self, person_id: UUID, limit: int) -> Sequence[Question]:
        """What was passed on to a person, the newest first, answered or not."""

    async def unsettled(self, since: datetime) -> Sequence[Question]:
        """Every question that nobody has decided on, the oldest first."""

    async def settle(self, question_ids: Sequence[UUID], how: Settled) -> None:
        """Note what an accountant decided."""

    async def forget(self, before: datetime) -> int:
        """Drop questions from before a moment; how many."""
