"""Links to the one-time page, and the book they are written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

LASTS = timedelta(minutes=15)
"""How long a link lets somebody in."""
ATTEMPTS = 5
"""After so many files or tokens that will not serve the link is closed."""


class Closed(StrEnum):
    """Why a link lets nobody in any more."""

    USED = "used"
    REPLACED = "replaced"  # a newer one was made for the company
    FROZEN = "frozen"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AccessLink:
    """A way to hand in a secret of one company, for one person; its code is derived from the id and kept nowhere."""

    id: UUID
    company_id: UUID
    person_id: UUID
    expires_at: datetime
    failures: int = 0
    closed: Closed | None = None


class AccessLinkBook(Protocol):
    """Links to the one-time page; of a code only its SHA-256 is in the book."""

    async def add(self, link: AccessLink) -> None:
        """Write a new link; those that the company had are closed as replaced."""

    async def code(self, link_id: UUID) -> str:
        """The code of a link: 256 bits that only the installation's key can derive."""

    async def by_code(self, code: str) -> AccessLink | None:
        """The link that a code opens, whatever became of it."""

    async def close(self, link_id: UUID, why: Closed) -> bool:
        """Let nobody in by it any more; False when it was closed already."""

    async def close_all(self, company_id: UUID, why: Closed) -> None:
        """The same for every link of a company."""

    async def failed(self, link_id: UUID) -> int:
        """Count an attempt that led to nothing; how many there were, or `ATTEMPTS` when it is closed."""
