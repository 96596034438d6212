"""The book of cursors: how far each source has been read."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage.traffic import cursors
from storage.transaction import Transaction

_VALUE = select(cursors.c.value).where(cursors.c.name == bindparam("source"))


class Cursors:
    """`CursorBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, name: str) -> str | None:
        """The cursor of that name."""
        row = await self._transaction.first(_VALUE, {"source": name})
        return row and str(row.value)

    async def put(self, name: str, value: str) -> None:
        """Move it."""
        new = self._transaction.insert(cursors).values(name=name, value=value)
        await self._transaction.run(new.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
