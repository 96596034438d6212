"""Books that come back from a copy are older than the world: what was under way then may have been done since.

What KSeF recognises by itself goes on, for terms of law run on: an invoice that has arrived is answered 440 and found
to be ours. Everything that speaks to people, or was said by them, is set aside and asks first: the letter may have
gone, the tap may have been obeyed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam

from storage.columns import Moment
from storage.jobs import OPEN
from storage.standstill import go_on
from storage.traffic import inbox, jobs
from storage.transaction import Transaction

RESUMED = frozenset(
    {"Submit", "CheckSubmission", "SendBatch", "CheckBatch", "Receive", "Redate", "CheckRights"}
)
"""Kinds of jobs that are done again without harm."""
WHY = "restored: perhaps done after the copy was made"
_MOMENT = bindparam("moment", type_=Moment)
_LET_GO = jobs.update().where(*OPEN).values(leased_by=None, leased_until=None)
_ASIDE = (
    jobs.update()
    .where(*OPEN, jobs.c.kind.not_in(RESUMED))
    .values(parked_at=_MOMENT, last_error=WHY)
    .returning(jobs.c.kind)
)
_UNHEARD = (
    inbox.update()
    .where(inbox.c.done_at.is_(None), inbox.c.parked_at.is_(None))
    .values(parked_at=_MOMENT, last_error=WHY)
    .returning(inbox.c.key)
)
INCOMING = "incoming"


async def set_aside(transaction: Transaction, now: datetime) -> Mapping[str, int]:
    """Set aside what may have been done since; how many of each kind, messages not yet heard under `INCOMING`."""
    kinds = Counter(row.kind for row in await transaction.rows(_ASIDE, {"moment": now}))
    if unheard := await transaction.rows(_UNHEARD, {"moment": now}):
        kinds[INCOMING] = len(unheard)
    return kinds


async def begin(transaction: Transaction) -> None:
    """Nobody holds a job any more, and whoever wants to work may."""
    await transaction.run(_LET_GO)
    await go_on(transaction)
