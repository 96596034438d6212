"""Books on which no process may work: why they stand still is written in themselves.

The books of an address that were moved elsewhere, and books that a restore has not yet finished with, look like any
others; whoever opens them must hear of it before a number is given twice.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage.traffic import cursors
from storage.transaction import Transaction

MOVED = "books-moved"
UNFINISHED = "restore-unfinished"
_NAME = "standstill"
_WHY = select(cursors.c.value).where(cursors.c.name == _NAME)
_END = cursors.delete().where(cursors.c.name == _NAME)
_BEGIN = cursors.insert().values(name=_NAME, value=bindparam("why"))


async def why_still(transaction: Transaction) -> str | None:
    """Why nobody may work on the books; None when everybody may."""
    row = await transaction.first(_WHY)
    return None if row is None else str(row.value)


async def stand_still(transaction: Transaction, why: str) -> None:
    """From this transaction on nobody may."""
    await go_on(transaction)
    await transaction.run(_BEGIN, {"why": why})


async def go_on(transaction: Transaction) -> None:
    """Everybody may again."""
    await transaction.run(_END)
