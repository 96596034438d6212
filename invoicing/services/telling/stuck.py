"""Work that has got stuck: whoever runs the installation hears of it once, with a way out, and when it is over.

What waits by law or by plan is not stuck: KSeF being away, a limit, a day to come.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Role
from invoicing.services.telling.audience import TellMany, awake, listeners


class Trouble(StrEnum):
    """What can be stuck."""

    WORK = "work"  # minutes that the very same promise has been the oldest that should have been kept
    INBOX = "inbox"  # minutes that the very same message has been the oldest without an answer
    SET_ASIDE = "set-aside"  # how much failed too often
    DISK = "disk"  # per cent of the disk that are used
    BACKUP = "backup"  # hours since the last copy, where one was ever made


LIMITS: Mapping[Trouble, tuple[int, int]] = {
    Trouble.WORK: (30, 5),
    Trouble.INBOX: (10, 2),
    Trouble.SET_ASIDE: (1, 1),
    Trouble.DISK: (95, 93),
    Trouble.BACKUP: (48, 48),
}
"""From which measure on it is told, and below which it is over; the gap keeps it from being told by turns."""

Measures = Mapping[Trouble, int]
_CURSOR = "stuck:{}"
_OVER = ""


@dataclass(frozen=True, slots=True)
class _News:
    trouble: Trouble
    measure: int
    since: str
    over: bool

    def reply(self) -> Reply:
        code = "stuck-over" if self.over else "stuck"
        return Reply(code, {"trouble": self.trouble.value, "measure": self.measure, "since": self.since})

    @property
    def cause(self) -> str:
        return f"stuck:{self.trouble}:{self.since}:{'over' if self.over else 'begun'}"


class TellStuck:
    """Looks at the measures; by night it waits for the morning, but for work: that may still miss a term at midnight.

    Args:
        units: opens transactions.
        clock: the time.
        tell: promises what many hear.
        look: the measures now.
        chat: the chat of whoever runs the installation; without it the owners of all companies hear.
    """

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        tell: TellMany,
        look: Callable[[], Awaitable[Measures]],
        *,
        chat: str | None = None,
    ) -> None:
        self._units, self._clock, self._tell = units, clock, tell
        self._look, self._chat = look, chat

    async def __call__(self) -> None:
        """One look.

        Raises:
            Unavailable: the database does not answer; nothing can be promised then.
        """
        now, measures = self._clock.now(), await self._look()
        async with self._units.reading() as work:
            told = {trouble: await work.cursors.get(_CURSOR.format(trouble)) or _OVER for trouble in measures}
            news = [each for each in _news(measures, told, now) if awake(now) or each.trouble is Trouble.WORK]
            shows = [show for each in news for show in await self._shows(work, each)]
        await self._tell(shows)
        if news:
            async with self._units() as work:
                for each in news:
                    await work.cursors.put(_CURSOR.format(each.trouble), _OVER if each.over else each.since)

    async def _shows(self, work: UnitOfWork, news: _News) -> list[Show]:
        reply = news.reply()
        if self._chat is not None:
            owner = await work.people.by_identity(Channel.TELEGRAM, self._chat)
            language = owner.language if owner else "pl"
            return [Show(Channel.TELEGRAM, self._chat, reply, news.cause, language=language)]
        companies = [company.id for company in await work.companies.all()]
        owners = await listeners(work, companies, (Role.OWNER,), letters=True)
        return [owner.show(reply, news.cause) for owner in owners]


def _news(measures: Measures, told: Mapping[Trouble, str], now: datetime) -> list[_News]:
    """What has begun since it was told last, and what is over."""
    found = []
    for trouble, measure in measures.items():
        begins, ends = LIMITS[trouble]
        if not told[trouble] and measure >= begins:
            found.append(_News(trouble, measure, now.isoformat(), over=False))
        elif told[trouble] and measure < ends:
            found.append(_News(trouble, measure, told[trouble], over=True))
    return found
