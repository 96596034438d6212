"""Answers that only read: help, the queue, the latest invoices, the state of KSeF."""

from __future__ import annotations

from invoicing.services.companies import Standing
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import UnitOfWork
from invoicing.services.replies import summary
from invoicing.services.waiting import term_data

_SHOWN = 10  # of the latest invoices


async def help_(work: UnitOfWork, standing: Standing) -> Reply:
    """What can be said."""
    del work
    return Reply("help", {"company": standing.company.profile.seller.name})


async def queue(work: UnitOfWork, standing: Standing) -> Reply:
    """What waits for KSeF, and until when each must be sent."""
    timeline = await work.outages.timeline()
    state = await work.outages.state()
    stored = await work.invoices.waiting(standing.company.id)
    waiting: list[Json] = [summary(each) | term_data(each, timeline) for each in stored]
    return Reply("queue", {"waiting": waiting, "state": state.state.value if state and state.state else None})


async def ksef_status(work: UnitOfWork, standing: Standing) -> Reply:
    """What the lighthouse said last, and how many invoices wait."""
    state = await work.outages.state()
    waiting = len(await work.invoices.waiting(standing.company.id))
    if state is None:
        unknown: dict[str, Json] = {"state": "unknown", "since": None, "fetched_at": None}
        return Reply("ksef-status", unknown | {"waiting": waiting})
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
