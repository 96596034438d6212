"""The seal of the history under another key, and the word of a person that takes the place of a lost one."""

from __future__ import annotations

from datetime import datetime

from invoicing.services.records import Event
from storage.events import examined
from storage.head import Seal, read_head, write_head
from storage.transaction import Transaction
from storage.unit_of_work import Units

MARK_CHARACTERS = 16
"""Of the last line's hash in hexadecimal: what people compare."""


def mark_of(last: bytes) -> str:
    """How people name a history by the hash of its last line."""
    return last.hex()[:MARK_CHARACTERS]


async def seal_history_anew(units: Units) -> bool:
    """Put the current key's seal in the place of an older key's, after a look at every line.

    Returns:
        Whether the history holds. Where it does not its seal stays as it is, so that the doctor goes on finding it.
    """
    async with (
        units.reading() as work
    ):  # long, so nobody waits for it; the seal vouches for it until the next step
        if not (await examined(work.transaction)).holds:
            return False
    async with units() as work:
        return await _seal(work.transaction)


async def accept_history(units: Units, mark: str, now: datetime) -> bool:
    """Seal a history whose own seal is lost or broken, because a person has compared it and names its mark.

    What lay there before counts as not vouched for from then on, and a line of the history says when that was.

    Returns:
        Whether its lines hold and the last of them has this mark; otherwise nothing is changed.
    """
    async with units() as work:
        seen = await examined(work.transaction)
        if seen.broken or not seen.length or mark_of(seen.head) != mark.lower():
            return False
        head = await read_head(work.transaction, to_write=True)
        if head is None:
            return False
        head.vouched_after = head.length
        head.seal_with(work.transaction.shared.box)
        await write_head(work.transaction, head)
        await work.events.add(
            Event("history-accepted", now, evidence={"mark": mark.lower(), "seal": seen.seal})
        )
    return True


async def _seal(transaction: Transaction) -> bool:
    head, box = await read_head(transaction, to_write=True), transaction.shared.box
    if head is None or head.sealed_by(box) is not Seal.WHOLE:
        return False
    if not head.is_current(box):
        head.seal_with(box)
        await write_head(transaction, head)
    return True
