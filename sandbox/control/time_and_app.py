"""The world's clock, the app's process, and a new beginning."""

import asyncio
from datetime import datetime

from aiohttp import web

from sandbox.control.answers import LONGEST_WAIT, Json, Problem, number_in, read_json, text_of
from sandbox.stage import Stage
from sandbox.world import WARSAW, Bell

ACTIONS = ("kill", "stop", "start")
HEARD_WITHIN = 5.0
"""Real seconds in which whoever follows the clock is expected to know that it was turned."""


class Followers:
    """Who follows the clock by long polls, each on a connection of its own: who asks again has taken the answer in."""

    def __init__(self) -> None:
        self._known: dict[asyncio.Transport, int] = {}
        self._bell = Bell()

    def asked(self, line: asyncio.Transport | None, version: int) -> None:
        """Somebody asked for what is newer than `version`."""
        self._known = {each: known for each, known in self._known.items() if not each.is_closing()}
        if line is not None:
            self._known[line] = version
        self._bell.ring()

    async def know(self, version: int, seconds: float) -> None:
        """Until all who follow know that version, or have gone; at most so many real seconds."""
        await self._bell.until(
            lambda: all(known >= version or line.is_closing() for line, known in self._known.items()), seconds
        )


class TimeAndApp:
    """Turns the clock and handles the app."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._clock = stage.world.clock
        self._followers = Followers()

    def routes(self) -> list[web.RouteDef]:
        """Where this is reached."""
        return [
            web.get("/api/clock", self._time),
            web.post("/api/clock", self._turn),
            web.post("/api/app", self._act),
            web.post("/api/reset", self._reset),
        ]

    async def _time(self, request: web.Request) -> web.Response:
        wait = number_in(request.query.get("wait", "0"), "wait")
        if "after" in request.query:
            after = _version(request.query["after"])
            self._followers.asked(request.transport, after)
            await self._clock.changed(after, min(wait, LONGEST_WAIT))
        told = {"version": self._clock.version, "ahead": self._clock.ahead().total_seconds()}
        return web.json_response({**self._shown(), **told})

    async def _turn(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        given = [name for name in ("set", "advance", "now") if name in body]
        if len(given) != 1:
            raise Problem(400, "Give one of `set` (a moment), `advance` (seconds) and `now`.")
        try:
            self._apply(given[0], body)
        except OverflowError:
            raise Problem(400, "The calendar ends before that moment.") from None
        self._stage.world.events.add("clock", **self._shown())
        await self._followers.know(self._clock.version, HEARD_WITHIN)
        return web.json_response(self._shown())

    def _apply(self, word: str, body: Json) -> None:
        if word == "now":
            self._clock.back_to_now()
        elif word == "set":
            self._clock.set(_moment(text_of(body, "set")))
        else:
            self._clock.advance(_seconds(body["advance"]))

    def _shown(self) -> Json:
        return {"clock": self._clock.now().astimezone(WARSAW).isoformat()}

    async def _act(self, request: web.Request) -> web.Response:
        action = text_of(await read_json(request), "action")
        if action not in ACTIONS:
            raise Problem(400, f"`action` must be one of {', '.join(ACTIONS)}.")
        return web.json_response({"pid": await self._stage.act(action)})

    async def _reset(self, request: web.Request) -> web.Response:
        body = await read_json(request) if request.can_read_body else {}
        await self._stage.reset(_moment(text_of(body, "clock")) if "clock" in body else None)
        return web.json_response({})


def _version(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Problem(400, "`after` must be a version of the clock.") from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Problem(400, f"`set` must be a moment such as 2026-11-20T10:00:00+01:00, not {text}.") from None


def _seconds(value: object) -> float:
    # bool is an int in Python, and JSON knows NaN in some dialects.
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - the test for NaN
        raise Problem(400, "`advance` must be a number of seconds.")
    return float(value)
