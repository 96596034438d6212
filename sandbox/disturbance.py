"""The ways in which a public register can be broken on purpose."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.world import Bell

MODES = ("up", "down", "slow", "error", "html", "hang")


@dataclass
class Disturbance:
    """A switch: up, down (connection cut), slow, error (500), html (a gateway's page with status 200) or hang.

    Who hangs is let go, without an answer, when the mode changes.
    """

    mode: str = "up"
    slow_seconds: float = 15.0
    more_modes: tuple[str, ...] = ()
    _bell: Bell = field(default_factory=Bell)

    def set_mode(self, mode: str) -> None:
        """Change the mode; ValueError for one that does not exist."""
        if mode not in MODES + self.more_modes:
            raise ValueError(f"no such mode: {mode}")
        self.mode = mode
        self._bell.ring()

    async def answer(self, request: web.Request) -> web.StreamResponse | None:
        """What a disturbed service answers; None when it works on normally (perhaps later)."""
        if self.mode == "slow":
            await asyncio.sleep(self.slow_seconds)
        if self.mode == "hang":
            await self._hang(request)
            return cut(request)
        if self.mode == "down":
            return cut(request)
        if self.mode == "error":
            return web.Response(status=500, text="500 Internal Server Error")
        if self.mode == "html":
            return web.Response(text="<html><body>Przerwa techniczna</body></html>", content_type="text/html")
        return None

    async def _hang(self, request: web.Request) -> None:
        # The server does not tell a handler that its caller has gone, so it looks now and then.
        while request.transport is not None:
            if await self._bell.until(lambda: self.mode != "hang", 0.1):
                return


def cut(request: web.Request) -> web.Response:
    """Drop the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)
