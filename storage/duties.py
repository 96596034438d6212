"""Duties: what one process of an installation does at a time, as long as it lives (docs/adr/0042).

Who has a duty holds a lock that falls with the process that holds it, however that ends: nobody asks a clock, a
heartbeat or a process number whether the one before is dead. Here the lock of a file beside the database; on PostgreSQL
it is one of a session (`storage.postgresql_duties`).
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
from pathlib import Path
from typing import Protocol

from invoicing.model.errors import Unavailable


class Duties(Protocol):
    """The duties of a process; names are known to all processes of an installation."""

    async def take(self, name: str) -> bool:
        """Whether the duty is ours now; nobody waits for it.

        Raises:
            Unavailable: the database cannot be asked just now, so it is not.
        """

    async def lost(self, name: str) -> None:
        """Until a duty of ours is ours no more."""

    async def give_up(self, name: str) -> None:
        """Let others have it."""

    async def close(self) -> None:
        """Let others have all of them."""


class FileDuties:
    """Duties among the processes of one machine, beside a database that is a file.

    Args:
        path: the database's.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._files: dict[str, int] = {}

    async def take(self, name: str) -> bool:
        """Whether the duty is ours now; see `Duties`."""
        if name not in self._files:
            file = _locked(self._file_of(name))
            if file is None:
                return False
            self._files[name] = file
        return True

    async def lost(self, name: str) -> None:
        """Nothing takes the lock of a file away from a process that lives."""
        del name
        await asyncio.Event().wait()

    async def give_up(self, name: str) -> None:
        """Let others have it."""
        file = self._files.pop(name, None)
        if file is not None:
            os.close(file)

    async def close(self) -> None:
        """Let others have all of them."""
        for name in list(self._files):
            await self.give_up(name)

    def _file_of(self, name: str) -> Path:
        """A name may hold an address, which is no affair of whoever lists the folder."""
        return Path(f"{self._path}-duty-{hashlib.sha256(name.encode()).hexdigest()[:16]}")


def _locked(path: Path) -> int | None:
    """The open file whose lock we have; None when somebody else has it."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable("database-missing", text=error.strerror or "") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # who swept the folder left us the lock of a file that nobody else will ever find
        ours = path.stat().st_ino == os.fstat(file).st_ino
    except OSError:
        ours = False
    if not ours:
        os.close(file)
        return None
    return file
