"""Stand-in for the lighthouse: what the Ministry announces about KSeF (facts: section 10)."""

from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox.announced import KINDS, MAINTENANCE
from sandbox.announcements import Announcements
from sandbox.disturbance import Disturbance
from sandbox.world import World

PLANNED_LENGTH = timedelta(hours=2)
ODD_ANSWERS = ("null", "absent", "garbage")
GARBAGE = '{"status": "FAIL\ufffd", "messages": [{"id":'


class Lighthouse:
    """Announces outages; `follow` makes it tell the truth about the simulator's state.

    Attributes:
        announcements: what has been announced; anything else can be announced there.
        disturbance: how answers are broken: `up` (not at all), `down` (connection cut), `slow`, `error` (500),
            `html`, `hang`, `null` (messages are null), `absent` (no messages at all) or `garbage` (half a JSON).
        is_up: False: 503 to everything.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.announcements = Announcements(world)
        self.disturbance = Disturbance(more_modes=ODD_ANSWERS)
        self._current: int | None = None
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
        self.announcements.clear()
        self.disturbance.set_mode("up")
        self._current = None
        self.is_up = True

    def follow(self, state: str) -> None:
        """Announce what the state of KSeF means; silent, slow and rejecting are troubles nobody announces."""
        kind = state if state in KINDS else None
        if self._current is not None:
            event = self.announcements.event(self._current)
            if kind is not None and event.category == KINDS[kind]:
                return
            self.end(event.number)
            self._current = None
        if kind is not None:
            now = self._world.clock.now()
            until = now + PLANNED_LENGTH if KINDS[kind] == MAINTENANCE else None
            self._current = self.announce(kind, now, until)

    def announce(self, kind: str, start: datetime, end: datetime | None = None) -> int:
        """Announce an event in the usual words; see `Announcements.announce`."""
        return self.announcements.announce(kind, start, end)

    def end(self, number: int, moment: datetime | None = None) -> None:
        """Announce that an event ends at a moment, or now."""
        self.announcements.end(number, moment or self._world.clock.now())

    def status(self) -> str:
        """The present word of the lighthouse."""
        return self.announcements.status()

    def messages(self) -> list[Any]:
        """All messages that can be read now."""
        return self.announcements.listed()

    async def _status(self, request: web.Request) -> web.StreamResponse:
        body: dict[str, Any] = {"status": self.status(), "messages": self.announcements.relevant()}
        if self.disturbance.mode == "null":
            body["messages"] = None
        if self.disturbance.mode == "absent":
            del body["messages"]
        return await self._answer(request, body)

    async def _all(self, request: web.Request) -> web.StreamResponse:
        odd: dict[str, object] = {"null": None, "absent": {}}
        mode = self.disturbance.mode
        return await self._answer(request, odd[mode] if mode in odd else self.messages())

    async def _answer(self, request: web.Request, body: object) -> web.StreamResponse:
        if not self.is_up:
            return web.Response(status=503)
        broken = await self.disturbance.answer(request)
        if broken is not None:
            return broken
        if self.disturbance.mode == "garbage":
            return web.Response(text=GARBAGE, content_type="application/json")
        return web.json_response(body)
