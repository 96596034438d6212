"""Health over HTTP, on loopback only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Health = Callable[[], Awaitable[Mapping[str, str]]]
"""Checks by name: "ok", or a code of what is wrong."""


def health_app(health: Health) -> web.Application:
    """`GET /health`: 200 when every check is "ok", else 503; the body names the checks."""

    async def answer(_: web.Request) -> web.Response:
        checks = dict(await health())
        well = all(state == "ok" for state in checks.values())
        return web.json_response(checks, status=200 if well else 503)

    app = web.Application()
    app.router.add_get("/health", answer)
    return app


class Server:
    """Serves an application on 127.0.0.1."""

    def __init__(self, app: web.Application, port: int) -> None:
        self._runner = web.AppRunner(app, access_log=None)
        self._port = port

    async def start(self) -> int:
        """Open the port; returns it (useful with port 0).

        Raises:
            OSError: the port is taken.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the port."""
        await self._runner.cleanup()
