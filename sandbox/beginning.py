"""How a process of the app begins: by its command line, unless whoever builds the sandbox knows a shorter way."""

import asyncio
import errno
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol


class Running(Protocol):
    """A process in a session of its own."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""

    async def wait(self) -> int:
        """Until it has ended; how."""


class Begin(Protocol):
    """Starts a process that ends when the sandbox does."""

    async def __call__(
        self, line: Sequence[str], folder: Path, environment: Mapping[str, str], out: int, err: int
    ) -> Running:
        """Begin `line` in a folder with this environment alone; `out` and `err` are where it writes."""


async def executed(
    line: Sequence[str], folder: Path, environment: Mapping[str, str], out: int, err: int
) -> Running:
    """The way of every real installation: the command line itself.

    Raises:
        FileNotFoundError: there is no such program.
    """
    if shutil.which(line[0]) is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), line[0])
    return await asyncio.create_subprocess_exec(
        *_ends_with_us(),
        *line,
        cwd=folder,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        start_new_session=True,
    )


def _ends_with_us() -> list[str]:
    """Where util-linux is there, the kernel ends the app even when the sandbox itself is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
