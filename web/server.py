"""Health and figures over HTTP, for this machine and whoever watches it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from web.hardening import HEADERS, Handler

Health = Callable[[], Awaitable[Mapping[str, str]]]
"""Checks by name: "ok", or a code of what is wrong."""


def health_app(health: Health) -> web.Application:
    """`GET /health`: 200 when every check is "ok", else 503; the body names the checks."""
    app = web.Application()
    app.router.add_get("/health", _checked(health))
    return app


Figures = Callable[[], Awaitable[tuple[str, bytes]]]
"""The content type of figures, and the figures."""


def watch_app(live: Health, ready: Health, figures: Figures) -> web.Application:
    """What an engineer's instruments ask.

    `GET /live`: 503 means that only a restart helps. `GET /ready`: 503 means that work waits for what is named.
    `GET /metrics`: figures.
    """

    async def metrics(_: web.Request) -> web.Response:
        content_type, text = await figures()
        return web.Response(body=text, headers={"Content-Type": content_type, **HEADERS})

    app = web.Application()
    app.router.add_get("/live", _checked(live))
    app.router.add_get("/ready", _checked(ready))
    app.router.add_get("/metrics", metrics)
    return app


def _checked(look: Health) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        checks = dict(await look())
        well = all(state == "ok" for state in checks.values())
        return web.json_response(checks, status=200 if well else 503, headers=HEADERS)

    return answer


SLOW_READERS = 2.0
"""Seconds that whoever is being answered has to take the answer in when the server stops."""


async def _shut(_: web.Request, answer: web.StreamResponse) -> None:
    """What aiohttp answers by itself (no such page, no such method) bears our headers too, and not its own name."""
    answer.headers.update(HEADERS)
    answer.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")


class Server:
    """Serves an application on one address, 127.0.0.1 unless told otherwise."""

    def __init__(self, app: web.Application, port: int, host: str = "127.0.0.1") -> None:
        app.on_response_prepare.append(_shut)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SLOW_READERS)
        self._port, self._host = port, host

    async def start(self) -> int:
        """Open the port; returns it (useful with port 0).

        Raises:
            OSError: the port is taken.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the port."""
        await self._runner.cleanup()
