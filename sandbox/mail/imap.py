"""IMAP for the accounts that have a password: pymap's server behind a listener of our own.

pymap's own listener hands connections to tasks nobody holds, which newer Pythons collect while they wait in IDLE.
"""

import asyncio
from argparse import Namespace
from contextlib import suppress
from datetime import datetime

from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Identity, Login
from pymap.exceptions import MailboxConflict
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Seen
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from sandbox.mail.tracing import AUTHSERV


class _Config(Config):
    """Without the look-up of this machine's name, which may ask a name server."""

    @property
    def greeting(self) -> bytes:
        return f"Server ready {AUTHSERV}".encode()


class ImapServer:
    """Serves inboxes that live in memory."""

    def __init__(self) -> None:
        args = Namespace(
            debug=False, passlib_cfg=None, tls=False, proxy_protocol=None, inherited_sockets=None
        )
        # Passwords are made at each start and never leave this process, so hashing them protects nobody.
        self._config = _Config(
            args,
            demo_data=False,
            demo_user="",
            demo_password="",
            host="127.0.0.1",
            port="0",
            debug=False,
            tls_enabled=False,
            invalid_user_sleep=0.0,
            hash_context=Cleartext(),
        )
        self._login = Login(self._config)
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        self._config.apply_context()
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the listener and all connections."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.hang_up()

    async def hang_up(self) -> None:
        """Cut all connections; new ones are welcome."""
        connections = list(self._connections)
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    def add_account(self, address: str, password: str) -> None:
        """Let somebody log in by an address and a password."""
        self._login.users_dict[address] = UserMetadata(self._config, address, password=password)

    async def deliver(self, address: str, raw: bytes, received_at: datetime) -> None:
        """Put a letter into the inbox of an account; whoever idles there is told."""
        if address not in self._login.users_dict:
            return
        async with Identity(address, self._login, None, frozenset()).new_session() as session:
            await session.append_messages("INBOX", [AppendMessage(raw, received_at, frozenset())])

    async def keep_copy(self, address: str, raw: bytes, sent_at: datetime, folder: str) -> None:
        """Put a copy of a sent letter, marked as read, into a folder of the account, which is made when missing."""
        async with Identity(address, self._login, None, frozenset()).new_session() as session:
            with suppress(MailboxConflict):
                await session.create_mailbox(folder)
            await session.append_messages(folder, [AppendMessage(raw, sent_at, frozenset({Seen}))])

    def forget_letters(self) -> None:
        """Empty all inboxes; they come back under a new UIDVALIDITY."""
        self._config.set_cache.clear()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._connections.add(task)
        try:
            await IMAPServer(self._login, self._config)(reader, writer, SocketInfoLocal(writer))
        except (asyncio.CancelledError, OSError):
            # Ours or the client's way of ending a connection; nothing waits for this task.
            writer.transport.abort()
        finally:
            self._connections.discard(task)
