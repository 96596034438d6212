"""What the watch's port answers with."""

from __future__ import annotations

from app.house import House
from app.watching.disk import disk_free
from app.watching.exposition import CONTENT_TYPE_LATEST, exposed
from app.watching.health import Loops, health, live
from app.watching.standing import Standing, Watch
from invoicing.model.errors import Unavailable

LITTLE_DISK = 0.02
"""Share of the disk below which nothing new is begun elsewhere either: SQLite needs room to commit."""


class Instruments:
    """Liveness, readiness and figures of one process."""

    def __init__(self, house: House, loops: Loops) -> None:
        self._house, self._loops = house, loops
        self._watch = Watch(house.database, house.clock, house.settings.data_dir)

    async def live(self) -> dict[str, str]:
        """Only a restart would help where this is not well."""
        return live(self._loops)

    async def ready(self) -> dict[str, str]:
        """Whether work gets done: loops, database, room on the disk."""
        checks = await health(self._house.database, self._loops)
        roomy = disk_free(self._house.settings.data_dir) >= LITTLE_DISK
        return {**checks, "disk": "ok" if roomy else "nearly-full"}

    async def figures(self) -> tuple[str, bytes]:
        """Figures for Prometheus; without the database those of the process alone."""
        loops = {name: not task.done() for name, task in self._loops.items()}
        return CONTENT_TYPE_LATEST, exposed(await self._standing(), self._house.tally, loops)

    async def _standing(self) -> Standing | None:
        try:
            return await self._watch()
        except Unavailable:
            return None
