"""Which jobs this process is working on.

A lease says "mine until then" in the database. A process that lives renews what it holds each time it asks for
work; what a dead one held runs out, and anybody takes it over. `owner` tells processes apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

LEASE = timedelta(seconds=60)
_RENEW_BEFORE = timedelta(seconds=30)


class Leases:
    """What is held, and until when."""

    def __init__(self) -> None:
        self.owner = uuid4().hex
        self._until: dict[str, datetime] = {}

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
