"""The loops that speak without being asked: reminders, moved deadlines, the midnight guard, pushes, works ahead, the morning digest, and changes of the law."""

from __future__ import annotations

import asyncio

from app.workers import Task
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


def telling_looks(units: UnitsOfWork, clock: Clock) -> dict[str, Task]:
    """The looks by name."""
    tell = TellMany(units, asyncio.sleep)
    return {
        "reminders": Reminding(units, clock, tell),
        "digest": Digest(units, clock, tell),
        "changes": TellChanges(units, clock, tell),
        "works": TellWorksAhead(units, clock, tell),
        "tokens": WarnOfTokens(units, clock, tell),
        "law": TellTurns(units, clock, tell),
        "midnight": MidnightGuard(units, clock),
        "terms": TellMovedTerms(units, clock, tell),
    }
