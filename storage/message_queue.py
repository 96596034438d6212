"""The workers' side of the inbox: which messages wait, and what to do again later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Table, bindparam, case, or_, select
from sqlalchemy.sql.elements import ColumnElement

from invoicing.services.messages import Channel
from invoicing.services.records import Received
from storage.columns import Moment
from storage.lanes import first_in_lane
from storage.traffic import inbox
from storage.transaction import Shared
from storage.unit_of_work import Units

PARK_INBOX_AFTER = 10
"""Failures after which a message is set aside, so that its chat goes on."""
NOW = bindparam("moment", type_=Moment)


def due(table: Table) -> ColumnElement[bool]:
    """Its time has come."""
    return or_(table.c.due_at.is_(None), table.c.due_at <= NOW)


_FIRST_RECEIVED = (
    select(inbox.c.key, inbox.c.channel, inbox.c.lane, inbox.c.raw, inbox.c.received_at)
    .where(inbox.c.channel.in_(bindparam("channels", expanding=True)))
    .where(inbox.c.done_at.is_(None), inbox.c.parked_at.is_(None), due(inbox), first_in_lane(inbox))
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_POSTPONE_INBOX = (
    inbox.update()
    .where(inbox.c.key == bindparam("message"), inbox.c.done_at.is_(None))
    .values(
        due_at=bindparam("due"),
        put_off_at=bindparam("moment"),
        attempts=inbox.c.attempts + bindparam("more"),
        last_error=bindparam("error"),
        parked_at=case(
            (inbox.c.attempts + bindparam("more") >= PARK_INBOX_AFTER, bindparam("due", type_=Moment))
        ),
    )
    .returning(inbox.c.parked_at)
)


_BEGIN_INBOX = (
    inbox.update()
    .where(inbox.c.key == bindparam("message"), inbox.c.done_at.is_(None))
    .values(
        attempts=inbox.c.attempts + 1,
        last_error=case((inbox.c.attempts >= PARK_INBOX_AFTER, "begun too often"), else_=inbox.c.last_error),
        parked_at=case((inbox.c.attempts >= PARK_INBOX_AFTER, NOW)),
    )
    .returning(inbox.c.parked_at)
)


class MessageQueue:
    """What the workers of this process ask about messages."""

    def __init__(self, units: Units, shared: Shared) -> None:
        self._units = units
        self._shared = shared

    async def waiting_inbox(
        self, now: datetime, limit: int, channels: Collection[Channel] = tuple(Channel)
    ) -> Sequence[Received]:
        """The first unfinished message of each lane of these channels that is due, oldest first."""
        values = {"moment": now, "most": limit, "channels": [channel.value for channel in channels]}
        async with self._units.reading() as look:
            rows = await look.transaction.rows(_FIRST_RECEIVED, values)
        return [Received(row.key, Channel(row.channel), row.lane, row.raw, row.received_at) for row in rows]

    async def begin_inbox(self, key: str) -> bool:
        """Count an attempt before it is made: a message that ends the process is set aside some day, too.

        Returns whether it is set aside now, begun too often.
        """
        async with self._units() as work:
            row = await work.transaction.first(_BEGIN_INBOX, {"message": key, "moment": self._shared.now()})
            if row is not None and row.parked_at is not None:
                work.transaction.after_commit.append(self._shared.inbox_changed)
        return row is not None and row.parked_at is not None

    async def postpone_inbox(
        self, key: str, due: datetime, error: str, *, failed: bool = True, begun: bool = False
    ) -> bool:
        """Try a message again at `due`; after `PARK_INBOX_AFTER` failures it is set aside and its lane goes on.

        Waiting for what is away is no failure; one that was `begun` is counted already. Returns whether it is set
        aside now.
        """
        values = {
            "message": key,
            "due": due,
            "error": error,
            "more": int(failed) - int(begun),
            "moment": self._shared.now(),
        }
        async with self._units() as work:
            row = await work.transaction.first(_POSTPONE_INBOX, values)
            work.transaction.after_commit.append(self._shared.inbox_changed)
        return row is not None and row.parked_at is not None
