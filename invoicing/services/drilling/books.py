"""The drills that run, one a company at most, and the last one of each company.

They lie in the book of cursors, apart from invoices, series of the company, terms and reminders: nothing that looks
after real invoices can come across a drill. Each begun and each ended drill is a line of the history.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from invoicing.model.errors import LeaseLost, Refused
from invoicing.services.drilling.records import Drill
from invoicing.services.messages import Json
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Event

BEGUN, TAKEN, ENDED = "drill-begun", "drill-taken", "drill-ended"
"""Events of the history; each is written first, which makes whoever does the same at the same time wait."""
_COMPANIES, _RUNNING, _LAST = "drills", "drill:", "drill-last:"


async def running(work: UnitOfWork) -> Sequence[Drill]:
    """Drills that have not ended."""
    found = [await _of(work, company) for company in await _companies(work)]
    return [drill for drill in found if drill is not None]


async def last_drill(work: UnitOfWork, company_id: UUID) -> Drill | None:
    """The last drill of a company that has ended, well or not; None when there was none."""
    written = await work.cursors.get(f"{_LAST}{company_id}")
    return Drill.read(written) if written else None


async def begin(
    work: UnitOfWork, company_id: UUID, at: datetime, *, practice: bool, asked_by: UUID | None
) -> Drill:
    """Begin a drill that nobody plays yet.

    Raises:
        Refused: drill-runs, there is one already.
    """
    drill = Drill(uuid4(), company_id, practice, at, asked_by)
    await work.events.add(_event(BEGUN, drill, at, {"drill": str(drill.id), "practice": practice}))
    known = await _of(work, str(company_id))
    if known is not None:
        raise Refused("drill-runs", since=f"{known.begun_at.astimezone(at.tzinfo):%H:%M}")
    await _list(work, {*await _companies(work), str(company_id)})
    await _put(work, drill)
    return drill


async def take(work: UnitOfWork, drill: Drill, owner: str, at: datetime) -> Drill:
    """Take on a drill that nobody plays.

    Raises:
        LeaseLost: somebody else was faster.
    """
    await work.events.add(_event(TAKEN, drill, at, {"drill": str(drill.id)}))
    await _require(work, drill)
    taken = replace(drill, owner=owner)
    await _put(work, taken)
    return taken


async def keep(work: UnitOfWork, drill: Drill) -> None:
    """Write down how far it has got.

    Raises:
        LeaseLost: it was ended by somebody who took us for dead; what was done for it must not be committed.
    """
    await _require(work, drill)
    await _put(work, drill)


async def end(work: UnitOfWork, drill: Drill) -> None:
    """Write down how it ended; raises as `keep`."""
    await work.events.add(_event(ENDED, drill, drill.ended_at or drill.begun_at, drill.data()))
    await _require(work, drill)
    await _list(work, {*await _companies(work)} - {str(drill.company_id)})
    await work.cursors.put(f"{_RUNNING}{drill.company_id}", "")
    await work.cursors.put(f"{_LAST}{drill.company_id}", drill.written())


def _event(what: str, drill: Drill, at: datetime, evidence: Mapping[str, Json]) -> Event:
    who = str(drill.asked_by) if drill.asked_by else None
    return Event(what, at, who, drill.company_id, evidence=evidence)


async def _require(work: UnitOfWork, drill: Drill) -> None:
    now = await _of(work, str(drill.company_id))
    if now is None or (now.id, now.owner) != (drill.id, drill.owner):
        raise LeaseLost


async def _put(work: UnitOfWork, drill: Drill) -> None:
    await work.cursors.put(f"{_RUNNING}{drill.company_id}", drill.written())


async def _of(work: UnitOfWork, company: str) -> Drill | None:
    written = await work.cursors.get(f"{_RUNNING}{company}")
    return Drill.read(written) if written else None


async def _companies(work: UnitOfWork) -> list[str]:
    written = await work.cursors.get(_COMPANIES)
    listed: list[str] = json.loads(written) if written else []
    return listed


async def _list(work: UnitOfWork, companies: set[str]) -> None:
    await work.cursors.put(_COMPANIES, json.dumps(sorted(companies)))
