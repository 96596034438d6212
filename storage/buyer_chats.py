"""The book of buyers' chats."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, LargeBinary, Row, String, Table, Text, Uuid, bindparam, select

from invoicing.services.codes import digest_of
from invoicing.services.delivery.buyer_chats import BuyerChat, BuyerInvitation
from storage.columns import Moment
from storage.tables import companies, metadata
from storage.transaction import Transaction

buyer_chats = Table(
    "buyer_chats",
    metadata,
    Column("company_id", Uuid, ForeignKey(companies.c.id), primary_key=True),
    Column("buyer_id", Uuid, primary_key=True),
    Column("chat", Text, primary_key=True, index=True),
    Column("language", String(2), nullable=False),
    Column("joined_at", Moment, nullable=False),
)

buyer_invitations = Table(
    "buyer_invitations",
    metadata,
    Column("company_id", Uuid, ForeignKey(companies.c.id), primary_key=True),
    Column("buyer_id", Uuid, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("expires_at", Moment, nullable=False),
)

_IN_CHAT = select(buyer_chats).where(buyer_chats.c.chat == bindparam("place"))
_OF_BUYER = select(buyer_chats).where(
    buyer_chats.c.company_id == bindparam("company"), buyer_chats.c.buyer_id == bindparam("buyer")
)
_LEAVE = buyer_chats.delete().where(buyer_chats.c.chat == bindparam("place"))
_REDEEM = (
    buyer_invitations.delete()
    .where(buyer_invitations.c.code_hash == bindparam("digest"))
    .returning(*buyer_invitations.c)
)
_PURPOSE = b"buyer-chat"


class BuyerChats:
    """`BuyerChatBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def invite(self, invitation: BuyerInvitation) -> str:
        """Write a new link; returns its code. Those that the buyer had are void."""
        derived = self._transaction.shared.box.derived(_PURPOSE, invitation.id.bytes)
        code = base64.urlsafe_b64encode(derived).decode().rstrip("=")
        fresh = {"id": invitation.id, "code_hash": digest_of(code), "expires_at": invitation.expires_at}
        new = self._transaction.insert(buyer_invitations).values(
            company_id=invitation.company_id, buyer_id=invitation.buyer_id, **fresh
        )
        place = ["company_id", "buyer_id"]
        await self._transaction.run(new.on_conflict_do_update(index_elements=place, set_=fresh))
        return code

    async def redeem(self, code: str, now: datetime) -> BuyerInvitation | None:
        """The link that a code opens, once; None when it is unknown, used or over."""
        row = await self._transaction.first(_REDEEM, {"digest": digest_of(code)})
        if row is None or row.expires_at.astimezone(UTC) <= now:
            return None
        return BuyerInvitation(row.id, row.company_id, row.buyer_id, row.expires_at.astimezone(UTC))

    async def join(self, chat: BuyerChat) -> None:
        """From now on papers go to that chat."""
        new = self._transaction.insert(buyer_chats).values(
            company_id=chat.company_id,
            buyer_id=chat.buyer_id,
            chat=chat.chat,
            language=chat.language,
            joined_at=chat.joined_at,
        )
        await self._transaction.run(new.on_conflict_do_nothing())

    async def leave(self, chat: str) -> Sequence[BuyerChat]:
        """Nothing goes to that chat any more; what it was there for."""
        left = await self.in_chat(chat)
        await self._transaction.run(_LEAVE, {"place": chat})
        return left

    async def in_chat(self, chat: str) -> Sequence[BuyerChat]:
        """For which companies a chat gets papers."""
        return [_chat(row) for row in await self._transaction.rows(_IN_CHAT, {"place": chat})]

    async def of_buyer(self, company_id: UUID, buyer_id: UUID) -> Sequence[BuyerChat]:
        """The chats of a buyer."""
        values = {"company": company_id, "buyer": buyer_id}
        return [_chat(row) for row in await self._transaction.rows(_OF_BUYER, values)]


def _chat(row: Row[Any]) -> BuyerChat:
    return BuyerChat(row.company_id, row.buyer_id, row.chat, row.language, row.joined_at.astimezone(UTC))
