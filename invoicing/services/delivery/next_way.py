"""After a failure: the next way to the buyer."""

from __future__ import annotations

from invoicing.services.jobs import TryNext
from invoicing.services.ports import UnitsOfWork


class TryingNext:
    """Keeps `TryNext`. Who has no second way keeps the one that failed, of which the seller has been told."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def __call__(self, job: TryNext) -> None:
        """Look for another way."""
        async with self._units() as work:
            await work.jobs.finish(job.key)
