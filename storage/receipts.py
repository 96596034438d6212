"""The book of official receipts."""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, select

from storage.ksef_tables import receipts
from storage.transaction import Transaction

_GET = select(receipts.c.upo).where(receipts.c.sha256 == bindparam("digest"))


class Receipts:
    """`ReceiptBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep(self, upo: bytes) -> bytes:
        """Keep the receipt; returns its SHA-256, under which it is found. Twice is once."""
        digest = hashlib.sha256(upo).digest()
        new = self._transaction.insert(receipts).on_conflict_do_nothing(index_elements=["sha256"])
        await self._transaction.run(new, {"sha256": digest, "upo": upo})
        return digest

    async def get(self, digest: bytes) -> bytes:
        """The receipt of that digest (KeyError when there is none)."""
        row = await self._transaction.first(_GET, {"digest": digest})
        if row is None:
            raise KeyError(digest.hex())
        return bytes(row.upo)
