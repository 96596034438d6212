"""Promises to hand an invoice to its buyer: by one way, and by the next when that failed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from invoicing.model.delivering import DeliveryWay


@dataclass(frozen=True, slots=True)
class Deliver:
    """Hand the invoice to the buyer by the way of the delivery.

    Attributes:
        attempt: how often it had been settled when somebody asked for it once more; 0 the first time.
        way: by which way, so that only whoever knows that way takes it up.
    """

    delivery_id: UUID
    attempt: int = 0
    way: DeliveryWay = DeliveryWay.EMAIL

    @property
    def key(self) -> str:
        """One promise a delivery, and one each time somebody asks once more."""
        return f"deliver:{self.delivery_id}" + (f":{self.attempt}" if self.attempt else "")

    @property
    def lane(self) -> str | None:
        """Free."""
        return None


@dataclass(frozen=True, slots=True)
class TryNext:
    """A hand-over failed: try the next way to the buyer.

    Attributes:
        failure: which failure of the delivery it was, from 1.
    """

    delivery_id: UUID
    failure: int = 1

    @property
    def key(self) -> str:
        """Once for each failure."""
        return f"try-next:{self.delivery_id}:{self.failure}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None
