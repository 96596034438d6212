"""The sandbox as its own process; every story begins in an empty world on a Friday morning."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.world import World

ROOT = Path(__file__).parents[2]
FRIDAY = "2026-11-20T10:00:00+01:00"


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LATARNIK_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--headless", "--json"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        line = process.stdout.readline()
        assert line, f"the sandbox did not start (exit {process.poll()})"
        yield json.loads(line)["page"]
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@pytest.fixture
def world(sandbox) -> Iterator[World]:
    world = World(sandbox)
    world.post("/api/reset")
    world.post("/api/clock", set=FRIDAY)
    world.hear("Latarnia Morska")
    yield world
    world.http.close()
