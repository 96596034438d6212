"""What the books hold of invoices that recur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from invoicing.model.invoice import Draft
from invoicing.model.rhythm import Rhythm


class RecurrenceState(StrEnum):
    """Whether cards of it come."""

    PROPOSED = "proposed"  # shown, and not yet agreed to
    ACTIVE = "active"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """An invoice that is prepared anew on certain days; nothing is issued without a tap.

    Attributes:
        author: who gets the cards.
        draft: what is copied; it is never issued itself.
        next_on: Warsaw date of the next card.
        version: counts changes, so that an old button stays harmless.
    """

    id: UUID
    company_id: UUID
    author: UUID
    rhythm: Rhythm
    draft: Draft
    next_on: date
    state: RecurrenceState = RecurrenceState.PROPOSED
    version: int = 1

    def now(self, state: RecurrenceState) -> Recurrence:
        """The next version, in that state."""
        return replace(self, state=state, version=self.version + 1)

    def prepared(self, today: date) -> Recurrence:
        """The next version, when the card of today is made; days that were missed are not made up for."""
        return replace(self, next_on=self.rhythm.after(today), version=self.version + 1)


class RecurrenceBook(Protocol):
    """Recurring invoices with optimistic versions."""

    async def add(self, recurrence: Recurrence) -> None:
        """Write a new one."""

    async def get(self, recurrence_id: UUID) -> Recurrence | None:
        """The newest version."""

    async def save(self, recurrence: Recurrence) -> None:
        """Write the next version.

        Raises:
            StaleChoice: somebody else was faster.
        """

    async def due(self, today: date, limit: int) -> Sequence[UUID]:
        """Active ones whose card belongs to today or to a day before, the oldest first."""

    async def active(self, company_id: UUID) -> Sequence[Recurrence]:
        """Those of a company whose cards come, the next one first."""
