"""A second pair of eyes: above an amount of the company's, one person asks and another one issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Approval:
    """What somebody asked others to approve: this version of a draft, to be issued in the way that was tapped.

    Attributes:
        asked_by: who tapped; the invoice is theirs.
        way: the button, as `IssueWay` spells it.
        asked_at: aware.
    """

    asked_by: UUID
    way: str
    asked_at: datetime
