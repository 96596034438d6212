"""Buyers who want their papers in Telegram, and the book of their chats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

START = "odbior_"
"""What the parameter of a buyer's link begins with."""
INVITATION_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class BuyerChat:
    """A chat to which the papers of one buyer of one company go, because the buyer asked for it.

    Attributes:
        buyer_id: the known buyer.
    """

    company_id: UUID
    buyer_id: UUID
    chat: str
    language: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class BuyerInvitation:
    """A link that the seller passes on; its code is derived from the id and kept nowhere."""

    id: UUID
    company_id: UUID
    buyer_id: UUID
    expires_at: datetime


class BuyerChatBook(Protocol):
    """Chats of buyers and the links that lead to them."""

    async def invite(self, invitation: BuyerInvitation) -> str:
        """Write a new link; returns its code. Those that the buyer had are void."""

    async def redeem(self, code: str, now: datetime) -> BuyerInvitation | None:
        """The link that a code opens, once; None when it is unknown, used or over."""

    async def join(self, chat: BuyerChat) -> None:
        """From now on papers go to that chat."""

    async def leave(self, chat: str) -> Sequence[BuyerChat]:
        """Nothing goes to that chat any more; what it was there for."""

    async def in_chat(self, chat: str) -> Sequence[BuyerChat]:
        """For which companies a chat gets papers."""

    async def of_buyer(self, company_id: UUID, buyer_id: UUID) -> Sequence[BuyerChat]:
        """The chats of a buyer."""
