"""The app as a process of its own: started, stopped, killed, and asked how it is."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import aiohttp

from sandbox.beginning import Begin, Running, executed

LAST_WORDS = 1500
POLL = 0.05


class AppFailedError(Exception):
    """The app ended when it should not have; the text is a sentence with its last words."""


class AppProcess:
    """Runs the app's command line.

    Args:
        command: the program and its first arguments, before the name of a command.
        folder: where it works; its settings file, if any, would be read from there.
        log: file that collects what `run` writes.
        ended: called with the exit status when the running app ends by itself.
        begin: how a process begins.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        log: Path,
        ended: Callable[[int], None] = lambda _: None,
        begin: Begin = executed,
    ) -> None:
        self._command, self._folder, self.log, self._ended = list(command), folder, log, ended
        self._begin = begin
        self.environment: Mapping[str, str] = {}
        self.health = ""
        self._process: Running | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._log_start = 0

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process is not None else None

    async def command(self, *arguments: str) -> str:
        """Run one command to its end and return what it printed.

        Raises:
            AppFailedError: it ended with another status than 0.
        """
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            line = [*self._command, *arguments]
            process = await self._begin(line, self._folder, self.environment, out.fileno(), err.fileno())
            try:
                status = await process.wait()
            except asyncio.CancelledError:
                _signal(process, signal.SIGKILL)
                await process.wait()
                raise
            said, complained = _whole(out), _whole(err)
        if status != 0:
            words = complained.strip()[-LAST_WORDS:]
            raise AppFailedError(f"`{' '.join(arguments[:2])}` ended with status {status}: {words}")
        return said

    async def start(self) -> int:
        """Start the app unless it runs; returns its process id."""
        if self.pid is not None:
            return self.pid
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            line, number = [*self._command, "run"], log.fileno()
            self._process = await self._begin(line, self._folder, self.environment, number, number)
        self._watcher = asyncio.create_task(self._watch(self._process))
        return self._process.pid

    async def kill(self) -> None:
        """End the app at once (SIGKILL)."""
        await self._end(signal.SIGKILL, 0)

    async def stop(self, patience: float = 25.0) -> None:
        """Ask the app to end (SIGTERM); after `patience` seconds it is killed."""
        await self._end(signal.SIGTERM, patience)

    async def until_ready(self, patience: float = 60.0) -> None:
        """Wait until the app's health page says that all is well.

        Raises:
            AppFailedError: it ended, or was not ready in time.
        """
        try:
            async with asyncio.timeout(patience), aiohttp.ClientSession() as http:
                while not await self._is_well(http):
                    if self.pid is None:
                        raise AppFailedError(f"The app ended at its start: {self.last_words()}")
                    await asyncio.sleep(POLL)
        except TimeoutError:
            raise AppFailedError(f"The app was not ready in {patience:.0f} s: {self.last_words()}") from None

    def last_words(self) -> str:
        """The end of what the running (or last) app wrote."""
        with suppress(OSError), self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read()[-LAST_WORDS:].decode(errors="replace").strip()
        return ""

    async def is_ready(self) -> bool:
        """Tell whether the health page says that all is well, now."""
        if self.pid is None:
            return False
        async with aiohttp.ClientSession() as http:
            return await self._is_well(http)

    async def _is_well(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(self.health, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _watch(self, process: Running) -> None:
        status = await process.wait()
        self._ended(status)

    async def _end(self, number: signal.Signals, patience: float) -> None:
        process, watcher = self._process, self._watcher
        if process is None or watcher is None:
            return
        _signal(process, number)
        if patience:
            await asyncio.wait({watcher}, timeout=patience)
        # What the app has started itself ends with it.
        _signal(process, signal.SIGKILL)
        await watcher
        self._process = self._watcher = None


def _signal(process: Running, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _whole(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
