"""Stand-in for the lighthouse: what the Ministry announces about KSeF (facts: section 10).

Every message is kept; an event is found again by its `eventId`, and a later word on it has a higher `version`.
"""

import itertools
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from .world import World

MAINTENANCE, FAILURE, TOTAL_FAILURE = "MAINTENANCE", "FAILURE", "TOTAL_FAILURE"
AVAILABLE = "AVAILABLE"
GRAVITY = (TOTAL_FAILURE, FAILURE, MAINTENANCE)
FOLLOWED = {"failure": FAILURE, "maintenance": MAINTENANCE, "total_failure": TOTAL_FAILURE}
PLANNED_LENGTH = timedelta(hours=2)
TITLES = {
    (FAILURE, "FAILURE_START"): (
        "Awaria KSeF",
        "Rozpoczęła się awaria KSeF. Faktury można wystawiać w trybie awaryjnym.",
    ),
    (FAILURE, "FAILURE_END"): ("Koniec awarii KSeF", "Awaria KSeF została usunięta."),
    (TOTAL_FAILURE, "FAILURE_START"): ("Awaria całkowita KSeF", "Ogłoszono awarię całkowitą KSeF."),
    (TOTAL_FAILURE, "FAILURE_END"): (
        "Koniec awarii całkowitej KSeF",
        "Awaria całkowita KSeF została odwołana.",
    ),
    (MAINTENANCE, "MAINTENANCE_ANNOUNCEMENT"): ("Niedostępność KSeF", "Zaplanowane prace serwisowe w KSeF."),
}


@dataclass
class Event:
    """One failure or maintenance window; `end` may still change."""

    number: int
    category: str
    start: datetime
    end: datetime | None
    version: int = 1

    def is_on(self, now: datetime) -> bool:
        """Tell whether it lasts at this moment."""
        return self.start <= now and (self.end is None or now < self.end)


class Lighthouse:
    """Announces outages; `follow` makes it tell the truth about the simulator's state."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = itertools.count(1)
        self._events: list[Event] = []
        self._messages: list[dict[str, Any]] = []
        self._current: Event | None = None
        self.is_up = True

    def app(self) -> web.Application:
        """Build the application to be served."""
        app = web.Application()
        app.router.add_get("/status", self._status)
        app.router.add_get("/messages", self._all)
        return app

    def up(self) -> None:
        """Answer again."""
        self.is_up = True

    def down(self) -> None:
        """Answer 503 to everything; announcements go on unheard."""
        self.is_up = False

    def reset(self) -> None:
        """Forget all announcements."""
        self._numbers = itertools.count(1)
        self._events.clear()
        self._messages.clear()
        self._current = None
        self.is_up = True

    def follow(self, state: str) -> None:
        """Announce what the state of KSeF means; silent, slow and rejecting are troubles nobody announces."""
        category = FOLLOWED.get(state)
        if self._current is not None and self._current.category == category:
            return
        if self._current is not None:
            self.end(self._current.number)
            self._current = None
        if category is not None:
            now = self._world.clock.now()
            until = now + PLANNED_LENGTH if category == MAINTENANCE else None
            self._current = self._add(category, now, until)

    def announce(self, kind: str, start: datetime, end: datetime | None = None) -> int:
        """Announce an event with its own dates; gives its number.

        Args:
            kind: maintenance, failure or total_failure.
            start: when it begins; maintenance may lie ahead.
            end: when it ends; required by nature for maintenance, None for a failure that goes on.

        Raises:
            ValueError: for another kind.
        """
        if kind not in FOLLOWED:
            raise ValueError(f"no such kind of event: {kind}")
        event = self._add(FOLLOWED[kind], start, end)
        if end is not None and event.category != MAINTENANCE:
            self._publish(event, "FAILURE_END")
        return event.number

    def end(self, number: int, moment: datetime | None = None) -> None:
        """Announce the end of an event: a FAILURE_END, or a new version of a maintenance window."""
        event = next(each for each in self._events if each.number == number)
        event.end = moment or self._world.clock.now()
        event.version += 1
        self._publish(event, "MAINTENANCE_ANNOUNCEMENT" if event.category == MAINTENANCE else "FAILURE_END")

    def status(self) -> str:
        """The present word of the lighthouse, judged by the world's clock."""
        now = self._world.clock.now()
        lasting = {each.category for each in self._events if each.is_on(now)}
        return next((category for category in GRAVITY if category in lasting), AVAILABLE)

    def messages(self) -> list[dict[str, Any]]:
        """All messages, oldest first."""
        return list(self._messages)

    def _add(self, category: str, start: datetime, end: datetime | None) -> Event:
        event = Event(next(self._numbers), category, start, end)
        self._events.append(event)
        self._publish(event, "MAINTENANCE_ANNOUNCEMENT" if category == MAINTENANCE else "FAILURE_START")
        return event

    def _publish(self, event: Event, kind: str) -> None:
        title, text = TITLES[event.category, kind]
        known = event.category == MAINTENANCE or kind == "FAILURE_END"
        message = {
            "id": secrets.token_hex(12),
            "eventId": event.number,
            "category": event.category,
            "type": kind,
            "title": title,
            "text": text,
            "start": event.start.isoformat(),
            "end": event.end.isoformat() if known and event.end is not None else None,
            "version": event.version,
            "published": self._world.clock.now().isoformat(),
        }
        self._messages.append(message)
        self._world.events.add("lighthouse", category=event.category, type=kind, event=event.number)

    def _relevant(self) -> list[dict[str, Any]]:
        """The newest message of each event that lasts or is still ahead."""
        now = self._world.clock.now()
        open_events = {each.number for each in self._events if each.end is None or each.end > now}
        newest = {message["eventId"]: message for message in self._messages}
        return [message for number, message in newest.items() if number in open_events]

    async def _status(self, request: web.Request) -> web.Response:
        if not self.is_up:
            return web.Response(status=503)
        return web.json_response({"status": self.status(), "messages": self._relevant()})

    async def _all(self, request: web.Request) -> web.Response:
        if not self.is_up:
            return web.Response(status=503)
        return web.json_response(self._messages)
