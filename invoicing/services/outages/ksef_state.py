"""How KSeF is doing, as every answer, push and digest says it."""

from __future__ import annotations

from datetime import datetime

from invoicing.model.announcements import AnnouncedOutage
from invoicing.model.verdict import FRESH, Verdict, age
from invoicing.services.messages import Json
from invoicing.services.ports import UnitOfWork


async def ksef_state(work: UnitOfWork, now: datetime) -> dict[str, Json]:
    """The verdict, since when, when the lighthouse was seen last, and the next announced works."""
    current = await work.verdicts.current()
    verdict = current.known(now)
    known = verdict is not Verdict.UNKNOWN and current.since is not None
    seen = current.lighthouse_seen_at
    return {
        "state": verdict.value,
        "since": current.since.isoformat() if known and current.since else None,
        "fetched_at": seen.isoformat() if seen else None,
        "unseen": verdict.announced and seen is not None and age(seen, now) > FRESH,
        "planned": _planned(current.planned) if current.planned else None,
    }


def _planned(works: AnnouncedOutage) -> dict[str, Json]:
    end = works.stated_end
    return {"start": works.began_at.isoformat(), "end": end.isoformat() if end else None}
