"""The state of the whole, and the stream of what happens."""

import asyncio
import json
from typing import Any

from aiohttp import web

from sandbox import demo
from sandbox.control.answers import Json, number_in
from sandbox.register_entries import ABSENT, REMOVED
from sandbox.stage import Stage
from sandbox.world import WARSAW, Event

HEARTBEAT = 15.0


class Overview:
    """What is there, and what happens."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def routes(self) -> list[web.RouteDef]:
        """Where this is reached."""
        return [web.get("/api/state", self._state), web.get("/api/events", self._events)]

    async def _state(self, _: web.Request) -> web.Response:
        stage, stand_ins = self._stage, self._stage.stand_ins
        ksef = stand_ins.ksef
        return web.json_response(
            {
                "clock": stage.world.clock.now().astimezone(WARSAW).isoformat(),
                "ksef": {
                    "state": ksef.state,
                    "present": ksef.present,
                    "lighthouse": stand_ins.lighthouse_mode,
                    "announced": stand_ins.lighthouse.status(),
                    "faults": dict(ksef.faults),
                },
                "users": [
                    {"id": person.id, "name": person.name, "company": person.company}
                    for person in demo.PEOPLE
                ],
                "network": {"up": stand_ins.network.is_up},
                "counts": self._counts(),
                "app": await self._app(),
                "urls": stage.urls,
                "mail": {**stand_ins.mail.faults.as_json(), "account": demo.MAILBOX},
                "mailboxes": stand_ins.mail.addresses(),
                "register": {"not_found": ABSENT, "removed": REMOVED},
                "event": stage.world.events.last,
            }
        )

    def _counts(self) -> Json:
        stand_ins = self._stage.stand_ins
        return {
            "messages": sum(len(stand_ins.telegram.messages(person.id)) for person in demo.PEOPLE),
            "letters": stand_ins.mail.count(),
            "invoices": len(stand_ins.ksef.invoices()),
        }

    async def _app(self) -> Json:
        app = self._stage.app
        return {
            "running": app.pid is not None,
            "pid": app.pid,
            "ready": await app.is_ready(),
            "log": str(app.log),
        }

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events from now on, or from `after` or Last-Event-ID."""
        log = self._stage.world.events
        start = request.headers.get("Last-Event-ID") or request.query.get("after") or str(log.last)
        seen = int(number_in(start, "after"))
        answer = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await answer.prepare(request)
        try:
            while True:
                events = await log.after(seen, HEARTBEAT)
                await answer.write(b"".join(_sent(event) for event in events) or b": still here\n\n")
                seen = events[-1].n if events else seen
        except (ConnectionError, asyncio.CancelledError):
            return answer


def _sent(event: Event) -> bytes:
    data: dict[str, Any] = {"kind": event.kind, **event.data}
    return f"id: {event.n}\ndata: {json.dumps(data, default=str)}\n\n".encode()
