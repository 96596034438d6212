"""A wire between us and a server that breaks when a test says so; it carries bytes and reads none."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

_PIECE = 16_384


@dataclass
class Wire:
    """What goes over the wire.

    Attributes:
        port: where it listens.
        up_limit, down_limit: bytes to the server, or from it, after which the connection breaks; None: it holds.
        deaf_after: bytes to the server, of all connections, after which nothing more comes back from it.
        silent: whether nothing arrives on either side any more, goodbyes included, and nobody is told.
        carried: bytes to the server so far, of all connections.
        connections: how many were made.
    """

    port: int = 0
    up_limit: int | None = None
    down_limit: int | None = None
    deaf_after: int | None = None
    silent: bool = False
    carried: int = 0
    connections: int = 0
    _open: list[asyncio.StreamWriter] = field(default_factory=list)

    def cut(self) -> None:
        """Break every connection now, without a goodbye."""
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    def say(self, words: bytes) -> None:
        """Tell everybody on our side something that the server never said; the connections hold."""
        for writer in self._open[::2]:
            writer.write(words)

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool) -> None:
        """Carry one direction of one connection to its end."""
        passed = 0
        with contextlib.suppress(OSError):
            while piece := await reader.read(_PIECE):
                passed += len(piece)
                self.carried += len(piece) if up else 0
                limit = self.up_limit if up else self.down_limit
                if limit is not None and passed > limit:
                    self.cut()
                    return
                deaf = self.deaf_after is not None and self.carried > self.deaf_after
                if not self.silent and (up or not deaf):
                    writer.write(piece)
                    await writer.drain()
        if not self.silent:
            writer.close()

    async def connect(self, target: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        from_server, to_server = await asyncio.open_connection("127.0.0.1", target)
        self._open += [writer, to_server]
        await asyncio.gather(self.pump(reader, to_server, up=True), self.pump(from_server, writer, up=False))


@contextlib.asynccontextmanager
async def wire_to(target: int) -> AsyncIterator[Wire]:
    """A wire to a port of 127.0.0.1."""
    wire = Wire()
    serving: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        await wire.connect(target, reader, writer)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        wire.cut()
        await asyncio.gather(*serving, return_exceptions=True)
