"""The promise to hand over a pro forma."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SendProForma:
    """Send a pro forma to the address that was said."""

    pro_forma_id: UUID

    @property
    def key(self) -> str:
        """One letter a pro forma."""
        return f"send-pro-forma:{self.pro_forma_id}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None
