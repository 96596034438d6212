"""Debian's Prometheus on the loopback, its history in a folder of its own."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import yaml

from tests.stories.doors import Doors

OPS = Path(__file__).parents[3] / "ops"
EVERY = 1
"""Seconds between two looks at what it watches."""


class Prometheus(Doors):
    """What it has seen, by its HTTP API."""

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            return self.http.get("/-/ready").status_code == 200
        except httpx.HTTPError:
            return False

    def now(self, expression: str) -> list[dict]:
        """The series of an expression at this moment."""
        return self._asked("query", query=expression)

    def between(self, expression: str, begin: float, end: float) -> list[dict]:
        """The same over a stretch of time (seconds since 1970), a value for each second."""
        return self._asked("query_range", query=expression, start=begin, end=end, step=EVERY)

    def rules(self) -> list[dict]:
        """Every alert as it stands."""
        return [rule for group in self.get("/api/v1/rules")["data"]["groups"] for rule in group["rules"]]

    def app_log(self) -> str:
        """It has none that would help whoever waits."""
        return ""

    def _asked(self, what: str, **question) -> list[dict]:
        answer = self.http.post(f"/api/v1/{what}", data=question).json()
        assert answer["status"] == "success", f"{question['query']}: {answer.get('error')}"
        assert not answer.get("warnings"), f"{question['query']}: {answer['warnings']}"
        return answer["data"]["result"]


@contextmanager
def prometheus(folder: Path, watched: int) -> Iterator[Prometheus]:
    """It looks at a port of this machine, and at our alerts, until the end."""
    port, settings = free_port(), folder / "prometheus.yml"
    settings.write_text(
        yaml.safe_dump(
            {
                "global": {"scrape_interval": f"{EVERY}s", "evaluation_interval": f"{EVERY}s"},
                "rule_files": [str(OPS / "prometheus" / "alerts.yml")],
                "scrape_configs": [
                    {"job_name": "latarnik", "static_configs": [{"targets": [f"127.0.0.1:{watched}"]}]}
                ],
            }
        )
    )
    log = (folder / "prometheus.log").open("wb")
    process = subprocess.Popen(
        [
            "prometheus", f"--config.file={settings}", f"--storage.tsdb.path={folder / 'history'}",
            f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn",
        ],
        stdout=log, stderr=log,
    )  # fmt: skip
    try:
        server = Prometheus(f"http://127.0.0.1:{port}")
        server.wait(server.is_ready, "Prometheus", (folder / "prometheus.log").read_text)
        yield server
        server.http.close()
    finally:
        process.terminate()
        process.wait(timeout=60)
        log.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
