"""The owner hands an invoice over before its number against the matrix: for one invoice, with a typed reason, logged.

Only rows D1 and D3 can be overridden, where some advisers see the law otherwise than the Ministry; the document bears
both codes all the same. A plain invoice without codes is never handed over (D24).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from invoicing.model.errors import Refused
from invoicing.model.handover import Override, check_override
from invoicing.model.papers import Paper
from invoicing.services.companies import Standing
from invoicing.services.delivery.handing_over import HandingOver, has_offline_certificate, row_of
from invoicing.services.messages import Json, Reply
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.replies import summary

_SENTENCE = re.compile(
    r"\s*wydaj\s+(?:faktur[eę]\s+)?(?P<number>\S+)\s+mimo\s+(?:to|zakazu)\s*[,:;.]?"
    r"\s*(?:(?:powód|powod)\s*:?\s*(?P<reason>.*))?\s*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Wish:
    number: str
    reason: str


class OverrideTalk:
    """Understands "wydaj FV/2026/11/1 mimo to, powód: ..."."""

    def __init__(self, clock: Clock, handing_over: HandingOver) -> None:
        self._clock, self._handing_over = clock, handing_over

    def __call__(self, text: str) -> Callable[[UnitOfWork, Standing], Awaitable[Reply]] | None:
        """What the sentence does; None when it is about something else."""
        said = _SENTENCE.fullmatch(text)
        if said is None:
            return None
        wish = _Wish(said["number"].rstrip(",:;."), (said["reason"] or "").strip())

        async def override(work: UnitOfWork, standing: Standing) -> Reply:
            return await self._override(work, standing, wish)

        return override

    async def _override(self, work: UnitOfWork, standing: Standing, wish: _Wish) -> Reply:
        """Promise the visualisation with two codes.

        Raises:
            NotAllowed: no owner.
            Refused: invoice-unknown, override-impossible, override-reason, offline-certificate-needed,
                override-address: nobody said where to.
        """
        standing.require(Action.OVERRIDE)
        stored = await work.invoices.by_number(standing.company.id, wish.number)
        if stored is None:
            raise Refused("invoice-unknown", number=wish.number)
        now, row = self._clock.now(), row_of(stored)
        override = Override(str(standing.person.id), wish.reason, now)
        check_override(row, override)
        if not await has_offline_certificate(work, stored, now):
            raise Refused("offline-certificate-needed", number=wish.number)
        delivery = await self._handing_over.promise(work, stored, Paper.EARLY_VISUALISATION, wish.reason)
        if delivery is None:
            raise Refused("override-address", number=wish.number)
        await work.events.add(_event(stored, override, row.row, delivery.address))
        mode = stored.offline_mode.value if stored.offline_mode else "online"
        return Reply(
            "override", summary(stored) | {"address": delivery.address, "row": row.row, "mode": mode}
        )


def _event(stored: StoredInvoice, override: Override, row: str, address: str) -> Event:
    evidence: dict[str, Json] = {
        "row": row,
        "reason": override.reason,
        "address": address,
        "sha256": stored.sha256.hex(),
    }
    return Event("hand-over-overridden", override.at, override.who, stored.company_id, stored.id, evidence)
