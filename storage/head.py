"""The head of the history: how long it is, its last hash, and a seal that only the installation's key makes.

Whoever can write to the database can reckon every hash anew, for there is no key in them. The seal has one: an
HMAC-SHA256 over the head under a key that HKDF (RFC 5869) derives from the one in the key file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select

from storage.secrets import SecretBox
from storage.traffic import chain
from storage.transaction import Transaction

START = bytes(32)
"""The hash before the first line."""

_PURPOSE = b"latarnik-history-seal"
_NUMBER_BYTES = 8
_HEAD = select(chain.c.length, chain.c.hash, chain.c.vouched_after, chain.c.seal)
_LOCKED = _HEAD.with_for_update()
_MOVE = chain.update().values(
    length=bindparam("new_length"),
    hash=bindparam("new_hash"),
    vouched_after=bindparam("new_vouched_after"),
    seal=bindparam("new_seal"),
)


class Seal(StrEnum):
    """What the seal says of the head: whole, not there, not made by our key, or by a key that is not here."""

    WHOLE = "whole"
    MISSING = "missing"
    BROKEN = "broken"
    OTHER_KEY = "other-key"


@dataclass(slots=True)
class Head:
    """Where the history ends.

    Attributes:
        length: lines.
        hash: of the last one.
        vouched_after: lines that were there before the first seal; nobody vouched for them before it.
        seal: None before the first line, and in books that no key has met yet.
    """

    length: int
    hash: bytes
    vouched_after: int = 0
    seal: bytes | None = None

    def sealed_by(self, box: SecretBox) -> Seal:
        """What its seal says; an empty history needs none."""
        if self.seal is None:
            return Seal.MISSING if self.length else Seal.WHOLE
        if not box.knows(self.seal):
            return Seal.OTHER_KEY
        return Seal.WHOLE if box.vouches(_PURPOSE, self._said, self.seal) else Seal.BROKEN

    def is_current(self, box: SecretBox) -> bool:
        """Whether the current key made the seal, and not an older one."""
        return self.seal is None or box.is_current(self.seal)

    def seal_with(self, box: SecretBox) -> None:
        """Vouch for it as it is now."""
        self.seal = box.voucher(_PURPOSE, self._said)

    @property
    def _said(self) -> bytes:
        numbers = self.vouched_after, self.length
        return b"".join(each.to_bytes(_NUMBER_BYTES, "big") for each in numbers) + self.hash


def first_seal(box: SecretBox, vouched_after: int, length: int, last: bytes) -> bytes:
    """The seal of books that had none, for their migration."""
    head = Head(length, last, vouched_after)
    head.seal_with(box)
    return head.seal or b""


async def read_head(transaction: Transaction, *, to_write: bool = False) -> Head | None:
    """The head, None where the books have lost it; `to_write` lets no other process move it meanwhile."""
    row = await transaction.first(_LOCKED if to_write else _HEAD)
    return Head(row.length, row.hash, row.vouched_after, row.seal) if row else None


async def write_head(transaction: Transaction, head: Head) -> None:
    """Put the head in the place of the former one."""
    values: dict[str, Any] = {
        "new_length": head.length,
        "new_hash": head.hash,
        "new_vouched_after": head.vouched_after,
        "new_seal": head.seal,
    }
    await transaction.run(_MOVE, values)
