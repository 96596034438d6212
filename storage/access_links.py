"""The book of links to the one-time page."""

from __future__ import annotations

import base64
from datetime import UTC
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Uuid, bindparam, select

from invoicing.services.access.link_records import ATTEMPTS, AccessLink, Closed
from invoicing.services.codes import digest_of
from storage.columns import Moment
from storage.tables import companies, metadata, people
from storage.transaction import Transaction

access_links = Table(
    "access_links",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False, index=True),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("closed", String(16)),
)

_BY_CODE = select(access_links).where(access_links.c.code_hash == bindparam("digest"))
_OPEN = access_links.c.closed.is_(None)
_CLOSE = (
    access_links.update().where(access_links.c.id == bindparam("link"), _OPEN).values(closed=bindparam("why"))
)
_CLOSE_ALL = (
    access_links.update()
    .where(access_links.c.company_id == bindparam("company"), _OPEN)
    .values(closed=bindparam("why"))
)
_FAILED = (
    access_links.update()
    .where(access_links.c.id == bindparam("link"), _OPEN)
    .values(failures=access_links.c.failures + 1)
    .returning(access_links.c.failures)
)
_PURPOSE = b"access-link"


class AccessLinks:
    """`AccessLinkBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, link: AccessLink) -> None:
        """Write a new link; those that the company had are closed as replaced."""
        await self.close_all(link.company_id, Closed.REPLACED)
        row = {
            "code_hash": digest_of(await self.code(link.id)),
            "id": link.id,
            "company_id": link.company_id,
            "person_id": link.person_id,
            "expires_at": link.expires_at,
            "failures": link.failures,
            "closed": link.closed.value if link.closed else None,
        }
        await self._transaction.add(access_links, row)

    async def code(self, link_id: UUID) -> str:
        """The code of a link: 256 bits that only the installation's key can derive."""
        derived = self._transaction.shared.box.derived(_PURPOSE, link_id.bytes)
        return base64.urlsafe_b64encode(derived).decode().rstrip("=")

    async def by_code(self, code: str) -> AccessLink | None:
        """The link that a code opens, whatever became of it."""
        row = await self._transaction.first(_BY_CODE, {"digest": digest_of(code)})
        if row is None:
            return None
        closed = Closed(row.closed) if row.closed else None
        expires_at = row.expires_at.astimezone(UTC)
        return AccessLink(row.id, row.company_id, row.person_id, expires_at, row.failures, closed)

    async def close(self, link_id: UUID, why: Closed) -> bool:
        """Let nobody in by it any more; False when it was closed already."""
        return await self._transaction.run(_CLOSE, {"link": link_id, "why": why.value}) > 0

    async def close_all(self, company_id: UUID, why: Closed) -> None:
        """The same for every link of a company."""
        await self._transaction.run(_CLOSE_ALL, {"company": company_id, "why": why.value})

    async def failed(self, link_id: UUID) -> int:
        """Count an attempt that led to nothing; how many there were, or `ATTEMPTS` when it is closed."""
        row = await self._transaction.first(_FAILED, {"link": link_id})
        return ATTEMPTS if row is None else int(row.failures)
