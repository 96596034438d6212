"""What is forgotten in time: words of finished traffic and in which chat it was, and links that open nothing any more.

Keys stay: they are what keeps a letter from being taken twice and a promise from being made twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, bindparam, func, or_, select
from sqlalchemy.sql.elements import BindParameter

from storage.access_links import access_links
from storage.agreements import agreements
from storage.buyer_chats import buyer_invitations
from storage.columns import Moment
from storage.mail_trust import mail_tokens
from storage.onboardings import openings
from storage.paper_links import paper_links
from storage.shelf_tables import searches
from storage.tables import invitations
from storage.traffic import inbox, jobs
from storage.unit_of_work import Units

EMPTY_PAYLOAD = "{}"
AT_A_TIME = 500
"""Rows of one transaction: nobody who issues an invoice waits long behind the broom."""
_BEFORE = bindparam("before", type_=Moment)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)

_OLD_RAW = (
    select(inbox.c.id)
    .where(inbox.c.done_at < _BEFORE, func.length(inbox.c.raw) > 0)
    .order_by(inbox.c.id)
    .limit(AT_A_TIME)
)
_EMPTY_RAW = inbox.update().where(inbox.c.id.in_(_IDS)).values(raw=b"", lane="", last_error=None)
_OLD_PAYLOADS = (
    select(jobs.c.id)
    .where(jobs.c.done_at < _BEFORE, jobs.c.payload != EMPTY_PAYLOAD)
    .order_by(jobs.c.id)
    .limit(AT_A_TIME)
)
_EMPTY_PAYLOAD = jobs.update().where(jobs.c.id.in_(_IDS)).values(payload=EMPTY_PAYLOAD, last_error=None)
_LINKS: Mapping[str, tuple[Table, Column[Any]]] = {
    "access pages": (access_links, access_links.c.expires_at),
    "issue pages": (agreements, agreements.c.expires_at),
    "invitations": (invitations, invitations.c.expires_at),
    "openings": (openings, openings.c.expires_at),
    "buyers' invitations": (buyer_invitations, buyer_invitations.c.expires_at),
}
_DEAD = {name: table.delete().where(expires < _BEFORE) for name, (table, expires) in _LINKS.items()} | {
    "links to papers": paper_links.delete().where(
        or_(paper_links.c.expires_at < _BEFORE, paper_links.c.revoked_at < _BEFORE)
    ),
    "secret addresses": mail_tokens.delete().where(mail_tokens.c.revoked_at < _BEFORE),
    "searches": searches.delete().where(searches.c.asked_at < _BEFORE),
}


class Retention:
    """Forgets, a little at a time; cut short it goes on where it was."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def forget_messages(self, before: datetime) -> int:
        """Empty the messages that were done with before a moment, letters with their attachments; how many.

        What still waits, or was set aside for a human, keeps its words.
        """
        return await self._empty(_OLD_RAW, _EMPTY_RAW, before)

    async def forget_payloads(self, before: datetime) -> int:
        """Empty the promises that were kept before a moment; how many."""
        return await self._empty(_OLD_PAYLOADS, _EMPTY_PAYLOAD, before)

    async def forget_links(self, before: datetime) -> Mapping[str, int]:
        """Drop links, invitations, one-time pages, secret addresses and searches that ended before a moment; how many of each."""
        async with self._units() as work:
            gone = {
                name: await work.transaction.run(statement, {"before": before})
                for name, statement in _DEAD.items()
            }
        return {name: count for name, count in gone.items() if count}

    async def _empty(self, old: Any, empty: Any, before: datetime) -> int:
        emptied = 0
        while True:
            async with self._units.reading() as look:  # a search without an end must not keep writers waiting
                rows = await look.transaction.rows(old, {"before": before})
            if not rows:
                return emptied
            async with self._units() as work:
                await work.transaction.run(empty, {"ids": [row.id for row in rows]})
            emptied += len(rows)
