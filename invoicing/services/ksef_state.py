"""How KSeF is doing, as every answer, push and digest says it."""

from __future__ import annotations

from datetime import datetime

from invoicing.model.offline import OutageKind
from invoicing.services.messages import Json
from invoicing.services.outages import FRESH
from invoicing.services.ports import UnitOfWork

_STATES = {
    None: "all_well",
    OutageKind.FAILURE: "failure",
    OutageKind.MAINTENANCE: "maintenance",
    OutageKind.TOTAL_FAILURE: "total_failure_claimed",
}


async def ksef_state(work: UnitOfWork, now: datetime) -> dict[str, Json]:
    """The verdict, since when, when the lighthouse was seen last, and the next announced works."""
    state = await work.outages.state()
    known = state is not None and now - state.fetched_at <= FRESH
    return {
        "state": _STATES[state.state] if state and known else "unknown",
        "since": state.since.isoformat() if state and known else None,
        "fetched_at": state.fetched_at.isoformat() if state else None,
        "planned": None,
    }
