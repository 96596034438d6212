"""A thin, honest IMAP connection over aioimaplib.

aioimaplib never wakes a waiter whose connection died, and is unusable after a time-out (a timed-out command
blocks the next one for ever). So every call here races against the loss of the connection, and a connection
that lost or timed out once is thrown away.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from contextlib import suppress
from datetime import date
from types import TracebackType
from typing import Any, Self

import aioimaplib

from invoicing.model.errors import Unavailable
from mailer.accounts import ImapAccount, Security, tls_context

TIMEOUT = 20.0
_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)  # RFC 3501, not a language
LARGEST = 25_000_000
"""Bytes of a letter that are still fetched whole."""


class Imap:
    """One logged-in connection with INBOX selected; an async context manager.

    Raises:
        Unavailable: from every method, when the server refuses, is silent or goes away.
    """

    def __init__(self, account: ImapAccount, timeout: float = TIMEOUT) -> None:
        self._account, self._timeout = account, timeout
        self._client: Any = None
        self._lost: asyncio.Future[None]

    async def __aenter__(self) -> Self:
        account = self._account
        self._lost = asyncio.get_running_loop().create_future()
        context = None if account.security is Security.NONE else tls_context()
        # IMAP4_SSL takes no conn_lost_cb; IMAP4 with a context does both
        self._client = aioimaplib.IMAP4(
            account.host, account.port, timeout=self._timeout, ssl_context=context, conn_lost_cb=self._on_lost
        )
        try:
            await self._run(self._client.wait_hello_from_server())
            await self._do(self._client.login(_quoted(account.user), account.password), "mail-login")
            await self._run(self._client.protocol.capability())  # the login answer's list is parsed wrongly
            self.uidvalidity = await self._select()
        except BaseException:
            self._discard()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if kind is None and not self._lost.done():
            with suppress(
                Exception
            ):  # a polite goodbye may fail in any way; the connection goes all the same
                await asyncio.wait_for(self._client.logout(), 3)
        self._discard()

    async def uids_after(self, last: int) -> list[int]:
        """UIDs above `last`, rising."""
        found = await self._search(f"UID {last + 1}:*")
        return [uid for uid in found if uid > last]  # `n:*` answers the newest even when it is below n

    async def uids_since(self, day: date) -> list[int]:
        """UIDs of letters that arrived on that day or later, rising."""
        month = _MONTHS[day.month - 1]
        return await self._search(f"SINCE {day.day}-{month}-{day.year}")

    async def _search(self, what: str) -> list[int]:
        answer = await self._do(self._client.uid_search(what, charset=None))
        rows = [bytes(line) for line in answer if re.fullmatch(rb"[0-9 ]+", bytes(line))]
        return sorted({int(word) for row in rows for word in row.split()})

    async def fetch(self, uid: int) -> bytes:
        """The raw letter; of a letter over 25 MB only its headers."""
        size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(await self._fetch(uid, "(UID RFC822.SIZE)")))
        whole = size is None or int(size[1]) <= LARGEST
        lines = await self._fetch(uid, "(UID BODY.PEEK[])" if whole else "(UID BODY.PEEK[HEADER])")
        bodies = [bytes(line) for line in lines if isinstance(line, bytearray)]
        return bodies[0] if bodies else b""

    async def idle(self, seconds: float) -> bool:
        """Wait for a push; True when something changed, False after `seconds`."""
        idling = await self._run(self._client.idle_start(timeout=seconds + 60))
        changed = await self._run(self._pushed(seconds), seconds + 5)
        self._client.idle_done()
        await self._run(_ended(idling))
        return bool(changed)

    async def _pushed(self, seconds: float) -> bool:
        try:
            await self._client.wait_server_push(timeout=seconds)
        except TimeoutError:
            return False
        return True

    @property
    def can_idle(self) -> bool:
        """Whether the server announced IDLE."""
        return bool(self._client.has_capability("IDLE"))

    async def _select(self) -> int:
        answer = await self._do(self._client.select("INBOX"))
        found = re.search(rb"UIDVALIDITY (\d+)", b" ".join(bytes(line) for line in answer))
        return int(found[1]) if found else 0

    async def _fetch(self, uid: int, what: str) -> list[Any]:
        return await self._do(self._client.uid("fetch", str(uid), what))

    async def _do(self, call: Coroutine[Any, Any, Any], reason: str = "unavailable") -> list[Any]:
        answer = await self._run(call)
        if answer.result != "OK":
            raise Unavailable(reason, service="imap", text=repr(answer.lines)[:200])
        return list(answer.lines)

    async def _run(self, call: Coroutine[Any, Any, Any], seconds: float | None = None) -> Any:
        task = asyncio.ensure_future(call)
        waiting = {task, self._lost}
        try:
            done, _ = await asyncio.wait(
                waiting, timeout=seconds or self._timeout, return_when=asyncio.FIRST_COMPLETED
            )
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task not in done:
            task.cancel()
            text = "connection lost" if self._lost.done() else "no answer in time"
            raise Unavailable(service="imap", text=text)
        try:
            return task.result()
        except (aioimaplib.AioImapException, OSError) as error:
            raise Unavailable(service="imap", text=str(error)[:200]) from error

    def _on_lost(self, _: Exception | None) -> None:
        if not self._lost.done():
            self._lost.set_result(None)

    def _discard(self) -> None:
        transport = self._client.protocol.transport
        if transport:
            transport.abort()
        for task in [*self._client.tasks, *self._client.protocol.tasks]:
            task.cancel()


def _quoted(text: str) -> str:
    """An IMAP quoted string; aioimaplib quotes the password and nothing else."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


async def _ended(idling: asyncio.Future[Any]) -> None:
    """Wait for the end of IDLE without cancelling it when we are cancelled."""
    await asyncio.shield(idling)
