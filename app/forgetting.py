"""What the installation forgets by itself, and when; docs/privacy.md promises the same days."""

from __future__ import annotations

import logging
from datetime import timedelta

from invoicing.services.ports import Clock
from storage.database import Database

log = logging.getLogger(__name__)

MESSAGES_FOR = timedelta(days=90)
"""Messages as they came, from the day they were done with: long enough to look into a complaint."""
PAYLOADS_FOR = timedelta(days=30)
"""What kept promises were about; what came of them is in the books."""
LINKS_FOR = timedelta(days=30)
"""Links, invitations and secret addresses after their end, so that whoever comes late is told that it is over; and
searches after they were asked for, so that their pages can be turned."""


class Forgetting:
    """One look a time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._retention, self._clock = database.retention, clock

    async def __call__(self) -> None:
        """Forget what is due.

        Raises:
            Unavailable: the database does not answer; the next look goes on.
        """
        now = self._clock.now()
        gone = {
            "messages": await self._retention.forget_messages(now - MESSAGES_FOR),
            "promises": await self._retention.forget_payloads(now - PAYLOADS_FOR),
            **await self._retention.forget_links(now - LINKS_FOR),
        }
        if any(gone.values()):
            log.info(
                "forgotten in time", extra={"gone": {name: count for name, count in gone.items() if count}}
            )
