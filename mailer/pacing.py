"""How fast letters go: as a provider lets them out, and as recipients' servers are used to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from invoicing.services.jobs import NotYet
from invoicing.services.ports import Clock

_MINUTE = timedelta(minutes=1)
_LONGEST = 60.0  # seconds until somebody looks again


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` letters within `length`."""

    length: timedelta
    most: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A letter that wants to be counted under a key."""

    key: str
    windows: tuple[Limit, ...]


class Ledger(Protocol):
    """Counts for all processes of the installation in one place (`storage.calls`)."""

    async def take(self, claims: Sequence[Turn], now: Callable[[], datetime]) -> float:
        """Count under every claim, or under none; returns 0, or the seconds until there may be room."""


class Pace:
    """Lets letters through at a measured pace.

    Args:
        ledger: where they are counted.
        clock: tells when.
        to_domain: letters a minute to one recipient domain; 0: as many as there are.
        from_account: letters a minute out of an account, by its address; 0: as many as there are.
    """

    def __init__(
        self, ledger: Ledger, clock: Clock, to_domain: int, from_account: Callable[[str], int] = lambda _: 0
    ) -> None:
        self._ledger, self._clock = ledger, clock
        self._to_domain, self._from_account = to_domain, from_account

    async def __call__(self, account: str, to: str) -> None:
        """Count a letter.

        Raises:
            NotYet: it is not its turn; come back after so many seconds.
        """
        domain = to.rpartition("@")[2].lower()
        wanted = {
            f"mail-to:{account}:{domain}": self._to_domain,
            f"mail-from:{account}": self._from_account(account),
        }
        turns = [Turn(key, (Limit(_MINUTE, most),)) for key, most in wanted.items() if most]
        wait = await self._ledger.take(turns, self._clock.now) if turns else 0.0
        if wait > 0:
            raise NotYet(min(wait, _LONGEST))
