"""SMTP and IMAP in one asyncio process, on loopback."""

from __future__ import annotations

import asyncio
import logging
import warnings
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from aiosmtpd.smtp import SMTP
from proxyprotocol.sock import SocketInfoLocal
from pymap.imap import IMAPServer

from sandbox.mail import views
from sandbox.mail.faults import Faults
from sandbox.mail.headers import stamped
from sandbox.mail.mailboxes import Letter, Mailboxes, base_address, exists
from sandbox.mail.receiving import LARGEST, Reception
from sandbox.world import World

HOST = "127.0.0.1"


class MailServer:
    """The world's mail server. Programs log in with accounts given by `add_account`; people need none.

    pymap's own listener starts a task per connection and keeps no reference to it, so on newer Pythons the garbage
    collector ends connections; this one awaits the connection itself.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.faults = Faults()
        self._accounts: dict[str, str] = {}
        self._mailboxes = Mailboxes(world)
        self._serve: IMAPServer | None = None
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[Any]] = set()
        self.smtp_port = self.imap_port = 0

    async def start(self) -> None:
        """Open both ports."""
        logging.getLogger("mail.log").setLevel(
            logging.ERROR
        )  # aiosmtpd warns once a log-in about its own attribute
        self._serve = await self._mailboxes.open()
        reception = Reception(self._world, self._mailboxes, self.faults, self._accounts)
        loop = asyncio.get_running_loop()
        smtp = await loop.create_server(lambda: self._smtp(reception), HOST, 0)
        imap = await asyncio.start_server(self._imap_connection, HOST, 0)
        self._servers = [smtp, imap]
        self.smtp_port = smtp.sockets[0].getsockname()[1]
        self.imap_port = imap.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close ports and connections."""
        for server in self._servers:
            server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def add_account(self, address: str, password: str) -> None:
        """Let a program send as, and read, that address."""
        self._accounts[address] = password
        await self._mailboxes.add_user(address, password)

    def addresses(self) -> list[str]:
        """Mailboxes with letters."""
        return self._mailboxes.addresses()

    def count(self) -> int:
        """Letters in the world."""
        return self._mailboxes.count()

    def mailbox(self, address: str) -> list[dict[str, Any]]:
        """Letters of a mailbox, oldest first (contract: GET /api/mailboxes/{address})."""
        return [views.summary(letter) for letter in self._mailboxes.letters(address)]

    def letter(self, address: str, number: int) -> dict[str, Any] | None:
        """A letter with its texts and attachments."""
        letter = self._letter(address, number)
        return views.detail(letter, address) if letter else None

    def raw(self, address: str, number: int) -> bytes | None:
        """The bytes of a letter."""
        letter = self._letter(address, number)
        return letter.raw if letter else None

    def attachment(self, address: str, number: int, name: str) -> tuple[str, bytes] | None:
        """Media type and bytes of an attachment."""
        letter = self._letter(address, number)
        return views.attachment(letter, name) if letter else None

    async def send(
        self,
        from_: str,
        to: str,
        subject: str,
        text: str,
        *,
        in_reply_to: str | None = None,
        raw: str | None = None,
        authentic: bool = True,
    ) -> int:
        """Somebody in the world writes a letter; `authentic` says what our border server thinks of the sender.

        Raises:
            ValueError: there is no such mailbox.
        """
        if not exists(to):
            raise ValueError(f"there is no mailbox {to}: only addresses under .example exist here")
        content = raw.encode() if raw else self._written(from_, to, subject, text, in_reply_to)
        return await self._mailboxes.deliver(
            to, stamped(content, self._world, from_, to, authentic=authentic)
        )

    def _written(self, from_: str, to: str, subject: str, text: str, in_reply_to: str | None) -> bytes:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = from_, to, subject
        message["Date"] = format_datetime(self._world.clock.now())
        message["Message-ID"] = make_msgid(domain=from_.rpartition("@")[2].strip("> ") or "sender.example")
        if in_reply_to:
            message["In-Reply-To"] = message["References"] = in_reply_to
        message.set_content(text)
        return message.as_bytes()

    def _letter(self, address: str, number: int) -> Letter | None:
        return next((row for row in self._mailboxes.letters(base_address(address)) if row.id == number), None)

    def _smtp(self, reception: Reception) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # it warns that it requires a log-in without TLS; loopback needs none
            return SMTP(
                reception,
                data_size_limit=LARGEST,
                enable_SMTPUTF8=True,
                hostname="mx.sandbox.example",
                authenticator=reception.authenticate,
                auth_require_tls=False,
                auth_required=True,
            )

    async def _imap_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or self._serve is None:
            return
        self._connections.add(task)
        try:
            await self._serve(reader, writer, SocketInfoLocal(writer))
        finally:
            self._connections.discard(task)
            writer.close()
