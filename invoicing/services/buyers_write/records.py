"""What the books hold of buyers who write: their letters that wait for the seller, and answers that went by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from invoicing.services.buyers_write.wishes import BuyerWish

KEPT = timedelta(days=90)
"""How long the words of a buyer lie in our book; the letter itself is in the mailbox."""


class LetterEnd(StrEnum):
    """What became of a buyer's letter."""

    COPIED = "copied"  # the paper went once more by itself
    UNDER_WAY = "under-way"  # it goes anyway, as soon as it can
    RESENT = "resent"  # the seller let it go once more
    PAID = "paid"  # the seller marked the invoice as paid
    NIP = "nip"  # the seller began a correction
    MYSELF = "myself"  # the seller answers


@dataclass(frozen=True, slots=True)
class BuyerLetter:
    """What one address wrote about one invoice; while nobody has decided, further letters are counted in.

    Attributes:
        sender: who says to be writing, in lower case.
        wishes: what all of them want, the weightiest first.
        words: of the newest, cut, and with everything masked that could lead its reader astray.
        nip: the one NIP that it names, if any, as ten digits.
        known: the address is on file for this buyer.
        sure: which invoice it is about is proven, not guessed by its number.
        letters: how many.
    """

    id: UUID
    company_id: UUID
    invoice_id: UUID
    sender: str
    wishes: tuple[BuyerWish, ...]
    words: str
    nip: str | None
    known: bool
    sure: bool
    letters: int
    written_at: datetime
    ended: LetterEnd | None = None


class BuyerLetterBook(Protocol):
    """Letters of buyers."""

    async def put(self, letter: BuyerLetter) -> None:
        """Write it down, or as it is by now."""

    async def get(self, letter_id: UUID) -> BuyerLetter | None:
        """The one of that id."""

    async def open_from(self, invoice_id: UUID, sender: str) -> BuyerLetter | None:
        """The one from that address about that invoice on which nobody has decided."""

    async def count_since(self, company_id: UUID, moment: datetime) -> int:
        """How many a company got since a moment; further letters of an address count once."""

    async def forget(self, before: datetime) -> int:
        """Drop those from before a moment; how many."""


@dataclass(frozen=True, slots=True)
class AnswerLimit:
    """At most `most` answers to one address within `length`."""

    length: timedelta
    most: int


class AnswerBook(Protocol):
    """Answers that machines gave, by the address they went to."""

    async def take(self, address: str, purpose: str, now: datetime, limits: Sequence[AnswerLimit]) -> bool:
        """Note an answer; False, and nothing is noted, when there were enough within one of the limits."""

    async def forget(self, before: datetime) -> int:
        """Drop notes from before a moment; how many."""
