"""Answers that only read: help, the queue, the latest invoices, the state of KSeF."""

from __future__ import annotations

from invoicing.services.companies import Standing
from invoicing.services.messages import Json, Reply
from invoicing.services.outages import FRESH, announced
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.replies import summary
from invoicing.services.waiting import is_late, term_data

_SHOWN = 10  # of the latest invoices
_SHOWN_WAITING = 50  # more than a message holds


async def help_(work: UnitOfWork, standing: Standing) -> Reply:
    """What can be said."""
    del work
    return Reply("help", {"company": standing.company.profile.seller.name})


class Live:
    """Answers that hold only now: what waits, and what the lighthouse says."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def queue(self, work: UnitOfWork, standing: Standing) -> Reply:
        """What waits for KSeF, and until when each must be sent."""
        timeline, today = await work.outages.timeline(), self._clock.today()
        state = await announced(work, self._clock.now())
        count = await work.invoices.count_waiting(standing.company.id)
        stored = await work.invoices.waiting(standing.company.id, _SHOWN_WAITING)
        waiting: list[Json] = [
            summary(each) | term_data(each, timeline) | {"late": is_late(each, timeline, today)}
            for each in stored
        ]
        data: dict[str, Json] = {"waiting": waiting, "count": count, "state": state.value if state else None}
        return Reply("queue", data)

    async def ksef_status(self, work: UnitOfWork, standing: Standing) -> Reply:
        """What the lighthouse said last, and how many invoices wait; a word of long ago counts as none."""
        state = await work.outages.state()
        waiting = await work.invoices.count_waiting(standing.company.id)
        if state is None or self._clock.now() - state.fetched_at > FRESH:
            unknown: dict[str, Json] = {"state": "unknown", "since": None}
            fetched_at = state.fetched_at.isoformat() if state else None
            return Reply("ksef-status", unknown | {"fetched_at": fetched_at, "waiting": waiting})
        data: dict[str, Json] = {
            "state": state.state.value if state.state else None,
            "since": state.since.isoformat(),
            "fetched_at": state.fetched_at.isoformat(),
            "waiting": waiting,
        }
        return Reply("ksef-status", data)


async def invoices(work: UnitOfWork, standing: Standing) -> Reply:
    """The latest invoices and where they stand."""
    latest = await work.invoices.recent(standing.company.id, _SHOWN)
    return Reply("invoices", {"invoices": [summary(stored) for stored in latest]})


async def welcome(work: UnitOfWork, standing: Standing) -> Reply:
    """Hello, and how to begin; the example is a sentence that works."""
    del work
    seller = standing.company.profile.seller
    data: dict[str, Json] = {
        "person": standing.person.name,
        "company": seller.name,
        "nip": seller.nip.digits,
        "example": "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł",
    }
    return Reply("welcome", data)
