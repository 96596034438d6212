"""Serving an application on the loopback."""

from aiohttp import web

HOST = "127.0.0.1"
PATIENCE = 0.5
"""Seconds that open requests get when a server stops: long polls of the app have nothing to say any more."""


class Served:
    """One application on one port.

    Attributes:
        port: the port, known after the start.
    """

    def __init__(self, app: web.Application) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE)
        self.port = 0

    async def start(self, port: int = 0) -> str:
        """Listen on a port (0: any free one) and return the base address.

        Raises:
            OSError: the port is taken.
        """
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port).start()
        self.port = int(self._runner.addresses[0][1])
        return f"http://{HOST}:{self.port}"

    async def stop(self) -> None:
        """Close the port and all connections."""
        await self._runner.cleanup()
