"""Letters and reports as they went and came, kept because they prove something."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from invoicing.services.delivery.originals import Original, OriginalKind
from storage.delivery_tables import originals
from storage.transaction import Transaction

_OF_DELIVERY = (
    select(originals).where(originals.c.delivery_id == bindparam("delivery")).order_by(originals.c.seq)
)


class Originals:
    """`OriginalBook` of the contract; packed by zlib, which takes back what base64 adds."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep(self, delivery_id: UUID, what: OriginalKind, raw: bytes, at: datetime) -> bytes:
        """Keep the bytes once; returns their SHA-256."""
        digest = hashlib.sha256(raw).digest()
        new = self._transaction.insert(originals).values(
            delivery_id=delivery_id, what=what.value, at=at, sha256=digest, packed=zlib.compress(raw)
        )
        await self._transaction.run(new.on_conflict_do_nothing(index_elements=["delivery_id", "sha256"]))
        return digest

    async def of_delivery(self, delivery_id: UUID) -> Sequence[Original]:
        """All that is kept of a delivery, oldest first."""
        return [
            _original(row) for row in await self._transaction.rows(_OF_DELIVERY, {"delivery": delivery_id})
        ]


def _original(row: Row[Any]) -> Original:
    return Original(OriginalKind(row.what), row.at, row.sha256, zlib.decompress(row.packed))
