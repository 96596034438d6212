"""The lighthouse: what it announces, in which order, and how its answers are broken."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.announced import KINDS, Event, Said
from sandbox.control.answers import Json, Problem, optional_text, read_json, text_of
from sandbox.stage import Stage
from sandbox.world import WARSAW

ORDERS = {"oldest_first": False, "newest_first": True}
STATES = {category: kind for kind, category in KINDS.items()}


class Announcing:
    """The hand that writes announcements."""

    def __init__(self, stage: Stage) -> None:
        self._stand_ins = stage.stand_ins
        self._lighthouse = stage.stand_ins.lighthouse
        self._book = self._lighthouse.announcements
        self._deeds: dict[str, Callable[[Json], Json]] = {
            "announce": self._announce,
            "update": self._update,
            "end": self._end,
            "withdraw": self._withdraw,
            "repeat": self._repeat,
            "raw": self._raw,
            "settings": self._settings,
        }

    def routes(self) -> list[web.RouteDef]:
        """Where this is reached."""
        return [web.get("/api/lighthouse", self._show), web.post("/api/lighthouse", self._act)]

    async def _show(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "status": self._lighthouse.status(),
                "mode": self._stand_ins.lighthouse_mode,
                "answers": self._lighthouse.disturbance.mode,
                "order": next(name for name, way in ORDERS.items() if way == self._book.newest_first),
                "closes_ksef": self._book.closed(),
                "events": [_event(each, self._stand_ins.world.clock.now()) for each in self._book.events],
                "messages": self._lighthouse.messages(),
            }
        )

    async def _act(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        deed = self._deeds.get(text_of(body, "action"))
        if deed is None:
            raise Problem(400, f"`action` must be one of {', '.join(self._deeds)}.")
        try:
            return web.json_response(deed(body))
        except ValueError as refusal:
            raise Problem(400, f"The lighthouse cannot say so: {refusal}.") from None

    def _announce(self, body: Json) -> Json:
        start = _moment(body, "start") or self._stand_ins.world.clock.now()
        closes = body.get("follow_ksef", False)
        if not isinstance(closes, bool):
            raise Problem(400, "`follow_ksef` must be true or false.")
        kind, end = text_of(body, "kind"), _moment(body, "end")
        return {"event": self._book.announce(kind, start, end, _said(body), closes=closes)}

    def _update(self, body: Json) -> Json:
        said = _said(body)
        return {
            "version": self._book.update(_number(body), _moment(body, "start"), _moment(body, "end"), said)
        }

    def _end(self, body: Json) -> Json:
        # Without the field the end is now; with null only the hour of publishing tells of it.
        stated = _moment(body, "end") if "end" in body else self._stand_ins.world.clock.now()
        return {"version": self._book.end(_number(body), stated, _said(body))}

    def _withdraw(self, body: Json) -> Json:
        self._book.withdraw(_number(body))
        return {}

    def _repeat(self, body: Json) -> Json:
        self._book.repeat(_number(body))
        return {}

    def _raw(self, body: Json) -> Json:
        if "message" not in body:
            raise Problem(400, "`message` is missing: any JSON value.")
        self._book.raw(body["message"])
        return {}

    def _settings(self, body: Json) -> Json:
        order = text_of(body, "order", next(iter(ORDERS)))
        if order not in ORDERS:
            raise Problem(400, f"`order` must be one of {', '.join(ORDERS)}.")
        if "answers" in body:
            self._lighthouse.disturbance.set_mode(text_of(body, "answers"))
        if "order" in body:
            self._book.newest_first = ORDERS[order]
        if "status" in body:
            self._book.word = optional_text(body, "status")
        return {}


def _event(event: Event, now: datetime) -> dict[str, Any]:
    return {
        "event": event.number,
        "kind": STATES[event.category],
        "start": event.start.isoformat(),
        "end": event.end.isoformat() if event.end else None,
        "over": event.end is not None and event.end <= now,
        "follow_ksef": event.closes,
        "withdrawn": event.withdrawn,
        "messages": [each.body for each in event.messages],
    }


def _said(body: Json) -> Said:
    version = body.get("version")
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise Problem(400, "`version` must be a whole number.")
    return Said(
        optional_text(body, "title"), optional_text(body, "text"), _moment(body, "published"), version
    )


def _number(body: Json) -> int:
    number = body.get("event")
    if isinstance(number, bool) or not isinstance(number, int):
        raise Problem(400, "`event` must be the number of an event.")
    return number


def _moment(body: Json, name: str) -> datetime | None:
    """A moment that may be left out; without a zone it is meant in Warsaw."""
    text = optional_text(body, name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Problem(
            400, f"`{name}` must be a moment such as 2026-11-20T10:00:00+01:00, not {text}."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=WARSAW)
