"""Before a call goes out: is it within KSeF's limits?"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Pace(Protocol):
    """Lets calls of one caller through, at the pace that KSeF allows (API, section "Limity")."""

    async def admit(self, method: str, path: str) -> datetime | None:
        """Let a call through, after a short wait where that is enough.

        Args:
            method: of HTTP.
            path: below the base address, with its references and without the query.

        Returns:
            Under which moment the call is counted until it has landed; None when nobody counts.

        Raises:
            Unavailable: reason ksef-limit, with `retry_after`; the call must not go now.
        """

    async def landed(self, method: str, path: str, counted: datetime | None) -> None:
        """The call has been answered, or is lost: by now KSeF has counted it, and it is no longer under way."""

    async def refused(self, method: str, path: str, retry_after: float | None) -> None:
        """KSeF answered 429 all the same and wants to be left alone for so many seconds."""


class FreePace:
    """No limits: for one call by hand, and for a stand-in without limits."""

    async def admit(self, method: str, path: str) -> datetime | None:
        """Let it through."""
        return None

    async def landed(self, method: str, path: str, counted: datetime | None) -> None:
        """Nothing is counted."""

    async def refused(self, method: str, path: str, retry_after: float | None) -> None:
        """Nothing is remembered."""


FREE: Pace = FreePace()
