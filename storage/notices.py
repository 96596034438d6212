"""The archive of the lighthouse's messages."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from invoicing.services.ksef_records import Notice
from storage.ksef_tables import notices
from storage.transaction import Transaction

_ALL = select(notices).order_by(notices.c.seq)


class Notices:
    """`NoticeBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, notice: Notice) -> bool:
        """Keep a message; False when one with this digest is there already."""
        row = {
            "sha256": notice.sha256,
            "message_id": notice.message_id,
            "version": notice.version,
            "raw": notice.raw,
            "fetched_at": notice.fetched_at,
        }
        new = self._transaction.insert(notices).on_conflict_do_nothing(index_elements=["sha256"])
        return await self._transaction.run(new, row) > 0

    async def all(self) -> Sequence[Notice]:
        """Every message, oldest first."""
        return [
            Notice(row.message_id, row.version, row.raw, row.sha256, row.fetched_at)
            for row in await self._transaction.rows(_ALL)
        ]
