"""The ways in which a public register can be broken on purpose."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

MODES = ("up", "down", "slow", "error", "html")


@dataclass
class Disturbance:
    """A switch: up, down (connection cut), slow, error (500) or html (a gateway's page with status 200)."""

    mode: str = "up"
    slow_seconds: float = 15.0
    more_modes: tuple[str, ...] = ()

    def set_mode(self, mode: str) -> None:
        """Change the mode; ValueError for one that does not exist."""
        if mode not in MODES + self.more_modes:
            raise ValueError(f"no such mode: {mode}")
        self.mode = mode

    async def answer(self, request: web.Request) -> web.StreamResponse | None:
        """What a disturbed service answers; None when it works on normally (perhaps later)."""
        if self.mode == "slow":
            await asyncio.sleep(self.slow_seconds)
        if self.mode == "down":
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=503)
        if self.mode == "error":
            return web.Response(status=500, text="500 Internal Server Error")
        if self.mode == "html":
            return web.Response(text="<html><body>Przerwa techniczna</body></html>", content_type="text/html")
        return None
