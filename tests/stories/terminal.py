"""The commands of the app, run on the data of a world as whoever keeps the server would run them."""

import os
import subprocess
import sys
from pathlib import Path

from sandbox.demo import Folder, app_environment

ROOT = Path(__file__).parents[2]


class Terminal:
    """A terminal on the server of a world."""

    def __init__(self, world) -> None:
        state = world.get("/api/state")
        home = Folder(Path(state["app"]["log"]).parent)
        environment = app_environment(home, state["urls"], token="0:x", mail_password="x", health_port=1)
        self._environment = {**os.environ, **environment}
        if world.database:
            self._environment["LATARNIK_DATABASE_URL"] = world.database

    def latarnik(self, *words: str) -> str:
        """Run one command; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout
