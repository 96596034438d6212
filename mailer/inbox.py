"""Letters in: every letter is in our database before anything is done about it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date

from invoicing.model.errors import Unavailable
from invoicing.services.delivery.addressing import Addresses
from invoicing.services.mail_trust.flood import FloodAlarm
from invoicing.services.messages import Channel
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.records import Received
from mailer.accounts import ImapAccount
from mailer.imap import Imap
from mailer.lanes import claims_of, lanes_of, strangers
from mailer.reading import TOO_LARGE
from mailer.source import Arrived, ImapSource, MailSource
from mailer.withholding import without_secrets

log = logging.getLogger(__name__)

_PAUSES = (1, 2, 5, 10, 30, 60)

OpenSource = Callable[[ImapAccount, Callable[[], date]], AbstractAsyncContextManager[MailSource]]


@asynccontextmanager
async def open_source(account: ImapAccount, today: Callable[[], date]) -> AsyncIterator[MailSource]:
    """A connection to the mailbox of an account.

    Raises:
        Unavailable: it does not let us in.
    """
    async with Imap(account) as mailbox:
        yield ImapSource(mailbox, today)


class MailWatcher:
    """Watches one mailbox: catches up on every connect, then waits by IDLE and looks again.

    The key of a letter is the digest of its bytes, so a mailbox that renumbers its letters (a new UIDVALIDITY)
    brings nothing twice. The cursor (uidvalidity, last uid) only saves fetching; losing it loses nothing.
    """

    def __init__(
        self,
        account: ImapAccount,
        units: UnitsOfWork,
        clock: Clock,
        poll_every: float = 60.0,
        *,
        source: OpenSource = open_source,
        addresses: Addresses | None = None,
    ) -> None:
        """`addresses` knows which ones are ours, so that answers to our letters wait behind no strangers'."""
        self._account, self._units, self._clock = account, units, clock
        self._poll_every, self._open, self._addresses = poll_every, source, addresses
        self._alarm = FloodAlarm(clock)
        self._cursor = f"imap:{account.user}@{account.host}"
        self._failures = 0
        self._tidy = account.tidy

    async def __call__(self) -> None:
        """Watch until cancelled; the server's absence is waited out."""
        while True:
            try:
                async with self._open(self._account, self._clock.today) as source:
                    await self._watch(source)
            except Unavailable as error:
                pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
                self._failures += 1
                log.warning("the mailbox does not answer", extra={"error": str(error)[:200], "pause": pause})
                await asyncio.sleep(pause)

    async def _watch(self, source: MailSource) -> None:
        while True:
            await self.catch_up(source)
            self._failures = 0
            await source.wait(self._poll_every)

    async def catch_up(self, source: MailSource) -> int:
        """Store every letter above the cursor; returns how many were new."""
        async with self._units.reading() as work:
            known = await work.cursors.get(self._cursor)
        new = 0
        async for batch in source.fetch_since(known):
            new += await self._store(batch)
            await self._tidy_up(source, batch)
        return new

    async def _store(self, batch: Sequence[Arrived]) -> int:
        new = unknown = 0
        mailbox = self._account.mailbox
        letters = [self._letter(each) for each in batch]
        claims = [claims_of(each.raw, self._account, self._addresses) for each in batch]
        async with self._units() as work:
            lanes = await lanes_of(work, mailbox, claims)
            for letter, lane in zip(letters, lanes, strict=True):
                fresh = await work.inbox.put(replace(letter, lane=lane))
                new += fresh
                unknown += fresh and lane == strangers(mailbox)
            await self._alarm(work, mailbox, self._account.company_id, unknown)
            if batch:
                await work.cursors.put(self._cursor, batch[-1].cursor)
        return new

    def _letter(self, arrived: Arrived) -> Received:
        digest = hashlib.sha256(arrived.raw).hexdigest()
        address = self._account.mailbox
        raw = without_secrets(arrived.raw)
        if not arrived.whole:
            raw = f"{TOO_LARGE}: yes\r\n".encode() + raw
        return Received(
            f"email:{address}:{digest}", Channel.EMAIL, strangers(address), raw, self._clock.now()
        )

    async def _tidy_up(self, source: MailSource, batch: Sequence[Arrived]) -> None:
        """Only order in the mailbox: its failure costs nothing, and is not tried again with every letter."""
        if self._tidy:
            try:
                await source.tidy(batch)
            except Unavailable as error:
                self._tidy = False
                log.warning("letters stay in the inbox", extra={"error": str(error)[:200]})
