"""The book of drafts, with optimistic versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Update, bindparam, func, insert, select, text

from invoicing.model.errors import StaleChoice
from invoicing.model.invoice import Draft, DraftStatus
from storage.codec import decode, encode
from storage.tables import draft_versions, drafts
from storage.transaction import Transaction

UNFINISHED = text("drafts.status IN ('open', 'held', 'for-approval')")
"""In the words of their index, which bound values would keep both databases from using."""
_FOR_A_SECOND_PERSON = text("drafts.status = 'for-approval'")
_others = drafts.alias("others")
_NEXT_TOUCH = func.coalesce(func.max(_others.c.touched), 0) + 1

_BY_ID = select(drafts.c.draft).where(drafts.c.id == bindparam("draft_id"))
_AUTHOR = select(drafts.c.author).where(drafts.c.id == bindparam("draft_id"))
_LATEST_OPEN = (
    select(drafts.c.draft)
    .where(UNFINISHED, drafts.c.author == bindparam("who"), drafts.c.status == DraftStatus.OPEN.value)
    .order_by(drafts.c.touched.desc())
    .limit(1)
)
_ADD = drafts.insert().values(
    touched=select(_NEXT_TOUCH).where(_others.c.author == bindparam("who")).scalar_subquery()
)
_ADD_ASIDE = drafts.insert().values(touched=0)
_SAVE_ASIDE = (
    drafts.update()
    .where(drafts.c.id == bindparam("draft_id"), drafts.c.version == bindparam("before"))
    .values(version=bindparam("after"), status=bindparam("state"), draft=bindparam("content"))
)
_SAVE = _SAVE_ASIDE.values(
    touched=select(_NEXT_TOUCH).where(_others.c.author == drafts.c.author).scalar_subquery()
)
_EARLIER = select(draft_versions.c.draft).where(
    draft_versions.c.draft_id == bindparam("draft_id"), draft_versions.c.version == bindparam("wanted")
)
_KEEP = insert(draft_versions).from_select(
    ["draft_id", "version", "draft"],
    select(drafts.c.id, drafts.c.version, drafts.c.draft)
    .where(drafts.c.id == bindparam("draft_id"), drafts.c.version == bindparam("before"))
    .with_for_update(),  # of two who change it at once the second finds another version, and nothing to keep
)
_OPEN_OF = (
    select(drafts.c.draft)
    .where(
        UNFINISHED,
        drafts.c.author == bindparam("who"),
        drafts.c.company_id == bindparam("company_id"),
    )
    .order_by(drafts.c.touched.desc())
    .limit(bindparam("limit"))
)
_HELD = (
    select(drafts.c.draft)
    .where(UNFINISHED, drafts.c.status == DraftStatus.HELD.value)
    .order_by(drafts.c.touched)
)
_FOR_APPROVAL = (
    select(drafts.c.draft)
    .where(_FOR_A_SECOND_PERSON, drafts.c.company_id == bindparam("company_id"))
    .order_by(drafts.c.id)
)


class Drafts:
    """`DraftBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, draft: Draft, author: UUID) -> None:
        """Write a new draft."""
        await self._transaction.run(_ADD, {**_row(draft, author), "who": author})

    async def add_aside(self, draft: Draft, author: UUID) -> None:
        """Write a new draft that nobody talks about yet."""
        await self._transaction.run(_ADD_ASIDE, _row(draft, author))

    async def get(self, draft_id: UUID) -> Draft | None:
        """The newest version."""
        row = await self._transaction.first(_BY_ID, {"draft_id": draft_id})
        return row and decode(Draft, row.draft)

    async def author(self, draft_id: UUID) -> UUID:
        """Who began it (KeyError when there is none)."""
        row = await self._transaction.first(_AUTHOR, {"draft_id": draft_id})
        if row is None:
            raise KeyError(draft_id)
        author: UUID = row.author
        return author

    async def save(self, draft: Draft) -> None:
        """Write `draft`, which must be one version newer than the stored one; what it changes can be undone.

        Raises:
            StaleChoice: somebody else was faster.
        """
        if draft.previous == draft.version - 1:
            await self._transaction.run(_KEEP, {"draft_id": draft.id, "before": draft.version - 1})
        await self._write(_SAVE, draft)

    async def put_back(self, draft: Draft) -> None:
        """The same, and what the author is talking about stays the same.

        Raises:
            StaleChoice: somebody else was faster.
        """
        await self._write(_SAVE_ASIDE, draft)

    async def _write(self, statement: Update, draft: Draft) -> None:
        values = {
            "draft_id": draft.id,
            "before": draft.version - 1,
            "after": draft.version,
            "state": draft.status.value,
            "content": encode(draft),
        }
        if not await self._transaction.run(statement, values):
            raise StaleChoice(draft=str(draft.id))

    async def latest_open(self, author: UUID) -> Draft | None:
        """The open draft that the person began or changed last."""
        row = await self._transaction.first(_LATEST_OPEN, {"who": author})
        return row and decode(Draft, row.draft)

    async def earlier(self, draft_id: UUID, version: int) -> Draft | None:
        """A version that somebody changed; None when it was never followed by a change."""
        row = await self._transaction.first(_EARLIER, {"draft_id": draft_id, "wanted": version})
        return row and decode(Draft, row.draft)

    async def open_of(self, author: UUID, company_id: UUID, limit: int) -> Sequence[Draft]:
        """Drafts of a person that may still be issued, the one talked about first."""
        values = {"who": author, "company_id": company_id, "limit": limit}
        return [decode(Draft, row.draft) for row in await self._transaction.rows(_OPEN_OF, values)]

    async def for_approval(self, company_id: UUID, limit: int) -> Sequence[Draft]:
        """Drafts of a company that wait for somebody's approval, oldest question first."""
        rows = await self._transaction.rows(_FOR_APPROVAL, {"company_id": company_id})
        found = [decode(Draft, row.draft) for row in rows]
        return sorted(found, key=_asked_at)[:limit]

    async def held(self) -> Sequence[Draft]:
        """Drafts that wait until KSeF is back, oldest first."""
        return [decode(Draft, row.draft) for row in await self._transaction.rows(_HELD)]


def _asked_at(draft: Draft) -> datetime:
    return draft.approval.asked_at if draft.approval else datetime.max.replace(tzinfo=UTC)


def _row(draft: Draft, author: UUID) -> dict[str, Any]:
    return {
        "id": draft.id,
        "company_id": draft.company_id,
        "author": author,
        "version": draft.version,
        "status": draft.status.value,
        "draft": encode(draft),
    }
