"""The book of hand-overs to buyers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from invoicing.model.handover import Paper
from invoicing.services.messages import Channel
from invoicing.services.records import Delivery, DeliveryStatus
from storage.tables import deliveries
from storage.transaction import Transaction

_ALL = select(deliveries)
_BY_ID = _ALL.where(deliveries.c.id == bindparam("delivery"))
_OF_INVOICE = _ALL.where(deliveries.c.invoice_id == bindparam("invoice")).order_by(deliveries.c.seq)
_SAVE = (
    deliveries.update()
    .where(deliveries.c.id == bindparam("delivery"))
    .values(status=bindparam("state"), answer=bindparam("said"), settled_at=bindparam("settled"))
)


class Deliveries:
    """`DeliveryBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, delivery: Delivery) -> bool:
        """Write a new delivery; False when the address has got, or gets, that paper already."""
        new = self._transaction.insert(deliveries).values(
            id=delivery.id,
            invoice_id=delivery.invoice_id,
            company_id=delivery.company_id,
            channel=delivery.channel.value,
            address=delivery.address,
            message_id=delivery.message_id,
            status=delivery.status.value,
            answer=delivery.answer,
            settled_at=delivery.settled_at,
            paper=delivery.paper.value,
            in_reply_to=delivery.in_reply_to,
            reason=delivery.reason,
        )
        place = ["invoice_id", "channel", "address", "paper"]
        return await self._transaction.run(new.on_conflict_do_nothing(index_elements=place)) > 0

    async def get(self, delivery_id: UUID) -> Delivery:
        """The delivery of that id (KeyError when there is none)."""
        row = await self._transaction.first(_BY_ID, {"delivery": delivery_id})
        if row is None:
            raise KeyError(delivery_id)
        return _delivery(row)

    async def save(self, delivery: Delivery) -> None:
        """Write how far it got; where it goes stays as it was (KeyError when there is none)."""
        values = {
            "delivery": delivery.id,
            "state": delivery.status.value,
            "said": delivery.answer,
            "settled": delivery.settled_at,
        }
        if not await self._transaction.run(_SAVE, values):
            raise KeyError(delivery.id)

    async def of_invoice(self, invoice_id: UUID) -> Sequence[Delivery]:
        """All hand-overs of an invoice, oldest first."""
        rows = await self._transaction.rows(_OF_INVOICE, {"invoice": invoice_id})
        return [_delivery(row) for row in rows]


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        invoice_id=row.invoice_id,
        company_id=row.company_id,
        channel=Channel(row.channel),
        address=row.address,
        message_id=row.message_id,
        status=DeliveryStatus(row.status),
        answer=row.answer,
        settled_at=row.settled_at,
        paper=Paper(row.paper),
        in_reply_to=row.in_reply_to,
        reason=row.reason,
    )
