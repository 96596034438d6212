"""What aioimaplib does not say by itself: STARTTLS, a log-in that ends when it is refused, answers to FETCH."""

from __future__ import annotations

import asyncio
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from aioimaplib.aioimaplib import Command

from invoicing.model.errors import Unavailable
from mailer.accounts import ImapAccount
from mailer.folders import quoted

_FETCHED = re.compile(rb"^\d+ FETCH \(")


async def start_tls(protocol: Any, host: str, context: ssl.SSLContext) -> None:
    """Turn a fresh connection into an encrypted one, with the certificate checked.

    Raises:
        Unavailable: the server will not; then nothing is said in the clear.
    """
    answer = await protocol.execute(Command("STARTTLS", protocol.new_tag()))
    # what came in the clear after that answer was not said by the server we are about to check
    if answer.result != "OK" or protocol.incomplete_line:
        raise Unavailable(service="imap", text="no STARTTLS")
    loop = asyncio.get_running_loop()
    protocol.transport = await loop.start_tls(protocol.transport, protocol, context, server_hostname=host)
    protocol.capabilities = set()


async def log_in(client: Any, account: ImapAccount) -> Any:
    """By password, or by XOAUTH2 where the account has tokens; the server's answer."""
    if account.token is None:
        # aioimaplib quotes the password and nothing else
        return await client.login(quoted(account.user), account.password)
    protocol = client.protocol
    said = f"user={account.user}\1auth=Bearer {await account.token()}\1\1"
    command = _Authenticate(protocol, b64encode(said.encode()).decode())
    answer = await protocol.execute(command)
    if answer.result == "OK":
        protocol.state = "AUTH"
    return answer


class _Authenticate(Command):  # type: ignore[misc]  # the library has no types
    """A refused token is told by a continuation line, which must be answered before the refusal comes."""

    def __init__(self, protocol: Any, said: str) -> None:
        super().__init__("AUTHENTICATE", protocol.new_tag(), "XOAUTH2", said)
        self._protocol = protocol

    def append_to_resp(self, line: bytes, result: str = "Pending") -> None:
        """Keep a line of the answer."""
        super().append_to_resp(line, result)
        if line.startswith(b"+"):
            self._protocol.transport.write(b"\r\n")


def answered(lines: list[Any]) -> Iterator[tuple[bytes, bytes]]:
    """The letters of a FETCH: all that was said of each, and its literal (empty when there was none)."""
    about, literal = b"", b""
    for line in lines:
        if isinstance(line, bytearray):
            literal = bytes(line)
            continue
        if _FETCHED.match(line):
            if about:
                yield about, literal
            about, literal = bytes(line), b""
        elif about:
            about += b" " + bytes(line)  # UID may stand behind the literal
    if about:
        yield about, literal
