"""The control API of a sandbox: ask, turn, wait."""

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

PATIENCE = 120.0


class Doors:
    """Where a story comes in."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.http = httpx.Client(base_url=page, timeout=180, trust_env=False)

    def post(self, path: str, **body) -> dict:
        answer = self.http.post(path, json=body)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def get(self, path: str, **params):
        answer = self.http.get(path, params=params)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def until(self, seconds: float) -> None:
        """Let real time pass: the moment of a kill is what the story is about."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() >= end, "a moment", patience=seconds + 5, longest_pause=0.02)

    def wait(
        self,
        look: Callable,
        what: str,
        instead: Callable = lambda: "",
        patience: float = PATIENCE,
        longest_pause: float = 0.3,
    ):
        """Ask again until something is there, ever less often; what was there instead is shown at the end."""
        end, pause = time.monotonic() + patience, 0.02
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(pause)
            pause = min(longest_pause, pause * 1.3)
        pytest.fail(f"waited {patience} s for {what}; instead: {instead()}\n{self.app_log()}")

    def app_log(self) -> str:
        log = self.get("/api/state").get("app", {}).get("log")
        return Path(log).read_text(encoding="utf-8")[-3000:] if log and Path(log).exists() else ""
