"""How soon somebody works again after a kill, by the clock on the wall."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Thread

import httpx

from tests.chaos.town import Town
from tests.stories.doors import Doors
from tests.stories.world import OLA
from tests.twins.by_hand import Forbidden

OF_A_WORKER = "('Submit', 'CheckSubmission', 'SendBatch', 'CheckBatch')"
DONE = f"SELECT count(*) FROM jobs WHERE kind IN {OF_A_WORKER} AND done_at IS NOT NULL"
WAITING = f"SELECT count(*) FROM jobs WHERE kind IN {OF_A_WORKER} AND done_at IS NULL AND parked_at IS NULL"
HELD = "SELECT count(*) FROM jobs WHERE done_at IS NULL AND leased_by LIKE '%/{pid}/%'"
LONGEST = 90.0
LOOK = 0.04
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Times:
    """Seconds, as they were measured.

    Attributes:
        bot: from a kill to an answer in the chat, by whoever gives it.
        worker: from a kill to the next promise to KSeF that is kept.
        takeover: from a kill until another process holds, or has kept, what the dead one held.
        cpu: of processor time that the new process had used by then; the rest it waited for others.
    """

    bot: list[float] = field(default_factory=list)
    worker: list[float] = field(default_factory=list)
    takeover: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def in_words(self, name: str) -> str:
        """Median and longest, and of how many."""
        seconds: list[float] = getattr(self, name)
        return f"{median(seconds):.1f} / {max(seconds):.1f} ({len(seconds)})" if seconds else "-"


class Stopwatch:
    """Runs beside the traffic, in threads of its own."""

    def __init__(self, town: Town) -> None:
        self._town, self.times = town, Times()
        self._threads: list[Thread] = []

    def killed(self, place: int, pid: int, *, telegram: bool) -> None:
        """A process died just now; `telegram` tells whether a bot could be heard at all."""
        set_up, since = self._town.set_up, time.monotonic()
        if telegram and set_up.has(place, "bot"):
            self._begin(self._bot, since, place)
        if set_up.has(place, "worker") and set_up.alone("worker"):
            self._begin(self._worker, since, place)
        if len(set_up.processes) > 1:
            self._begin(self._takeover, since, pid)

    def end(self) -> Times:
        """Wait for what is still measured."""
        for thread in self._threads:
            thread.join(LONGEST)
        return self.times

    def _begin(self, measure: Callable[..., None], *values: object) -> None:
        thread = Thread(target=measure, args=values, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _bot(self, since: float, place: int) -> None:
        """The owner asks for help; until the answer."""
        doors = Doors(self._town.page)
        said = doors.post(f"/api/chats/{OLA}/messages", text="/pomoc")["message_id"]

        def answered() -> bool:
            rows = doors.get(f"/api/chats/{OLA}/messages", after=0, wait=0)
            return any(
                row["from"] == "bot" and row["message_id"] > said and "Co potrafię" in row["text"]
                for row in rows
            )

        self._until(answered, since, self.times.bot)
        self._note_cpu(place)
        doors.http.close()

    def _worker(self, since: float, place: int) -> None:
        """Until the next promise to KSeF is kept; only where one waits."""
        if (before := self._count(DONE)) is None or not self._count(WAITING):
            return
        self._until(lambda: (self._count(DONE) or 0) > before, since, self.times.worker)
        self._note_cpu(place)

    def _takeover(self, since: float, pid: int) -> None:
        """Until nothing is held by the dead."""
        held = HELD.format(pid=pid)
        if self._count(held):
            self._until(lambda: self._count(held) == 0, since, self.times.takeover)

    def _note_cpu(self, place: int) -> None:
        with suppress(OSError, KeyError):  # it died once more
            stat = Path(f"/proc/{self._town.pid(place)}/stat").read_text().rpartition(")")[2].split()
            self.times.cpu.append((int(stat[11]) + int(stat[12])) / TICKS)

    def _count(self, question: str) -> int | None:
        try:
            return int(self._town.rows(question)[0][0])
        except (Forbidden, OSError):
            return None  # the books themselves are away just now

    def _until(self, happened: Callable[[], bool], since: float, seconds: list[float]) -> None:
        while (passed := time.monotonic() - since) < LONGEST:
            try:
                if happened():
                    break
            except httpx.HTTPError:
                return
            time.sleep(LOOK)
        seconds.append(passed)
