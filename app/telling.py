"""The loops that speak without being asked: reminders, moved deadlines, the midnight guard, pushes, works ahead, the morning digest, and changes of the law."""

from __future__ import annotations

import asyncio

from app.workers import Task, every
from invoicing.services.access.token_login import WarnOfTokens
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.digest import Digest
from invoicing.services.telling.law_turns import TellTurns
from invoicing.services.telling.moving_terms import TellMovedTerms
from invoicing.services.telling.pushing import TellChanges
from invoicing.services.telling.reminding import Reminding
from invoicing.services.telling.works_ahead import TellWorksAhead
from invoicing.services.terms.midnight import MidnightGuard

LOOK_EVERY = 5.0
"""Seconds between two looks; each is a query or two while there is nothing to say."""


def telling_tasks(units: UnitsOfWork, clock: Clock) -> dict[str, Task]:
    """The loops by name."""
    tell = TellMany(units, asyncio.sleep)
    return {
        "reminders": every(LOOK_EVERY, Reminding(units, clock, tell)),
        "digest": every(LOOK_EVERY, Digest(units, clock, tell)),
        "changes": every(LOOK_EVERY, TellChanges(units, clock, tell)),
        "works": every(LOOK_EVERY, TellWorksAhead(units, clock, tell)),
        "tokens": every(LOOK_EVERY, WarnOfTokens(units, clock, tell)),
        "law": every(LOOK_EVERY, TellTurns(units, clock, tell)),
        "midnight": every(LOOK_EVERY, MidnightGuard(units, clock)),
        "terms": every(LOOK_EVERY, TellMovedTerms(units, clock, tell)),
    }
