"""A thin, honest IMAP connection over aioimaplib.

aioimaplib never wakes a waiter whose connection died, and is unusable after a time-out (a timed-out command
blocks the next one for ever). So every call here races against the loss of the connection, and a connection
that lost or timed out once is thrown away.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import date
from types import TracebackType
from typing import Any, Self

import aioimaplib

from invoicing.model.errors import Unavailable
from mailer.accounts import ImapAccount, Security, tls_context
from mailer.folders import folder, quoted, sent_folder
from mailer.imap_words import answered, log_in, start_tls

TIMEOUT = 20.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# RFC 3501, not a language
_CHANGE = re.compile(rb"(\d+) (EXISTS|EXPUNGE)\s*")
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
        self._announced, self._letters, self._selected = False, 0, "INBOX"
        self._lost: asyncio.Future[None]

    async def __aenter__(self) -> Self:
        account = self._account
        self._lost = asyncio.get_running_loop().create_future()
        context = tls_context() if account.security is Security.TLS else None
        # IMAP4_SSL takes no conn_lost_cb; IMAP4 with a context does both
        self._client = aioimaplib.IMAP4(
            account.host, account.port, timeout=self._timeout, ssl_context=context, conn_lost_cb=self._on_lost
        )
        try:
            await self._run(self._client.wait_hello_from_server())
            if account.security is Security.STARTTLS:
                await self._run(start_tls(self._client.protocol, account.host, tls_context()))
            await self._do(log_in(self._client, account), "mail-login")
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
            # a polite goodbye may fail in any way; the connection goes all the same
            with suppress(Exception):
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

    async def uids_with(self, header: str, word: str) -> list[int]:
        """UIDs of letters in the selected folder whose header holds the word, rising."""
        return await self._search(f"HEADER {header} {quoted(word)}")

    async def _search(self, what: str) -> list[int]:
        self._announced = False
        await self._do(self._client.noop())  # servers may search in what they have told us of, and no more
        answer = await self._do(self._client.uid_search(what, charset=None))
        rows = [bytes(line) for line in answer if re.fullmatch(rb"[0-9 ]+", bytes(line))]
        return sorted({int(word) for row in rows for word in row.split()})

    async def sizes(self, uids: Sequence[int]) -> Mapping[int, int]:
        """Bytes of each letter that is still there."""
        found: dict[int, int] = {}
        for about, _ in answered(await self._fetch(uids, "(UID RFC822.SIZE)")):
            uid, size = re.search(rb"UID (\d+)", about), re.search(rb"RFC822\.SIZE (\d+)", about)
            if uid and size:
                found[int(uid[1])] = int(size[1])
        return found

    async def bodies(self, uids: Sequence[int], *, whole: bool = True) -> Mapping[int, bytes]:
        """The raw letters that are still there, or their headers alone."""
        lines = await self._fetch(uids, "(UID BODY.PEEK[])" if whole else "(UID BODY.PEEK[HEADER])")
        found = ((re.search(rb"UID (\d+)", about), body) for about, body in answered(lines))
        return {int(uid[1]): body for uid, body in found if uid}

    async def fetch(self, uid: int) -> bytes:
        """The raw letter; of a letter over 25 MB only its headers."""
        whole = (await self.sizes([uid])).get(uid, 0) <= LARGEST
        return (await self.bodies([uid], whole=whole)).get(uid, b"")

    async def move(self, uids: Sequence[int], name: str) -> None:
        """Move letters of the selected folder to another one, which is made when it is missing."""
        wire, which = folder(name), ",".join(str(uid) for uid in uids)
        try:
            await self._do(self._client.uid("move", which, wire))
        except Unavailable:
            await self._run(self._client.create(wire))
            await self._do(self._client.uid("move", which, wire))

    async def sent_folder(self) -> str | None:
        """The folder of sent letters, as the server marks or usually calls it."""
        lines = await self._do(self._client.list('""', '"*"'))
        return sent_folder([bytes(line) for line in lines])

    async def open(self, name: str) -> int:
        """Select another folder; its UIDVALIDITY."""
        return await self._select(folder(name))

    async def create(self, name: str) -> None:
        """Make a folder."""
        await self._do(self._client.create(folder(name)))

    async def append(self, raw: bytes, name: str) -> None:
        """Put a letter, marked as read, into a folder."""
        await self._do(self._client.append(raw, mailbox=folder(name), flags="\\Seen"))

    async def idle(self, seconds: float) -> bool:
        """Wait for a push; True when something changed, False after `seconds`.

        What the server said of new letters since the last search, amid the answer to something else, it does not push,
        and the library keeps nothing of what is said amid the answer to a fetch: so the folder's count is asked first.
        """
        await self._select(self._selected)
        if self._announced:
            self._announced = False
            return True
        idling = await self._run(self._client.idle_start(timeout=seconds + 60))
        changed = await self._run(self._pushed(seconds), seconds + 5)
        self._client.idle_done()
        await self._run(_ended(idling))
        return bool(changed)

    async def _pushed(self, seconds: float) -> bool:
        try:
            self._count(await self._client.wait_server_push(timeout=seconds))
        except TimeoutError:
            return False
        return True

    @property
    def can_idle(self) -> bool:
        """Whether the server announced IDLE."""
        return bool(self._client.has_capability("IDLE"))

    @property
    def can_move(self) -> bool:
        """Whether the server announced MOVE (RFC 6851)."""
        return bool(self._client.has_capability("MOVE"))

    async def _select(self, name: str = "INBOX") -> int:
        answer = await self._do(self._client.select(name))
        self._selected = name
        found = re.search(rb"UIDVALIDITY (\d+)", b" ".join(bytes(line) for line in answer))
        return int(found[1]) if found else 0

    async def _fetch(self, uids: Sequence[int], what: str) -> list[Any]:
        return await self._do(self._client.uid("fetch", ",".join(str(uid) for uid in uids), what))

    async def _do(self, call: Coroutine[Any, Any, Any], reason: str = "unavailable") -> list[Any]:
        answer = await self._run(call)
        if answer.result != "OK":
            raise Unavailable(reason, service="imap", text=repr(answer.lines)[:200])
        self._count(answer.lines)
        return list(answer.lines)

    def _count(self, lines: Sequence[Any]) -> None:
        """Keep count of the letters in the folder: a number that is not ours means that there are new ones."""
        for line in lines:
            found = _CHANGE.fullmatch(line) if isinstance(line, bytes) else None  # a bytearray is a letter
            if found and found[2] == b"EXPUNGE":
                self._letters -= 1
            elif found:
                self._announced |= int(found[1]) != self._letters
                self._letters = int(found[1])

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


async def _ended(idling: asyncio.Future[Any]) -> None:
    """Wait for the end of IDLE without cancelling it when we are cancelled."""
    await asyncio.shield(idling)
