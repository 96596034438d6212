"""A gate on a wire: what a test waits for opens it, and until then nothing passes to the server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_PIECE = 16_384


class Gate:
    """Stands between somebody who calls and a server.

    Args:
        trigger: bytes of the caller's at which the gate shuts, once; they and all that follows wait.

    Attributes:
        port: where it listens.
        shut: somebody waits before it.
    """

    def __init__(self, trigger: bytes) -> None:
        self._trigger = trigger
        self.port = 0
        self.shut, self._open = asyncio.Event(), asyncio.Event()

    def open(self) -> None:
        """Let everything pass from now on."""
        self._open.set()

    async def opened(self) -> None:
        """Wait before it."""
        self.shut.set()
        await self._open.wait()

    async def carry(self, target: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to a port of 127.0.0.1; whoever calls a server that is gone hears so."""
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", target)
        except ConnectionError:
            writer.close()
            return
        with suppress(ConnectionError):
            await asyncio.gather(self._up(reader, to_server), self._down(from_server, writer))

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen = b""
        while piece := await reader.read(_PIECE):
            seen = (seen + piece)[-2 * _PIECE :]
            if self._trigger in seen and not self._open.is_set():
                await self.opened()
            writer.write(piece)
            await writer.drain()
        writer.close()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def gate_to(target: int, trigger: bytes) -> AsyncIterator[Gate]:
    """A gate before a port of 127.0.0.1; opened at the end, if nobody has."""
    gate = Gate(trigger)
    server = await asyncio.start_server(lambda *ends: gate.carry(target, *ends), "127.0.0.1", 0)
    gate.port = server.sockets[0].getsockname()[1]
    try:
        yield gate
    finally:
        gate.open()
        server.close()
