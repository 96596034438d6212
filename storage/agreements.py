"""The book of agreements that were asked for by mail."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    select,
)

from invoicing.services.codes import digest_of
from invoicing.services.mail_trust.records import Agreement, AgreementEnd
from storage.columns import Moment
from storage.tables import drafts, metadata, people
from storage.transaction import Transaction

agreements = Table(
    "agreements",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("draft_id", Uuid, ForeignKey(drafts.c.id), index=True),
    Column("version", Integer, nullable=False),
    Column("way", String(32)),
    Column("expires_at", Moment, nullable=False),
    Column("ended", String(16)),
    Column("choices", Text, nullable=False, server_default=""),
    Column("mailbox", Text),
    Column("thread", Text),
    Column("subject", Text),
    Index("agreements_by_person", "person_id", "expires_at"),
)

_GET = select(agreements).where(agreements.c.id == bindparam("agreement"))
_BY_DIGEST = select(agreements).where(agreements.c.digest == bindparam("secret"))
_LATEST = (
    select(agreements)
    .where(agreements.c.person_id == bindparam("person"))
    .order_by(agreements.c.expires_at.desc(), agreements.c.id)
    .limit(bindparam("most"))
)
_OF_DRAFT = (
    select(agreements)
    .where(agreements.c.draft_id == bindparam("draft"), agreements.c.person_id == bindparam("person"))
    .order_by(agreements.c.expires_at.desc(), agreements.c.id)
    .limit(1)
)
_OPEN = agreements.c.ended.is_(None)
_END = (
    agreements.update().where(agreements.c.id == bindparam("agreement"), _OPEN).values(ended=bindparam("why"))
)
_REPLACE = (
    agreements.update()
    .where(agreements.c.draft_id == bindparam("draft"), _OPEN)
    .values(ended=AgreementEnd.REPLACED.value)
)
_REVOKE = (
    agreements.update()
    .where(agreements.c.person_id == bindparam("person"))
    .values(ended=AgreementEnd.REVOKED.value)
)
_PURPOSE, _BYTES = b"mail-agreement", 10  # 16 characters of base32
_LINK, _ID_BYTES, _LINK_BYTES = b"mail-agreement-link", 16, 24
_CODE = re.compile(r"[A-Za-z0-9_-]{54}")  # what base64 writes of both


class Agreements:
    """`AgreementBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def ask(self, agreement: Agreement) -> None:
        """Write a new one; those about the same draft are replaced by it."""
        if agreement.draft_id is not None:
            await self._transaction.run(_REPLACE, {"draft": agreement.draft_id})
        row = {
            "id": agreement.id,
            "digest": digest_of(await self.secret(agreement.id)),
            "person_id": agreement.person_id,
            "draft_id": agreement.draft_id,
            "version": agreement.version,
            "way": agreement.way,
            "expires_at": agreement.expires_at,
            "ended": agreement.ended.value if agreement.ended else None,
            "choices": "\n".join(agreement.choices),
            "mailbox": agreement.mailbox,
            "thread": agreement.thread,
            "subject": agreement.subject,
        }
        await self._transaction.add(agreements, row)

    async def secret(self, agreement_id: UUID) -> str:
        """What its one-time address bears."""
        derived = self._transaction.shared.box.derived(_PURPOSE, agreement_id.bytes)
        return base64.b32encode(derived[:_BYTES]).decode().lower()

    async def link(self, agreement_id: UUID) -> str:
        """The code of its one-time link: its name and 192 bits that only the installation's key can derive."""
        derived = self._transaction.shared.box.derived(_LINK, agreement_id.bytes)[:_LINK_BYTES]
        return base64.urlsafe_b64encode(agreement_id.bytes + derived).decode().rstrip("=")

    async def by_link(self, code: str) -> Agreement | None:
        """Which one a link is about, whatever became of it; None for every code that is not ours."""
        if not _CODE.fullmatch(code):
            return None
        named = UUID(bytes=base64.urlsafe_b64decode(code + "==")[:_ID_BYTES])
        return await self.get(named) if hmac.compare_digest(await self.link(named), code) else None

    async def by_secret(self, secret: str) -> Agreement | None:
        """Which one an address is about, whatever became of it."""
        row = await self._transaction.first(_BY_DIGEST, {"secret": digest_of(secret.lower())})
        return row and _agreement(row)

    async def get(self, agreement_id: UUID) -> Agreement | None:
        """The one of that id."""
        row = await self._transaction.first(_GET, {"agreement": agreement_id})
        return row and _agreement(row)

    async def end(self, agreement_id: UUID, why: AgreementEnd) -> bool:
        """Let it be given no more; False when it could not be any more."""
        return await self._transaction.run(_END, {"agreement": agreement_id, "why": why.value}) > 0

    async def latest(self, person_id: UUID, limit: int) -> Sequence[Agreement]:
        """What the person was asked last, the newest first, whatever became of it."""
        rows = await self._transaction.rows(_LATEST, {"person": person_id, "most": limit})
        return [_agreement(row) for row in rows]

    async def about(self, draft_id: UUID, person_id: UUID) -> Agreement | None:
        """The newest question to the person about a draft."""
        row = await self._transaction.first(_OF_DRAFT, {"draft": draft_id, "person": person_id})
        return row and _agreement(row)

    async def revoke(self, person_id: UUID) -> None:
        """None of the addresses given to the person opens anything any more."""
        await self._transaction.run(_REVOKE, {"person": person_id})


def _agreement(row: Row[Any]) -> Agreement:
    ended = AgreementEnd(row.ended) if row.ended else None
    return Agreement(
        row.id,
        row.person_id,
        row.draft_id,
        row.version,
        row.way,
        row.expires_at,
        ended,
        choices=tuple(filter(None, row.choices.split("\n"))),
        mailbox=row.mailbox,
        thread=row.thread,
        subject=row.subject,
    )
