"""The book of links to papers."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, LargeBinary, Row, Table, Uuid, bindparam, select

from invoicing.services.codes import digest_of
from invoicing.services.delivery.paper_links import PaperLink
from storage.columns import Moment
from storage.tables import deliveries, metadata
from storage.transaction import Transaction

paper_links = Table(
    "paper_links",
    metadata,
    Column("delivery_id", Uuid, ForeignKey(deliveries.c.id), primary_key=True),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

_BY_CODE = select(paper_links).where(paper_links.c.code_hash == bindparam("digest"))
_OF_DELIVERY = select(paper_links).where(paper_links.c.delivery_id == bindparam("delivery"))
_REVOKE = (
    paper_links.update()
    .where(paper_links.c.delivery_id == bindparam("delivery"), paper_links.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("moment"))
)
_PURPOSE = b"paper-link"


class PaperLinks:
    """`PaperLinkBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, link: PaperLink) -> None:
        """Write a new link, or let the one of that delivery live anew."""
        digest = digest_of(await self.code(link.delivery_id))
        fresh = {"expires_at": link.expires_at, "revoked_at": link.revoked_at}
        new = self._transaction.insert(paper_links).values(
            delivery_id=link.delivery_id, code_hash=digest, **fresh
        )
        await self._transaction.run(new.on_conflict_do_update(index_elements=["delivery_id"], set_=fresh))

    async def code(self, delivery_id: UUID) -> str:
        """The code of a link: 256 bits that only the installation's key can derive."""
        derived = self._transaction.shared.box.derived(_PURPOSE, delivery_id.bytes)
        return base64.urlsafe_b64encode(derived).decode().rstrip("=")

    async def by_code(self, code: str) -> PaperLink | None:
        """The link that a code opens, whatever became of it."""
        return _link(await self._transaction.first(_BY_CODE, {"digest": digest_of(code)}))

    async def of_delivery(self, delivery_id: UUID) -> PaperLink | None:
        """The link of a delivery."""
        return _link(await self._transaction.first(_OF_DELIVERY, {"delivery": delivery_id}))

    async def revoke(self, delivery_id: UUID, at: datetime) -> bool:
        """Let nobody in by it any more; False when there is none that lives."""
        return await self._transaction.run(_REVOKE, {"delivery": delivery_id, "moment": at}) > 0


def _link(row: Row[Any] | None) -> PaperLink | None:
    if row is None:
        return None
    revoked = row.revoked_at.astimezone(UTC) if row.revoked_at else None
    return PaperLink(row.delivery_id, row.expires_at.astimezone(UTC), revoked)
