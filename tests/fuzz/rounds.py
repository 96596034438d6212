"""What a worker looks at again and again, as `app.work` has it."""

from __future__ import annotations

from invoicing.services.issuing.held_drafts import ReleaseHeldDrafts
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.digest import Digest
from invoicing.services.telling.moving_terms import TellMovedTerms
from invoicing.services.telling.pushing import TellChanges
from invoicing.services.telling.reminding import Reminding
from invoicing.services.telling.works_ahead import TellWorksAhead


class Rounds:
    """Made anew for each turn, as a process that has just begun would make them."""

    def __init__(self, house) -> None:
        self._house = house

    def all(self) -> list:
        """The lighthouse first, then what follows from it."""
        house, units, clock = self._house, self._house.units, self._house.clock
        tell = TellMany(units, _no_pause)
        return [
            house.watch,
            house.guard_midnight,
            ReleaseHeldDrafts(units, clock),
            TellMovedTerms(units, clock, tell),
            TellChanges(units, clock, tell),
            TellWorksAhead(units, clock, tell),
            Reminding(units, clock, tell),
            Digest(units, clock, tell),
            house.prepare_recurring,
            house.remind_buyers,
        ]


async def _no_pause(seconds) -> None:
    """The stopped clock has all the time."""
