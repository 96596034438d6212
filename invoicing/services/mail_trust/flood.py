"""A flood of letters from strangers: it is told once a day, and nobody's work waits for it."""

from __future__ import annotations

import logging
from uuid import UUID

from invoicing.services.messages import Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Role
from invoicing.services.telling.audience import listeners

log = logging.getLogger(__name__)

FLOOD = 300
"""Letters of strangers at one mailbox in an hour: a busy company gets a tenth of it."""


class FloodAlarm:
    """Counts letters of strangers by the hour, in the book of cursors, so that a restart forgets nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, mailbox: str, company_id: UUID | None, letters: int) -> None:
        """Count so many more; where that is a flood, tell the owners, and whoever reads the log.

        Args:
            work: the transaction in which the letters are stored.
            mailbox: where they came.
            company_id: whose it is; None for the installation's, of which the company set up first hears.
            letters: how many.
        """
        if not letters:
            return
        now, name = self._clock.now(), f"mail-flood:{mailbox}"
        hour, told = f"{now:%Y-%m-%dT%H}", ""
        count = letters
        known = (await work.cursors.get(name) or "").split("|")
        if len(known) == len(("hour", "count", "told")):
            told = known[2]
            count += int(known[1]) if known[0] == hour else 0
        today = now.date().isoformat()
        if count >= FLOOD and told != today:
            told = today
            log.error("a flood of letters", extra={"mailbox": mailbox, "letters": count})
            await self._tell(work, mailbox, company_id, count)
        await work.cursors.put(name, f"{hour}|{count}|{told}")

    async def _tell(self, work: UnitOfWork, mailbox: str, company_id: UUID | None, count: int) -> None:
        companies = [company_id] if company_id else [each.id for each in (await work.companies.all())[:1]]
        reply = Reply("mail-flood", {"address": mailbox, "count": count})
        for each in await listeners(work, companies, {Role.OWNER}):
            await work.jobs.enqueue(each.show(reply, f"mail-flood:{mailbox}:{self._clock.today()}"))
