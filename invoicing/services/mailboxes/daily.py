"""How many letters a mailbox may send in a day, which its provider decides: kept, so that it is not closed to us."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

from invoicing.services.jobs import NotYet
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Role
from invoicing.services.telling.audience import listeners

NEAR_PERCENT = 80
"""From here on the owners know that the day's letters come to an end."""
FULL_SAYS = "452 4.5.3 the mailbox has sent all that its provider allows in a day"
"""What is kept of a delivery that went another way for that."""
_MORNING = time(0, 5)


class DayIsFull(NotYet):
    """The mailbox has sent all it may today; the letter waits for tomorrow, or goes another way."""


class DailyAllowance:
    """Counts letters before they go.

    Args:
        units: the books.
        clock: for the Warsaw day.
        most_of: how many a mailbox may send in a day, by its address; 0: nobody knows of a limit.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, most_of: Callable[[str], int]) -> None:
        self._units, self._clock, self._most_of = units, clock, most_of

    async def take(self, mailbox: str, company_id: UUID | None) -> None:
        """Count a letter of a company; its owners hear once a day that the limit is near, and that it is reached.

        Raises:
            DayIsFull: come back tomorrow.
        """
        most = self._most_of(mailbox)
        if not most:
            return
        async with self._units() as work:
            count = await work.mail_days.take(mailbox, self._clock.today(), most)
            state = _state(count, most)
            if state is not None and company_id is not None:
                await self._tell(work, mailbox, company_id, most, state)
        if count is None:
            raise DayIsFull(_until_tomorrow(self._clock.now()))

    async def give_back(self, mailbox: str) -> None:
        """The letter did not get out, so it does not count."""
        if self._most_of(mailbox):
            async with self._units() as work:
                await work.mail_days.give_back(mailbox, self._clock.today())

    async def _tell(self, work: UnitOfWork, mailbox: str, company: UUID, most: int, state: str) -> None:
        cause = f"mail-day:{mailbox}:{company}:{state}"
        today = self._clock.today().isoformat()
        if await work.cursors.get(cause) == today:
            return
        await work.cursors.put(cause, today)
        data: dict[str, Json] = {"mailbox": mailbox, "most": most, "state": state}
        for owner in await listeners(work, [company], {Role.OWNER}):
            await work.jobs.enqueue(owner.show(Reply("mail-day", data), f"{cause}:{today}"))


def _state(count: int | None, most: int) -> str | None:
    if count is None:
        return "full"
    return "near" if count * 100 >= most * NEAR_PERCENT else None


def _until_tomorrow(now: datetime) -> float:
    """Seconds until a new day has begun for certain."""
    morning = datetime.combine(now.date() + timedelta(days=1), _MORNING, now.tzinfo)
    return (morning.timestamp() - now.timestamp()) or 0.0
