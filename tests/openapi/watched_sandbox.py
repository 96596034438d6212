"""`python -m tests.openapi.watched_sandbox REPORT HOW ...`: the sandbox as a process, with a referee beside its KSeF.

What the referee sees is written to REPORT, a JSON line for each exchange, for the process that runs the tests.
HOW is `cold`, where the app begins by its command line, or `warm`: by a copy of a process that has imported it, in a
little more hurry. STORY_DATABASE_URL names books on a server; without it they are a file among the app's data.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sandbox.__main__ import main
from sandbox.beginning import Running, executed
from sandbox.observers import KSEF_OBSERVERS
from tests.openapi.referee import Exchange, Referee
from tests.openapi.warm_app import Copy, WarmApp

DATABASE = "STORY_DATABASE_URL"
HURRY = {"LATARNIK_LIGHTHOUSE_EVERY": "0.5", "LATARNIK_TELEGRAM_LIMITS": "false"}


class Reporting(Referee):
    """A referee that writes down what it sees instead of keeping it."""

    def __init__(self, report: Path) -> None:
        super().__init__()
        self._report = report

    def judge(self, exchange: Exchange, *, cut: bool) -> None:
        """Judge as always, then write one line and forget."""
        super().judge(exchange, cut=cut)
        seen = {"counts": self.counts, "wrong": self.wrong_requests, "faults": self.faults}
        with self._report.open("a") as report:
            report.write(f"{json.dumps(seen)}\n")
        self.counts.clear()
        for memory in (self.wrong_requests, self.broken_answers, self.faults):
            memory.clear()


def settings_of_books() -> dict[str, str]:
    """What the app is told of its books."""
    url = os.environ.get(DATABASE)
    return {"LATARNIK_DATABASE_URL": url} if url else {}


async def as_people_do(
    line: Sequence[str], folder: Path, environment: Mapping[str, str], out: int, err: int
) -> Running:
    """Begin the command line itself, on these books."""
    return await executed(line, folder, {**environment, **settings_of_books()}, out, err)


class Hurried(WarmApp):
    """Copies that look at the lighthouse more often, and need not count the messages that Telegram would take."""

    async def begin(
        self, line: Sequence[str], folder: Path, environment: Mapping[str, str], out: int, err: int
    ) -> Copy:
        """Begin a copy with these settings."""
        return await super().begin(line, folder, {**environment, **HURRY, **settings_of_books()}, out, err)


def run(how: str) -> int:
    """Run the sandbox to its end."""
    if how == "cold":
        return main(as_people_do)
    warm = Hurried()
    try:
        return main(warm.begin)
    finally:
        warm.close()


if __name__ == "__main__":
    KSEF_OBSERVERS.append(Reporting(Path(sys.argv.pop(1))).watch)
    sys.exit(run(sys.argv.pop(1)))
