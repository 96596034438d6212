"""Processes that a benchmark starts, looks at through /proc, and ends."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")

LATARNIK = (
    [str(Path(sys.executable).with_name("latarnik"))]
    if Path(sys.executable).with_name("latarnik").exists()
    else [sys.executable, "-m", "app"]
)


class EndedError(Exception):
    """A process ended when it should have gone on; the text has its last words."""


class Running:
    """A process of ours; it is ready when it wrote a line with `ready` in it to stderr.

    Attributes:
        started_in: seconds from the start to that line.
    """

    def __init__(self, process: asyncio.subprocess.Process, ready: str) -> None:
        self._process, self._ready_word = process, ready
        self._born = time.perf_counter()
        self._ready = asyncio.Event()
        self._lines: list[str] = []
        self._reader = asyncio.create_task(self._read())
        self.started_in = 0.0

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def words(self) -> str:
        """What it wrote last."""
        return "".join(self._lines[-40:])

    async def until_ready(self) -> None:
        """Wait for the line.

        Raises:
            EndedError: it ended or took too long.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), PATIENCE)
        if not self.started_in:
            raise EndedError(f"process {self.pid} did not get ready:\n{self.words}")

    async def stop(self) -> None:
        """End it with SIGTERM, after 30 s with SIGKILL."""
        for number, patience in ((signal.SIGTERM, 30.0), (signal.SIGKILL, 5.0)):
            if self._process.returncode is None:
                with suppress(ProcessLookupError):
                    self._process.send_signal(number)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._process.wait(), patience)
        await self._reader

    async def kill(self) -> None:
        """End it with SIGKILL, as nobody can prepare for."""
        self._process.kill()
        await self._process.wait()

    async def _read(self) -> None:
        stream = self._process.stderr
        while stream is not None and (line := await stream.readline()):
            self._lines = [*self._lines[-200:], line.decode(errors="replace")]
            if not self._ready.is_set() and self._ready_word in self._lines[-1]:
                self.started_in = time.perf_counter() - self._born
                self._ready.set()
        self._ready.set()


async def start(command: Sequence[str], environment: Mapping[str, str], ready: str, folder: Path) -> Running:
    """Start a process that ends with us; it is not ready yet."""
    setpriv = shutil.which("setpriv")
    process = await asyncio.create_subprocess_exec(
        *([setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []),
        *command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        limit=1 << 20,
    )
    return Running(process, ready)


async def whole(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> tuple[str, float]:
    """Run a command to its end; returns what it printed and how many seconds it took.

    Raises:
        EndedError: it failed.
    """
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate()
    spent = time.perf_counter() - begun
    if process.returncode:
        raise EndedError(f"{' '.join(command[:3])} ended with {process.returncode}: {err.decode()[-1500:]}")
    return out.decode(), spent


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its children in MB (10^6 bytes), from VmRSS."""
    return sum(_rss_kb(each) for each in _tree(pid)) * 1024 / 1e6


def peak_mb(pid: int) -> float:
    """The most resident memory that a process ever had, in MB (10^6 bytes), from VmHWM."""
    lines = (_PROC / str(pid) / "status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its living children so far."""
    return sum(_ticks(each) for each in _tree(pid)) / _TICKS


async def share_of_core(pids: Sequence[int], seconds: float) -> list[float]:
    """How many per cent of one core each process used while `seconds` passed."""
    begun, before = time.perf_counter(), [cpu_seconds(pid) for pid in pids]
    await asyncio.sleep(seconds)
    passed = time.perf_counter() - begun
    return [100 * (cpu_seconds(pid) - was) / passed for pid, was in zip(pids, before, strict=True)]


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in (_PROC / str(pid) / "task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _tree(int(child))


def _rss_kb(pid: int) -> int:
    lines = (_PROC / str(pid) / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _ticks(pid: int) -> int:
    after_name = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])  # utime, stime (proc_pid_stat(5))
