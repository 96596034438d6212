"""`python -m tests.chaos.keeper ...`: the app's command in the sandbox, as a service manager would run it.

`run` starts the processes of a set-up and starts each again a tenth of a second after its death, whatever it died of
(`Restart=always`). Who they are now is in `keeper.json` in the folder it works in. Any other command is the app's own.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NoReturn

PLAN, URL, BEGINNING = "CHAOS_PROCESSES", "CHAOS_DATABASE_URL", "CHAOS_BEGINNING"
KEPT = Path("keeper.json")
RESTART_AFTER = 0.1
"""Seconds, as systemd waits by default."""
_PR_SET_PDEATHSIG = 1  # sys/prctl.h


class Keeper:
    """Starts, counts and buries."""

    def __init__(self, plan: list[list[str]], environment: dict[str, str]) -> None:
        self._plan, self._environment = plan, environment
        self._living: dict[int, subprocess.Popen[bytes]] = {}
        self._ends: list[tuple[int, int]] = []

    def keep(self) -> NoReturn:
        """Until SIGTERM."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            for place in range(len(self._plan)):
                self._begin(place)
            while True:
                self._bury()
        finally:
            self._end()

    def _begin(self, place: int) -> None:
        roles = [word for role in self._plan[place] for word in ("--role", role)]
        order = [sys.executable, "-m", "app", "run", *roles]
        self._living[place] = subprocess.Popen(
            order,
            env=self._environment,
            preexec_fn=_dies_with_us,  # noqa: PLW1509 - the keeper has no threads
        )
        said = {
            "living": {number: each.pid for number, each in self._living.items()},
            "ends": self._ends,
        }
        beside = KEPT.with_suffix(".new")
        beside.write_text(json.dumps(said))
        beside.replace(KEPT)

    def _bury(self) -> None:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        dead = [place for place, each in self._living.items() if each.poll() is not None]
        self._ends += [(place, self._living[place].returncode) for place in dead]
        time.sleep(RESTART_AFTER)
        for place in dead:
            self._begin(place)

    def _end(self) -> None:
        for each in self._living.values():
            each.terminate()
        for each in self._living.values():
            each.wait()


def main() -> None:
    """Be the app's command."""
    environment = {**os.environ, "LATARNIK_TELEGRAM_LIMITS": "false"}
    if url := os.environ.get(URL):
        environment["LATARNIK_DATABASE_URL"] = url
    words = sys.argv[1:]
    if words == ["run"]:
        Keeper(json.loads(os.environ[PLAN]), environment).keep()
    if words == ["migrate"]:
        _begin_the_day(environment["LATARNIK_CLOCK_URL"], os.environ[BEGINNING])
    os.execve(sys.executable, [sys.executable, "-m", "app", *words], environment)


def _begin_the_day(clock: str, moment: str) -> None:
    """The world's clock shows the moment at which the story begins, before the app sees it first."""
    wish = urllib.request.Request(
        clock, json.dumps({"set": moment}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(wish, timeout=10):
        pass


def _dies_with_us() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
