"""The sandbox as its own process; every story begins in an empty world on a Friday morning."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.openapi.watched_sandbox import DATABASE
from tests.stories.world import World
from tests.twins.books import empty

ROOT = Path(__file__).parents[2]
FRIDAY = "2026-11-20T10:00:00+01:00"
LONGEST = 900
"""Seconds of a story on a slow machine; whatever it waits for in vain ends it much sooner, in words."""


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(LONGEST))


@pytest.fixture(scope="session")
def report(tmp_path_factory) -> Path:
    """Where the referee in the sandbox's process writes what it sees."""
    return tmp_path_factory.mktemp("referee") / "exchanges.jsonl"


@pytest.fixture(autouse=True)
def judged(referee, report) -> Iterator[None]:
    """Every story answers for what its app and its KSeF said to each other."""
    yield
    referee.read(report)


class Sandbox(NamedTuple):
    """A sandbox that runs: the address of its page, and of the app's books where they are on a server."""

    page: str
    database: str | None


@pytest.fixture(scope="session")
def new_database(server_of_books) -> Callable[[], str | None]:
    """The address of a database without tables for a sandbox; none where books are files."""
    ordinal = count(1)

    def new() -> str | None:
        if server_of_books is None:
            return None
        name = f"story_{next(ordinal)}"
        server_of_books.create(name)
        return server_of_books.url(name)

    return new


@contextmanager
def sandbox_in_its_process(
    report: Path, how: str, *more: str, database: str | None = None
) -> Iterator[Sandbox]:
    """See `watched_sandbox` for what it reports and how the app begins in it.

    More words are the sandbox's own, as people give them to it.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LATARNIK_")}
    environment |= {DATABASE: database} if database else {}
    wish = ["--port", "0", "--headless", "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.openapi.watched_sandbox", str(report), how, *wish, *more],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        line = process.stdout.readline()
        assert line, f"the sandbox did not start (exit {process.poll()})"
        yield Sandbox(json.loads(line)["page"], database)
    finally:
        process.terminate()
        process.wait(timeout=120)
        process.stdout.close()


@pytest.fixture(scope="session")
def sandbox(report, new_database) -> Iterator[Sandbox]:
    """The sandbox that stories share; its app begins quickly."""
    with sandbox_in_its_process(report, "warm", database=new_database()) as sandbox:
        yield sandbox


def new_world(sandbox: Sandbox) -> World:
    """An empty world on a Friday morning, its owner greeted."""
    world = World(sandbox.page, sandbox.database)
    if sandbox.database:
        world.post("/api/app", action="kill")
        empty(sandbox.database)
    world.post("/api/reset", clock=FRIDAY)
    world.hear("Latarnia Morska")
    return world


@pytest.fixture
def world(sandbox) -> Iterator[World]:
    """A world of the story's own."""
    world = new_world(sandbox)
    yield world
    world.http.close()


@pytest.fixture
def real_world(report, new_database) -> Iterator[World]:
    """The same with the app as people start it, by its command line."""
    with sandbox_in_its_process(report, "cold", database=new_database()) as sandbox:
        world = new_world(sandbox)
        yield world
        world.http.close()


@pytest.fixture(scope="module")
def town(sandbox) -> Iterator[World]:
    """A world that stories share when none of them issues anything or turns a switch."""
    world = new_world(sandbox)
    yield world
    world.http.close()
