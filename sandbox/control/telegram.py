"""Telegram as a service: its limits, an outage, many people at once, and when messages arrived."""

from aiohttp import web

from sandbox.control.answers import Json, Problem, number_in, read_json
from sandbox.stage import Stage

MOST_PEOPLE = 100_000


class Telegram:
    """The hand on the Bot API server."""

    def __init__(self, stage: Stage) -> None:
        self._telegram = stage.stand_ins.telegram

    def routes(self) -> list[web.RouteDef]:
        """Where this is reached."""
        return [
            web.post("/api/telegram", self._switch),
            web.get("/api/telegram/deliveries", self._deliveries),
        ]

    async def _switch(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        limits, down = _flag(body, "limits"), _flag(body, "down")
        people = _people(body)
        if limits is not None:
            self._telegram.natural_flood(limits, bursts=True)
        if down is not None:
            self._telegram.down(down)
        for person in people:
            self._telegram.add_started_user(person, f"Osoba {person}")
        return web.json_response({})

    async def _deliveries(self, request: web.Request) -> web.Response:
        after = number_in(request.query.get("after", "0"), "after")
        return web.json_response(self._telegram.deliveries(int(after)))


def _flag(body: Json, name: str) -> bool | None:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise Problem(400, f"`{name}` must be true or false.")
    return value


def _people(body: Json) -> range:
    wanted = body.get("people")
    if wanted is None:
        return range(0)
    first, count = (
        (_whole(wanted.get(name)) for name in ("first", "count")) if isinstance(wanted, dict) else (0, 0)
    )
    if not (first > 0 and 0 < count <= MOST_PEOPLE):
        raise Problem(400, f"`people` must have `first` (an id) and `count`, 1 to {MOST_PEOPLE}.")
    return range(first, first + count)


def _whole(value: object) -> int:
    """A whole number; zero for whatever else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
