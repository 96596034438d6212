"""Promises about months to take away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from invoicing.services.messages import Channel


@dataclass(frozen=True, slots=True)
class ExportMonth:
    """Pack a month of a company for somebody who asked for it.

    Attributes:
        month: its first day.
        chat: where the package goes, in `language`.
        asked: when it was asked for, which tells one wish from the next.
        channel: by which front end; letters tell of no progress.
    """

    company_id: UUID
    month: date
    chat: str
    language: str
    asked: str
    channel: Channel = Channel.TELEGRAM

    @property
    def key(self) -> str:
        """Once for each time somebody asks."""
        return f"export:{self.company_id}:{self.month.isoformat()}:{self.chat}:{self.asked}"

    @property
    def lane(self) -> str | None:
        """One at a time for all: drawing takes a core."""
        return "export"
