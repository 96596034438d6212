"""Letters in: every letter is in our database before anything is done about it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from datetime import timedelta

from invoicing.model.errors import Unavailable
from invoicing.services.messages import Channel
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.records import Received
from mailer.accounts import ImapAccount
from mailer.imap import Imap
from mailer.withholding import without_secrets

log = logging.getLogger(__name__)

IDLE_SECONDS = 300.0
"""Longest IDLE: a connection that died silently is noticed after this at the latest."""
FIRST_LOOK = timedelta(days=1)
AFTER_RENUMBERING = timedelta(days=30)
_PAUSES = (1, 2, 5, 10, 30, 60)


class MailWatcher:
    """Watches one mailbox: catches up on every connect, then waits by IDLE and looks again.

    The key of a letter is the digest of its bytes, so a mailbox that renumbers its letters (a new UIDVALIDITY)
    brings nothing twice. The cursor (uidvalidity, last uid) only saves fetching; losing it loses nothing.
    """

    def __init__(
        self, account: ImapAccount, units: UnitsOfWork, clock: Clock, poll_every: float = 60.0
    ) -> None:
        self._account, self._units, self._clock = account, units, clock
        self._poll_every = min(poll_every, IDLE_SECONDS)
        self._cursor = f"imap:{account.user}@{account.host}"
        self._failures = 0

    async def __call__(self) -> None:
        """Watch until cancelled; the server's absence is waited out."""
        while True:
            try:
                async with Imap(self._account) as mailbox:
                    await self._watch(mailbox)
            except Unavailable as error:
                pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
                self._failures += 1
                log.warning("the mailbox does not answer", extra={"error": str(error)[:200], "pause": pause})
                await asyncio.sleep(pause)

    async def _watch(self, mailbox: Imap) -> None:
        while True:
            await self.catch_up(mailbox)
            self._failures = 0
            if mailbox.can_idle:
                await mailbox.idle(self._poll_every)
            else:
                await asyncio.sleep(self._poll_every)

    async def catch_up(self, mailbox: Imap) -> int:
        """Store every letter above the cursor; returns how many were new."""
        new = 0
        for uid in await self._unseen(mailbox):
            raw = await mailbox.fetch(uid)
            new += await self._store(mailbox.uidvalidity, uid, raw)
        return new

    async def _unseen(self, mailbox: Imap) -> list[int]:
        """Letters above the cursor. The first time, and when the mailbox has renumbered its letters, only young ones.

        Years of old letters are nobody's commands; the digests keep a young one from being taken twice.
        """
        async with self._units.reading() as work:
            known = await work.cursors.get(self._cursor)
        validity, _, uid = (known or "").partition(":")
        if validity == str(mailbox.uidvalidity):
            return await mailbox.uids_after(int(uid))
        young = FIRST_LOOK if known is None else AFTER_RENUMBERING
        return await mailbox.uids_since(self._clock.today() - young)

    async def _store(self, uidvalidity: int, uid: int, raw: bytes) -> bool:
        digest = hashlib.sha256(raw).hexdigest()
        address = self._account.user
        letter = Received(
            f"email:{address}:{digest}",
            Channel.EMAIL,
            f"email:{address}",
            without_secrets(raw),
            self._clock.now(),
        )
        async with self._units() as work:
            new = bool(raw) and await work.inbox.put(letter)
            await work.cursors.put(self._cursor, f"{uidvalidity}:{uid}")
        return new
