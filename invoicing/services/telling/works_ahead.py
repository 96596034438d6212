"""Works that the Ministry announces: everybody hears of them a day ahead, once, and again only when they change.

That they have begun is told by `pushing`, as every change of how KSeF is doing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from invoicing.model.announcements import AnnouncedOutage
from invoicing.model.offline import OutageKind
from invoicing.services.jobs import Show
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.telling.audience import WORKING, TellMany, awake, listeners

CURSOR = "works-told"
AHEAD = timedelta(hours=24)
"""How long before their beginning; what is announced later is told at once."""
REMEMBERED = timedelta(days=400)
"""How long what was told is remembered: a clock that was put forward and back again tells nothing twice."""


class Change(StrEnum):
    """What there is to say of works."""

    PLANNED = "planned"
    MOVED = "moved"  # they were told with another beginning or end
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class News:
    """Works of which something must be said."""

    change: Change
    works: AnnouncedOutage

    def reply(self, before: Sequence[str | None] | None) -> Reply:
        """As people read it.

        Args:
            before: beginning and end that were told, None when nothing was.
        """
        start, end = _span(self.works)
        told: Json = {"start": before[0], "end": before[1]} if before else None
        return Reply("works-ahead", {"change": self.change.value, "start": start, "end": end, "before": told})


class TellWorksAhead:
    """Looks at the works that lie ahead; by night nobody is woken.

    What was told is remembered by event with its beginning and end, so that a later version of a notice that
    changes only its words is no news.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, tell: TellMany) -> None:
        self._units, self._clock, self._tell = units, clock, tell

    async def __call__(self) -> None:
        """One look; whoever was away for long sees first whether the works are still announced."""
        now = self._clock.now()
        if not awake(now):
            return
        async with self._units.reading() as work:
            if not (await work.verdicts.current()).is_fresh(now):
                return
            told = _memory(await work.cursors.get(CURSOR))
            news = found(await work.outages.events(), told["works"], now)
            shows = await _shows(work, news, told) if news else []
        if news:
            await self._tell(shows)
            await self._remember(told["works"], news, now)

    async def _remember(self, told: Mapping[str, Any], news: Sequence[News], now: datetime) -> None:
        works = dict(told)
        for each in news:
            works.pop(each.works.event, None)
            if each.change is not Change.CALLED_OFF:
                works[each.works.event] = _span(each.works)
        kept = {
            event: span for event, span in works.items() if now - datetime.fromisoformat(span[0]) < REMEMBERED
        }
        async with self._units() as work:
            await work.cursors.put(CURSOR, json.dumps({"at": now.isoformat(), "works": kept}))


def found(events: Iterable[AnnouncedOutage], told: Mapping[str, Any], now: datetime) -> list[News]:
    """What there is to say: of works that have not begun, and have not been told as they are announced now."""
    planned = [each for each in events if each.kind is OutageKind.MAINTENANCE and each.began_at > now]
    changes = [(each, _change(each, told.get(each.event), now)) for each in planned]
    return [News(change, works) for works, change in changes if change is not None]


def _change(works: AnnouncedOutage, told: Sequence[str | None] | None, now: datetime) -> Change | None:
    if works.withdrawn_at is not None:
        return Change.CALLED_OFF if told else None
    if told:
        return Change.MOVED if list(told) != _span(works) else None
    return Change.PLANNED if works.began_at - now <= AHEAD else None


def _span(works: AnnouncedOutage) -> list[str | None]:
    end = works.stated_end
    return [works.began_at.isoformat(), end.isoformat() if end else None]


def _memory(written: str | None) -> dict[str, Any]:
    remembered: dict[str, Any] = json.loads(written) if written else {"at": None, "works": {}}
    return remembered


async def _shows(work: UnitOfWork, news: Sequence[News], told: Mapping[str, Any]) -> list[Show]:
    companies = [company.id for company in await work.companies.all()]
    audience = await listeners(work, companies, WORKING)
    shows = []
    for each in news:
        reply = each.reply(told["works"].get(each.works.event))
        # From one memory to the next: cut short between two people, it goes on and says nothing twice.
        said = json.dumps([each.works.event, each.change, _span(each.works), told["at"]])
        cause = f"works-ahead:{hashlib.sha256(said.encode()).hexdigest()[:16]}"
        shows += [listener.show(reply, cause) for listener in audience]
    return shows
