"""A lighthouse that announces events as the Ministry does: a failure by its beginning and its end, works as a span of hours."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from invoicing.model.announcements import Announcement
from invoicing.model.errors import Unavailable
from invoicing.model.offline import OutageKind
from invoicing.services.outages.books import LighthouseReport


@dataclass
class Event:
    """What is announced; works know their end from the beginning."""

    kind: OutageKind
    began: datetime
    ended: datetime | None = None
    told: list[Announcement] = field(default_factory=list)

    def lasts(self, now: datetime) -> bool:
        """Whether it has begun and not ended."""
        return self.began <= now and (self.ended is None or now < self.ended)


class Beacon:
    """What stands in for the lighthouse.

    Attributes:
        read: what was read last, and when.
    """

    def __init__(self, clock) -> None:
        self.clock, self.events, self.silent = clock, [], False
        self.read: tuple[OutageKind | None, datetime] | None = None

    @property
    def state(self) -> OutageKind | None:
        """The gravest event that lasts."""
        now = self.clock.now()
        lasting = {event.kind for event in self.events if event.lasts(now)}
        order = (OutageKind.TOTAL_FAILURE, OutageKind.FAILURE, OutageKind.MAINTENANCE)
        return next((kind for kind in order if kind in lasting), None)

    def begins(self, kind: OutageKind, hours: int | None = None) -> None:
        """An event is announced, unless one of its kind lasts."""
        now = self.clock.now()
        if any(event.kind is kind and event.lasts(now) for event in self.events):
            return
        event = Event(kind, now, now + timedelta(hours=hours) if hours else None)
        self.events.append(event)
        self._tells(event, ends=False)

    def ends(self, kind: OutageKind | None = None) -> None:
        """Whatever lasts, of that kind, ends now; the end of a failure is announced, works are cut short."""
        now = self.clock.now()
        for event in self.events:
            if event.lasts(now) and kind in {None, event.kind} and event.began < now:
                event.ended = now
                self._tells(event, ends=event.kind is not OutageKind.MAINTENANCE)

    def _tells(self, event: Event, *, ends: bool) -> None:
        name, at = f"{event.kind}-{self.events.index(event)}", self.clock.now()
        message, version = f"{name}-{len(event.told)}", len(event.told) + 1
        digest = hashlib.sha256(json.dumps({"id": message}).encode()).digest()
        event.told.append(
            Announcement(name, event.kind, ends, message, version, event.began, event.ended, at, digest)
        )

    async def look(self) -> LighthouseReport:
        """What a reader gets."""
        if self.silent:
            raise Unavailable("lighthouse-silent")
        self.read = (self.state, self.clock.now())
        told = tuple(each for event in self.events for each in event.told)
        messages = tuple(json.dumps({"id": each.message_id}) for each in told)
        return LighthouseReport(self.state, told, f'{{"state": "{self.state}"}}', messages)
