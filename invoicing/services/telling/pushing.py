"""A change of how KSeF is doing reaches everybody: once, in one message for all their companies, and no flood."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from invoicing.services.conversation.answers import paged
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Choice, Json, Option, Reply
from invoicing.services.outages.ksef_state import ksef_state
from invoicing.services.outages.total_failure import ACTION as TOTAL_FAILURE
from invoicing.services.outages.total_failure import end_buttons, lasting_in, names_of
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.telling.audience import WORKING, TellMany, awake, listeners
from invoicing.services.terms.backlog import overview

CURSOR = "ksef-told"
TAG = "ksef-state"
QUIET_FOR = timedelta(minutes=10)
"""So long after a message the next change only edits it."""
CLAIMED = "total_failure_claimed"
CALM = frozenset({"all_well", "lighthouse_down", "unknown"})
"""States in which nothing changes for anybody: invoices are issued and sent as usual."""


def differs(one: str, other: str) -> bool:
    """Whether going from one state to the other changes what people do."""
    return one != other and not {one, other} <= CALM


class TellChanges:
    """Looks how KSeF is doing; the newest state wins, and at most one message rings in ten minutes.

    What was told last is remembered: which state people see, which one rang, and when.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, tell: TellMany) -> None:
        self._units, self._clock, self._tell = units, clock, tell

    async def __call__(self) -> None:
        """One look; by night nobody is woken, and the morning tells what it has come to.

        A process that was away for long knows nothing until it has looked at KSeF itself: that is no news.
        """
        now = self._clock.now()
        async with self._units.reading() as work:
            if not (await work.verdicts.current()).is_fresh(now):
                return
            state = await ksef_state(work, now)
            told = _memory(await work.cursors.get(CURSOR), now)
            rings = _rings(told, str(state["state"]), now) if awake(now) else None
            shows = [] if rings is None else await _changes(work, told, state, now, rings=rings)
        if rings is not None:
            await self._tell(shows)
            await self._remember(told, str(state["state"]), now, rings=rings)

    async def _remember(self, told: dict[str, Any], state: str, now: datetime, *, rings: bool) -> None:
        rung = {"rang": state, "rang_at": now.isoformat()} if rings else {}
        async with self._units() as work:
            await work.cursors.put(CURSOR, json.dumps({**told, "seen": state, "at": now.isoformat(), **rung}))


def _memory(written: str | None, now: datetime) -> dict[str, Any]:
    """What was told; before the first time everything is taken to have been well."""
    if written is not None:
        remembered: dict[str, Any] = json.loads(written)
        return remembered
    return {"seen": "all_well", "rang": "all_well", "rang_at": None, "at": now.date().isoformat()}


def _rings(told: dict[str, Any], state: str, now: datetime) -> bool | None:
    """Whether to send (True), to edit what was sent (False), or to leave it (None)."""
    rang_at = told["rang_at"] and datetime.fromisoformat(told["rang_at"])
    soon = rang_at is not None and timedelta(0) <= now - rang_at < QUIET_FOR
    if differs(state, told["seen"]):
        return not soon
    return True if differs(state, told["rang"]) and not soon else None


def _buttons(
    state: str, companies: Sequence[UUID], confirmed: Mapping[UUID, str]
) -> tuple[tuple[Option, ...], ...]:
    """The lighthouse alone proclaims no total failure, nor its end: an owner may say where it was proclaimed."""
    if state == CLAIMED and companies:
        return ((Option("confirm-total-failure", choice=Choice(TOTAL_FAILURE, companies[0])),),)
    return end_buttons(confirmed) if state in CALM else ()


async def _changes(
    work: UnitOfWork, told: dict[str, Any], state: dict[str, Json], now: datetime, *, rings: bool
) -> list[Show]:
    companies = [company.id for company in await work.companies.all()]
    seen = await overview(work, now.date())
    lasting = await names_of(work, await lasting_in(work, companies, now.date()))
    cause = f"{TAG}:{told['at']}:{state['state']}:{'rings' if rings else 'edits'}"
    shows = []
    for each in await listeners(work, companies, WORKING, letters=rings):
        data = paged(seen.of(each.companies), 1)
        if each.channel is Channel.EMAIL and not data["rows"]:
            continue  # nothing of theirs waits: the next card will say how KSeF is doing
        theirs = {company: name for company, name in lasting.items() if company in each.companies}
        reply = Reply(
            "ksef-changed",
            {**state, **data, "before": told["seen"], "confirmed": [*theirs.values()]},
            tag=TAG,
            replaces=None if rings else TAG,
            options=_buttons(str(state["state"]), each.companies, theirs),
        )
        shows.append(each.show(reply, cause))
    return shows
