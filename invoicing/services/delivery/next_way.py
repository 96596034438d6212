"""After a failure: the next way to the buyer."""

from __future__ import annotations

from invoicing.model.delivering import FAILED
from invoicing.services.delivery.handing_over import HandingOver, is_lawful, own_addresses
from invoicing.services.delivery.jobs import TryNext
from invoicing.services.delivery.places import next_places
from invoicing.services.messages import Reply
from invoicing.services.ports import UnitOfWork, UnitsOfWork
from invoicing.services.records import Delivery
from invoicing.services.replies import summary, tell


class TryingNext:
    """Keeps `TryNext`. Who has no second way keeps the one that failed, of which the seller has been told."""

    def __init__(self, units: UnitsOfWork, handing_over: HandingOver | None = None) -> None:
        self._units, self._handing_over = units, handing_over

    async def __call__(self, job: TryNext) -> None:
        """Go the next way, unless the paper has got there meanwhile or may not go any more."""
        async with self._units() as work:
            delivery = await work.deliveries.get(job.delivery_id)
            if self._handing_over is not None and delivery.status in FAILED:
                await self._go_on(work, delivery, job, self._handing_over)
            await work.jobs.finish(job.key)

    async def _go_on(
        self, work: UnitOfWork, failed: Delivery, job: TryNext, handing_over: HandingOver
    ) -> None:
        stored = await work.invoices.get(failed.invoice_id)
        if not is_lawful(failed.paper, stored, overridden=failed.reason is not None):
            return
        own = list(dict.fromkeys([*await own_addresses(work, stored), *_email(failed)]))
        places = await next_places(work, stored, own, handing_over.able)
        for way, to in places:
            await handing_over.promise(work, stored, failed.paper, failed.reason, to=to, way=way)
        if places:
            way, to = places[0]
            said = {"way": way.value, "address": to, "failed": failed.way.value}
            reply = Reply("next-way", summary(stored) | said | {"failed_address": failed.address})
            await tell(work, stored.issued_by, stored.company_id, reply, job.key)


def _email(failed: Delivery) -> list[str]:
    return [failed.address] if "@" in failed.address else []
