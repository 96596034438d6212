"""Promises about mailboxes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CopyToSent:
    """Put a copy of a letter into the folder of sent ones.

    Attributes:
        sha256: which of the delivery's letters, hex.
    """

    delivery_id: UUID
    sha256: str

    @property
    def key(self) -> str:
        """Once for each letter."""
        return f"copy-to-sent:{self.delivery_id}:{self.sha256[:16]}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None
