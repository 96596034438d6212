"""Where letters come from, as the worker sees it: the library behind it is nobody's business."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from invoicing.model.errors import Unavailable
from mailer.folders import PROCESSED
from mailer.imap import LARGEST, Imap

BATCH = 50
"""Letters that are fetched and stored at once."""
BATCH_BYTES = 8_000_000
"""Bytes of a batch, so that a backlog of large letters takes no more memory than one of small ones."""
IDLE_SECONDS = 300.0
"""Longest IDLE: a connection that died silently is noticed after this at the latest."""
FIRST_LOOK = timedelta(days=1)
AFTER_RENUMBERING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter in the mailbox.

    Attributes:
        cursor: where it stands; `fetch_since` this brings what came after it.
        raw: its bytes; its headers alone when it is not whole.
        whole: False for a letter over 25 MB.
    """

    cursor: str
    raw: bytes
    whole: bool = True


class MailSource(Protocol):
    """A mailbox as a stream of letters.

    Raises:
        Unavailable: from every method, when the server refuses, is silent or goes away; then open a new one.
    """

    def fetch_since(self, cursor: str | None) -> AsyncIterator[Sequence[Arrived]]:
        """Every letter above the cursor, in batches, oldest first.

        Years of old letters are nobody's commands: without a cursor only letters of the last day come, and when the
        mailbox has renumbered its letters (a new UIDVALIDITY) those of the last month, some for the second time.
        """

    async def wait(self, seconds: float) -> bool:
        """Until something changed there (True), or so many seconds have passed."""

    async def tidy(self, letters: Sequence[Arrived]) -> None:
        """Move letters that were taken out of the way, into the folder "Przetworzone"."""


class ImapSource:
    """`MailSource` over an open connection.

    Args:
        mailbox: logged in, INBOX selected.
        today: the Warsaw date.
    """

    def __init__(self, mailbox: Imap, today: Callable[[], date]) -> None:
        self._mailbox, self._today = mailbox, today

    async def fetch_since(self, cursor: str | None) -> AsyncIterator[Sequence[Arrived]]:
        """Every letter above the cursor, in batches, oldest first."""
        uids = await self._unseen(cursor)
        for begin in range(0, len(uids), BATCH):
            sizes = await self._mailbox.sizes(uids[begin : begin + BATCH])
            for batch in _bounded(sizes):
                yield await self._fetched(batch, whole=sizes[batch[0]] <= LARGEST)

    async def wait(self, seconds: float) -> bool:
        """Until something changed there (True), or so many seconds have passed."""
        if self._mailbox.can_idle:
            return await self._mailbox.idle(min(seconds, IDLE_SECONDS))
        await asyncio.sleep(seconds)
        return False

    async def tidy(self, letters: Sequence[Arrived]) -> None:
        """Move letters that were taken into the folder "Przetworzone", where the server can."""
        if letters and self._mailbox.can_move:
            await self._mailbox.move([_uid(each.cursor) for each in letters], PROCESSED)

    async def _unseen(self, cursor: str | None) -> list[int]:
        if cursor is not None and cursor.partition(":")[0] == str(self._mailbox.uidvalidity):
            return await self._mailbox.uids_after(_uid(cursor))
        young = FIRST_LOOK if cursor is None else AFTER_RENUMBERING
        return await self._mailbox.uids_since(self._today() - young)

    async def _fetched(self, uids: Sequence[int], *, whole: bool) -> Sequence[Arrived]:
        bodies = await self._mailbox.bodies(uids, whole=whole)
        if any(not body for body in bodies.values()):
            raise Unavailable(service="imap", text="a letter without bytes")  # moving on would lose it
        validity = self._mailbox.uidvalidity
        return [Arrived(f"{validity}:{uid}", bodies[uid], whole) for uid in sorted(bodies)]


def _bounded(sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """UIDs in portions that memory can bear; a letter that is not fetched whole goes alone."""
    portion: list[int] = []
    weight = 0
    for uid, size in sorted(sizes.items()):
        if portion and (weight + size > BATCH_BYTES or size > LARGEST):
            yield portion
            portion, weight = [], 0
        portion.append(uid)
        weight += size
    if portion:
        yield portion


def _uid(cursor: str) -> int:
    return int(cursor.partition(":")[2])
