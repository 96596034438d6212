"""A sandbox for one set-up, its processes, and the people who order invoices in it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sandbox.demo import NIP, Folder, app_environment
from tests.chaos.keeper import BEGINNING, KEPT, PLAN, URL
from tests.chaos.set_ups import SetUp, server_for
from tests.stories.world import OLA, World
from tests.twins.by_hand import ByHand

ROOT = Path(__file__).parents[2]
MONDAY = "2026-11-23T09:00:00+01:00"
FIRST_PERSON = 1101


class Town(World):
    """The control API of a sandbox whose app is kept by `tests.chaos.keeper`."""

    def __init__(self, page: str, set_up: SetUp, url: str | None) -> None:
        super().__init__(page)
        self.set_up, self._url = set_up, url
        state = self.get("/api/state")
        self.urls, self.log = state["urls"], Path(state["app"]["log"])
        self.home = Folder(self.log.parent)
        self.rows = ByHand(url or f"sqlite:///{self.home.app / 'latarnik.sqlite3'}")

    def kept(self) -> dict:
        """What the keeper says: the number of each living process by its place, and how others ended."""
        return json.loads((self.home.root / KEPT.name).read_text())

    def pid(self, place: int) -> int:
        """The number of the process at a place, which may be dead since a moment ago."""
        return self.kept()["living"][str(place)]

    def kill_at(self, place: int) -> int:
        """SIGKILL for the process at a place; returns the number it had."""
        pid = self.pid(place)
        os.kill(pid, signal.SIGKILL)
        return pid

    def works(self) -> bool:
        """Whether the app's health page is well."""
        return self.get("/api/state")["app"]["ready"]

    def latarnik(self, *words: str) -> str:
        """Run one command of the app on these books; what it printed."""
        environment = app_environment(self.home, self.urls, token="0:x", mail_password="x", health_port=1) | (
            {"LATARNIK_DATABASE_URL": self._url} if self._url else {}
        )
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def invite_by_chat(self, count: int) -> list[int]:
        """So many new people who issue, let in by links of the owner; their numbers."""
        people = [FIRST_PERSON + each for each in range(count)]
        self.telegram(people={"first": FIRST_PERSON, "count": count})
        for person in people:
            said = self.say("/zapros")
            self.tap(self.hear("Kogo zaprosić", after=said), "Wystawia faktury")
            shown = self.hear("Zaproszenie do firmy", after=said)
            code = re.search(r"(?:start=|/start )([\w-]{20,64})", shown["text"] + repr(shown))[1]
            said = self.say(f"/start {code}", person)
            self.hear("Dzień dobry", user=person, after=said)
        return people

    def invite_by_mail(self, addresses: list[str]) -> dict[str, str]:
        """People who work by letters alone; where each of them writes to."""

        def one(address: str) -> str:
            words = ("invite", "--company", NIP, "--role", "issuer", "--email", address, "--by-mail")
            return json.loads(self.latarnik(*words))["write_to"]

        with ThreadPoolExecutor(len(addresses)) as threads:
            return dict(zip(addresses, threads.map(one, addresses), strict=True))


@contextmanager
def town(set_up: SetUp) -> Iterator[Town]:
    """A new town of a set-up, with an app that works and an owner who has moved in."""
    with server_for(set_up) as url:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LATARNIK_")}
        environment |= {"PYTHONPATH": str(ROOT), PLAN: json.dumps(set_up.processes), BEGINNING: MONDAY}
        if url:
            environment[URL] = url
        keeper = f"{sys.executable} -m tests.chaos.keeper"
        order = [sys.executable, "-m", "sandbox", "--port", "0", "--headless", "--json", "--app", keeper]
        process = subprocess.Popen(
            order, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            line = process.stdout.readline() if process.stdout else ""
            assert line, f"the sandbox did not start (exit {process.poll()})"
            new = Town(json.loads(line)["page"], set_up, url)
            new.hear("Latarnia Morska", user=OLA)
            yield new
            new.http.close()
        finally:
            process.terminate()
            process.wait(timeout=120)
            if process.stdout:
                process.stdout.close()
