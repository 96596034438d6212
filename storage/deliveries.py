"""The book of hand-overs to buyers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Row, Uuid, bindparam, select

from invoicing.model.delivering import DeliveryStatus, DeliveryWay
from invoicing.model.handover import Paper
from invoicing.services.delivery.addressing import range_of
from invoicing.services.records import Delivery
from storage.columns import Moment
from storage.delivery_tables import suppressed
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


_BETWEEN = _ALL.where(
    deliveries.c.id.between(bindparam("first", type_=Uuid), bindparam("last", type_=Uuid))
).limit(2)
_BY_MESSAGE_ID = _ALL.where(deliveries.c.message_id == bindparam("name")).limit(2)
_LATEST_TO = (
    _ALL.where(
        deliveries.c.address == bindparam("to"), deliveries.c.settled_at >= bindparam("since", type_=Moment)
    )
    .order_by(deliveries.c.settled_at.desc())
    .limit(20)
)
_PLACE = (
    suppressed.c.company_id == bindparam("company"),
    suppressed.c.way == bindparam("by"),
    suppressed.c.address == bindparam("to"),
)
_SUPPRESSED = select(suppressed).where(*_PLACE)
_ALLOW = suppressed.delete().where(*_PLACE)


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
            channel=delivery.way.value,
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

    async def by_reference(self, reference: str) -> Delivery | None:
        """The delivery that one of our addresses names; None when there is none, or more than one."""
        first, last = range_of(reference)
        return await self._only(_BETWEEN, {"first": first, "last": last})

    async def by_message_id(self, message_id: str) -> Delivery | None:
        """The delivery whose letter has that Message-ID."""
        return await self._only(_BY_MESSAGE_ID, {"name": message_id})

    async def latest_to(self, address: str, since: datetime) -> Sequence[Delivery]:
        """Hand-overs to an address that went at a moment or later, the newest first."""
        rows = await self._transaction.rows(_LATEST_TO, {"to": address, "since": since})
        return [_delivery(row) for row in rows]

    async def suppress(self, delivery: Delivery, since: datetime) -> None:
        """The company's papers go to that address no more, until somebody asks for it."""
        why = delivery.answer or delivery.status.value
        await self.close(delivery.company_id, delivery.way, delivery.address, why, since)

    async def close(
        self, company_id: UUID, way: DeliveryWay, address: str, why: str, since: datetime
    ) -> None:
        """The same, for whatever reason an address is known to take nothing."""
        new = self._transaction.insert(suppressed).values(
            company_id=company_id, way=way.value, address=address, since=since, why=why
        )
        await self._transaction.run(new.on_conflict_do_nothing())

    async def suppressed(self, company_id: UUID, way: DeliveryWay, address: str) -> str | None:
        """Why an address takes nothing; None when it does."""
        row = await self._transaction.first(_SUPPRESSED, _place(company_id, way, address))
        return None if row is None else row.why

    async def allow(self, company_id: UUID, way: DeliveryWay, address: str) -> None:
        """Papers may go to that address again."""
        await self._transaction.run(_ALLOW, _place(company_id, way, address))

    async def _only(self, statement: Executable, values: Mapping[str, Any]) -> Delivery | None:
        rows = await self._transaction.rows(statement, values)
        return _delivery(rows[0]) if len(rows) == 1 else None


def _place(company_id: UUID, way: DeliveryWay, address: str) -> dict[str, Any]:
    return {"company": company_id, "by": way.value, "to": address}


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        invoice_id=row.invoice_id,
        company_id=row.company_id,
        way=DeliveryWay(row.channel),
        address=row.address,
        message_id=row.message_id,
        status=DeliveryStatus(row.status),
        answer=row.answer,
        settled_at=row.settled_at,
        paper=Paper(row.paper),
        in_reply_to=row.in_reply_to,
        reason=row.reason,
    )
