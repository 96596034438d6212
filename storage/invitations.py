"""The book of one-time invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from invoicing.services.records import Invitation, Role
from storage.columns import Moment
from storage.tables import invitations
from storage.transaction import Transaction

_NOW = bindparam("moment", type_=Moment)
_REDEEM = (
    invitations.update()
    .where(
        invitations.c.code_hash == bindparam("code"),
        invitations.c.redeemed_at.is_(None),
        invitations.c.expires_at > _NOW,
    )
    .values(redeemed_at=_NOW)
    .returning(
        invitations.c.code_hash,
        invitations.c.company_id,
        invitations.c.role,
        invitations.c.expires_at,
        invitations.c.email,
    )
)

_OPEN = (
    select(
        invitations.c.code_hash,
        invitations.c.company_id,
        invitations.c.role,
        invitations.c.expires_at,
        invitations.c.email,
    )
    .where(
        invitations.c.company_id == bindparam("company"),
        invitations.c.redeemed_at.is_(None),
        invitations.c.expires_at > _NOW,
    )
    .order_by(invitations.c.expires_at, invitations.c.code_hash)
)
_WITHDRAW = invitations.delete().where(
    invitations.c.code_hash == bindparam("code"), invitations.c.redeemed_at.is_(None)
)


class Invitations:
    """`InvitationBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, invitation: Invitation) -> None:
        """Write a new invitation."""
        row = {
            "code_hash": invitation.code_hash,
            "company_id": invitation.company_id,
            "role": invitation.role.value,
            "expires_at": invitation.expires_at,
            "email": invitation.email,
        }
        await self._transaction.add(invitations, row)

    async def redeem(self, code_hash: bytes, now: datetime) -> Invitation | None:
        """Use it up; None when unknown, used or expired."""
        row = await self._transaction.first(_REDEEM, {"code": code_hash, "moment": now})
        return row and _invitation(row)

    async def open_of(self, company_id: UUID, now: datetime) -> Sequence[Invitation]:
        """Those that still let somebody in, the first to expire first."""
        rows = await self._transaction.rows(_OPEN, {"company": company_id, "moment": now})
        return [_invitation(row) for row in rows]

    async def withdraw(self, code_hash: bytes) -> None:
        """Take it back; one that was used stays as it is."""
        await self._transaction.run(_WITHDRAW, {"code": code_hash})


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(row.code_hash, row.company_id, Role(row.role), row.expires_at, row.email)
