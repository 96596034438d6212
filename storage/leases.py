"""Which jobs this process is working on.

A lease says "mine until then" in the database. A process that lives renews what it holds each time it asks for
work; what a dead one held runs out, and anybody takes it over. `owner` tells processes apart, and names machine and
process number, so that others on the same machine see at once that it is dead.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

LEASE_TIME = timedelta(seconds=50)
"""With the few seconds after which others look again: what a dead process held moves within a minute."""
_RENEW_BEFORE = timedelta(seconds=30)


class Leases:
    """What is held, and until when."""

    def __init__(self) -> None:
        self.owner = owner_name()
        self._until: dict[str, datetime] = {}
        self.doubtful = False
        """Whether the database may name us where we hold nothing: it did not say whether it took a change."""

    @property
    def held(self) -> list[str]:
        """Keys of what we are working on."""
        return list(self._until)

    def hold(self, keys: Iterable[str], until: datetime) -> None:
        """These are ours until then."""
        self._until.update(dict.fromkeys(keys, until))

    def let_go(self, key: str) -> None:
        """Not ours any more."""
        self._until.pop(key, None)

    def let_all_go(self) -> None:
        """Nothing is ours any more."""
        self._until.clear()

    def to_renew(self, now: datetime) -> list[str]:
        """Keys whose lease has run half or more; a clock that leapt makes that all of them."""
        return [key for key, until in self._until.items() if until < now + _RENEW_BEFORE]


def owner_name() -> str:
    """A name for this process that no other ever has."""
    return f"{_machine()}/{os.getpid()}/{uuid4().hex}"


def is_dead(owner: str) -> bool:
    """Whether the process behind a lease is known to be gone; False when we cannot know (another machine)."""
    machine, _, number = owner.rpartition("/")[0].rpartition("/")
    if machine != _machine() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)  # signal 0 asks whether there is such a process and does nothing to it
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _machine() -> str:
    """Where process numbers mean the same: two containers may share a name, and each counts from one."""
    try:
        count = Path("/proc/self/ns/pid").readlink().name
    except OSError:  # no Linux: no containers either
        count = ""
    return f"{socket.gethostname()}:{count}"
