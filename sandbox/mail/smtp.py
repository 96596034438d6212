"""The counter where the app hands in its letters: SMTP with log-in."""

import asyncio
import itertools
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, AnyStr

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sandbox.mail.addresses import domain_of, is_served
from sandbox.mail.faults import Faults
from sandbox.mail.reports import NO_SUCH_MAILBOX
from sandbox.mail.tracing import AUTHSERV, from_domain, head_of, with_message_id

LARGEST_LETTER = 50 * 1024 * 1024

# The library warns once per log-in about an attribute that only it uses.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Handed:
    """A letter taken over from the app for one recipient."""

    raw: bytes
    mail_from: str
    rcpt_to: str
    helo: str
    authentic: bool


class _Connection(SMTP):
    """One connection; its end is told to the counter."""

    def __init__(self, counter: "SmtpCounter") -> None:
        super().__init__(
            counter,
            hostname=AUTHSERV,
            ident="sandbox",
            data_size_limit=LARGEST_LETTER,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=counter.authenticate,
            loop=asyncio.get_running_loop(),
        )
        self.letters = 0
        self._open = counter.connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._open.discard(self)
        super().connection_lost(error)

    async def push(self, status: AnyStr) -> None:
        await super().push(status)
        if str(status).startswith("421") and self.transport is not None:
            self.transport.close()  # 421 means that the server hangs up


class SmtpCounter:
    """Listens on the loopback; method names are those that aiosmtpd calls.

    Args:
        faults: what goes wrong, and the character of the provider.
        accept: takes a letter that arrives.
        bounce: takes a letter that comes back to its sender.
        copy: takes the copy of a letter that an account keeps.
    """

    def __init__(
        self,
        faults: Faults,
        accept: Callable[[Handed], Awaitable[None]],
        bounce: Callable[[Handed], Awaitable[None]],
        copy: Callable[[str, bytes], Awaitable[None]],
    ) -> None:
        self._faults, self._accept, self._bounce, self._copy = faults, accept, bounce, copy
        self._passwords: dict[str, str] = {}
        self._server: asyncio.Server | None = None
        self._numbers = itertools.count(1)
        self.connections: set[_Connection] = set()
        self.port = 0

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the listener and all connections."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in list(self.connections):
            _cut(connection)
        await asyncio.sleep(0)  # the loop tells the connections that they are lost

    def add_account(self, address: str, password: str) -> None:
        """Let somebody hand in letters by an address and a password."""
        self._passwords[address] = password

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Check a log-in."""
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        user = data.login.decode("utf-8", "replace").lower()
        known = self._passwords.get(user)
        right = known is not None and secrets.compare_digest(known.encode(), data.password)
        return AuthResult(success=right, handled=False, auth_data=user if right else None)

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: _Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the envelope sender, or put the account in its place."""
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self._faults.character == "portal-like" and server.letters >= self._faults.portal_letters:
            return "421 4.7.0 too many letters on this connection, come back later"
        account = str(session.auth_data)
        if self._faults.character == "gmail-like":
            address = account
        elif not self._may_send_as(account, address):
            return f"553 5.7.1 {address} is not an address of {account}"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 sender ok"

    def _may_send_as(self, account: str, address: str) -> bool:
        if self._faults.character == "portal-like":
            return address.lower() == account
        return domain_of(address) == domain_of(account)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: _Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient under .example, unless a fault says otherwise."""
        if not is_served(address):
            return f"550 5.1.2 {domain_of(address)} is not reachable from the sandbox"
        if self._faults.unknown(address, self._passwords):
            return NO_SUCH_MAILBOX
        fault = self._faults.of(address)
        if fault == "later":
            return "451 4.7.1 try again later"
        if fault == "bounce" and self._faults.character == "own-domain":
            return NO_SUCH_MAILBOX
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server: _Connection, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Take the letter and pass it on."""
        addresses: list[str] = envelope.rcpt_tos
        faults = [self._faults.of(address) for address in addresses]
        if "drop" in faults:
            _cut(server)
            await asyncio.get_running_loop().create_future()  # the lost connection cancels this
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        if self._faults.character == "portal-like":
            raw = with_message_id(raw, f"<{secrets.token_hex(8)}@portal.example>")
        server.letters += 1
        authentic = from_domain(head_of(raw)) == domain_of(str(session.auth_data))
        for address, fault in zip(addresses, faults, strict=True):
            handed = Handed(
                raw, envelope.mail_from or "", address, session.host_name or "localhost", authentic
            )
            await (self._bounce if fault == "bounce" else self._accept)(handed)
        if self._faults.character == "gmail-like":
            await self._copy(str(session.auth_data), raw)
        if "unheard" in faults:
            _cut(server)
        return f"250 2.0.0 queued as {next(self._numbers)}"


def _cut(connection: _Connection) -> None:
    if isinstance(connection.transport, asyncio.Transport):
        connection.transport.abort()
