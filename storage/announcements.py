"""What the lighthouse announced: its messages, and what is believed of each event."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from invoicing.model.announcements import AnnouncedOutage, Announcement, settled
from invoicing.model.offline import OutageKind
from invoicing.model.warsaw import warsaw_day
from invoicing.services.books import EventBook
from invoicing.services.ksef_records import Notice
from invoicing.services.messages import Json
from invoicing.services.outages.books import LighthouseReport
from invoicing.services.records import Event
from storage.ksef_tables import notices
from storage.outage_tables import announced_outages, announcements
from storage.transaction import Transaction

log = logging.getLogger(__name__)

_OUTAGES = select(announced_outages).order_by(announced_outages.c.began_at, announced_outages.c.seq)
_OF_EVENT = (
    select(announcements)
    .where(announcements.c.kind == bindparam("kind"), announcements.c.event == bindparam("event"))
    .order_by(announcements.c.seq)
)
_KNOWN = select(announcements.c.sha256)
_NOTICES = (
    select(notices)
    .join(announcements, announcements.c.sha256 == notices.c.sha256)
    .where(announcements.c.kind == bindparam("kind"), announcements.c.event == bindparam("event"))
    .order_by(announcements.c.seq)
)
_WITHDRAW = (
    announced_outages.update()
    .where(announced_outages.c.kind == bindparam("of"), announced_outages.c.event == bindparam("named"))
    .values(withdrawn_at=bindparam("at"))
)
_FORGET = announced_outages.delete().where(
    announced_outages.c.kind == bindparam("of"), announced_outages.c.event == bindparam("named")
)

_Key = tuple[OutageKind, str]


class Announcements:
    """Messages by event; an event is worked out anew from all of its messages, so their order never matters."""

    def __init__(self, transaction: Transaction, events: EventBook) -> None:
        self._transaction, self._events = transaction, events

    async def add(self, report: LighthouseReport, at: datetime) -> bool:
        """Keep what is new; True when anything that is believed has changed."""
        known = await self._known([each.sha256 for each in report.announcements])
        new = [each for each in report.announcements if each.sha256 not in known]
        for announcement in new:
            row = asdict(announcement) | {"kind": announcement.kind.value}
            fresh = self._transaction.insert(announcements).on_conflict_do_nothing(index_elements=["sha256"])
            await self._transaction.run(fresh, row)
        changed = False
        for kind, event in dict.fromkeys((each.kind, each.event) for each in new):
            changed |= await self._work_out(kind, event, at)
        if report.complete:
            changed |= await self._look_for_absent(
                {(each.kind, each.event) for each in report.announcements}, at
            )
        return changed

    async def outages(self) -> tuple[AnnouncedOutage, ...]:
        """What is believed of each event, by its beginning."""
        return tuple(_outage(row) for row in await self._transaction.rows(_OUTAGES))

    async def notices(self, kind: OutageKind, event: str) -> Sequence[Notice]:
        """The messages about an event as they came."""
        rows = await self._transaction.rows(_NOTICES, {"kind": kind.value, "event": event})
        return [Notice(row.message_id, row.version, row.raw, row.sha256, row.fetched_at) for row in rows]

    async def _known(self, digests: Sequence[bytes]) -> set[bytes]:
        among = _KNOWN.where(announcements.c.sha256.in_(digests))
        return {row.sha256 for row in await self._transaction.rows(among)}

    async def _work_out(self, kind: OutageKind, event: str, at: datetime) -> bool:
        rows = await self._transaction.rows(_OF_EVENT, {"kind": kind.value, "event": event})
        outage = settled([_announcement(row) for row in rows])
        if outage is None:
            log.warning("an announcement without any date", extra={"outage": event, "kind": kind.value})
            return False
        believed = await self.outages()
        before = next((each for each in believed if (each.kind, each.event) == (kind, event)), None)
        if before is not None:
            outage = replace(outage, withdrawn_at=before.withdrawn_at)
        if outage == before:
            return False
        await self._replace_day(outage, believed)
        await self._keep(outage)
        if outage.odd_end or outage.disputed_end:
            log.warning("the end of an outage is in doubt", extra={"outage": event, "odd": outage.odd_end})
        await self._events.add(Event("outage-announced", at, evidence=said(outage)))
        return True

    async def _keep(self, outage: AnnouncedOutage) -> None:
        row = asdict(outage) | {"kind": outage.kind.value}
        new = self._transaction.insert(announced_outages).values(**row)
        changes = {name: value for name, value in row.items() if name not in {"kind", "event"}}
        await self._transaction.run(new.on_conflict_do_update(index_elements=["kind", "event"], set_=changes))

    async def _replace_day(self, outage: AnnouncedOutage, believed: Sequence[AnnouncedOutage]) -> None:
        """Books of an older version kept days alone: the event itself takes the place of its day."""
        day = f"day:{warsaw_day(outage.began_at).isoformat()}"
        if any((each.kind, each.event) == (outage.kind, day) for each in believed):
            await self._transaction.run(_FORGET, {"of": outage.kind.value, "named": day})

    async def _look_for_absent(self, listed: set[_Key], at: datetime) -> bool:
        changed = False
        for outage in await self.outages():
            is_listed = (outage.kind, outage.event) in listed
            gone = outage.withdrawn_at is None and not is_listed and outage.silence_withdraws(at)
            back = outage.withdrawn_at is not None and is_listed
            if gone or back:
                values = {"of": outage.kind.value, "named": outage.event, "at": at if gone else None}
                await self._transaction.run(_WITHDRAW, values)
                what = "outage-withdrawn" if gone else "outage-announced-again"
                await self._events.add(Event(what, at, evidence=said(outage)))
                changed = True
        return changed


def said(outage: AnnouncedOutage) -> dict[str, Json]:
    """What is believed of an event, for the history."""
    return {
        "event": outage.event,
        "kind": outage.kind.value,
        "began": outage.began_at.isoformat(),
        "ended": outage.ended_at.isoformat() if outage.ended_at else None,
        "announced": outage.announced_at.isoformat(),
        "version": outage.version,
        "disputed_end": outage.disputed_end,
        "odd_end": outage.odd_end,
    }


def _announcement(row: Row[Any]) -> Announcement:
    return Announcement(
        row.event,
        OutageKind(row.kind),
        row.ends,
        row.message_id,
        row.version,
        row.began_at,
        row.ended_at,
        row.published_at,
        row.sha256,
    )


def _outage(row: Row[Any]) -> AnnouncedOutage:
    return AnnouncedOutage(
        row.event,
        OutageKind(row.kind),
        row.began_at,
        row.ended_at,
        row.announced_at,
        row.latest_at,
        row.version,
        row.disputed_end,
        row.odd_end,
        row.withdrawn_at,
    )
