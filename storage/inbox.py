"""The inbox as a transaction sees it; the workers' side is `queue`."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam

from invoicing.services.records import Received
from storage import dialects
from storage.lanes import followed
from storage.traffic import inbox
from storage.transaction import Transaction

_UNFINISHED = inbox.update().where(inbox.c.key == bindparam("message"), inbox.c.done_at.is_(None))
_FINISH = _UNFINISHED.values(done_at=bindparam("moment")).returning(followed(inbox))
_FORGET = _UNFINISHED.values(done_at=bindparam("moment"), raw=b"").returning(followed(inbox))


class Inbox:
    """`InboxBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def put(self, received: Received) -> bool:
        """Write it down; False when its key is known already.

        Several in one transaction cost one commit.
        """
        row = {
            "key": received.key,
            "channel": received.channel.value,
            "lane": received.lane,
            "raw": received.raw,
            "received_at": received.received_at,
            "attempts": 0,
        }
        new = await self._transaction.run(_put(self._transaction.shared.dialect), row) > 0
        if new:
            self._ring()
        return new

    async def finish(self, key: str, *, forget: bool = False) -> bool:
        """Mark it handled; False when it was already (then the transaction should write nothing).

        `forget` empties it: it holds a code that may still let somebody in.
        """
        values = {"message": key, "moment": self._transaction.shared.now()}
        row = await self._transaction.first(_FORGET if forget else _FINISH, values)
        if row is not None and row.followed:
            self._ring()  # the next one of its lane has become the first
        return row is not None

    def _ring(self) -> None:
        self._transaction.after_commit.append(self._transaction.shared.inbox_changed)


@cache
def _put(dialect: str) -> Any:
    return dialects.insert(dialect, inbox).on_conflict_do_nothing(index_elements=["key"])
