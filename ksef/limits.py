"""KSeF's request limits, kept before a call goes out.

Every operation belongs to a group; a group has three sliding windows for each context, and all calls of one address
share one more. Calls are counted in a ledger that all workers of an installation share and that survives a restart:
KSeF remembers an hour, so must we.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from invoicing.model.errors import Unavailable
from invoicing.model.warsaw import warsaw_day
from invoicing.services.ports import Clock
from ksef.official_limits import NO_LIMIT, OFFICIAL, Rates, group_of

log = logging.getLogger(__name__)

UNCOUNTED = 1_000_000
"""What is left where nothing is counted."""
MARGIN = timedelta(seconds=0.5)
"""By so much our clock may run differently from KSeF's."""
UNDER_WAY = timedelta(seconds=30)
"""So long a call may be under way. When it reaches KSeF nobody knows before the answer, so that until then it counts as
one of this very second: on a busy machine or a bad line it may arrive long after it was let through."""
_WINDOWS = tuple(timedelta(seconds=official) + MARGIN for official in (1, 60, 3600))
_MINUTE, _HOUR = _WINDOWS[1:]
_LEARNED_FOR = timedelta(days=1)


ADDRESS = "address"
"""Who calls without a log-in, and under whose name all calls are counted together: KSeF sees one source address."""
_OF_ADDRESS = ("anonymous", "global")

SHORT = 2.0
"""Seconds that a call waits by itself; a longer wait is given back to whoever promised it."""
AS_THEY_COME: Mapping[str, int] = {"batchSession": 10}
"""Of an hour's calls of these groups so many go as they come, all others at even distances. A batch takes along what
comes to wait, so whoever waits a minute loses little; whoever has used up the hour in ten minutes waits for fifty."""
_BLOCKED = 30.0  # seconds of quiet when KSeF answers 429 and names none


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` calls within `length`."""

    length: timedelta
    most: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A call wants to be counted under a key, if all of its windows have room."""

    key: str
    windows: tuple[Window, ...]


class CallLedger(Protocol):
    """The calls of all workers of the installation."""

    async def take(
        self, claims: Sequence[Claim], now: Callable[[], datetime], ahead: timedelta = timedelta()
    ) -> float:
        """Count a call under every claim, or under none.

        Args:
            claims: all must have room.
            now: asked when no other worker can count any more, so that calls are written in their order.
            ahead: how much later than now it is written down, until `landed` says better.

        Returns:
            0, or the seconds until there may be room.
        """

    async def landed(self, keys: Sequence[str], counted: datetime, now: datetime) -> None:
        """Write a call down that was counted at a moment to come: KSeF has had it by now."""

    async def pause(self, key: str, until: datetime, now: datetime) -> None:
        """Let nothing through under a key before a moment; a later moment stays."""

    async def made(self, key: str, length: timedelta, now: datetime) -> int:
        """How many calls a key has had within the last `length`."""

    async def paused_until(self, key: str, now: datetime) -> datetime | None:
        """The end of the last pause of a key; None when it never had one."""


class Limits:
    """The limits of an installation: which windows hold for whom.

    Args:
        ledger: where calls are counted.
        clock: the time of the windows.
        sleep: waits a short while.
    """

    def __init__(self, ledger: CallLedger, clock: Clock, sleep: Callable[[float], Awaitable[None]]) -> None:
        self.ledger, self.clock, self.sleep = ledger, clock, sleep
        self._effective: dict[str, Mapping[str, Rates]] = {}
        self._learned: dict[str, datetime] = {}

    def learn(self, who: str, effective: Mapping[str, Rates]) -> None:
        """What KSeF itself says holds for a context; it may be less or more than the official table."""
        self._effective[who], self._learned[who] = effective, self.clock.now()
        shared = {group: rates for group, rates in effective.items() if group in _OF_ADDRESS}
        self._effective[ADDRESS] = {**self._effective.get(ADDRESS, {}), **shared}

    def knows(self, who: str) -> bool:
        """Whether KSeF has told what holds for a context within a day."""
        learned = self._learned.get(who)
        return learned is not None and self.clock.now() - learned < _LEARNED_FOR

    def rates(self, who: str, group: str) -> Rates:
        """Calls a second, a minute, an hour."""
        name = "other" if group.startswith("other ") else group
        teller = ADDRESS if name in _OF_ADDRESS else who
        return self._effective.get(teller, {}).get(name, OFFICIAL[name])

    def claims(self, who: str, group: str) -> tuple[Claim, ...]:
        """What a call of a context has to be counted under: its group, and the whole address."""
        own, shared = self.rates(who, group), self.rates(who, "global")
        return Claim(f"{who} {group}", _windows(own)), Claim(f"{ADDRESS} global", _windows(shared))

    async def claims_now(self, who: str, group: str) -> tuple[Claim, ...]:
        """The same for a call that is about to go: where many have gone within the hour, with a distance to the last.

        Nobody is kept back over midnight: a deadline ends with the day, and so does an invoice's date of issue.
        """
        own, shared = self.claims(who, group)
        most, freely = self.rates(who, group)[2], AS_THEY_COME.get(group, NO_LIMIT)
        if freely == NO_LIMIT or most <= freely:
            return own, shared
        now, apart = self.clock.now(), Window(_HOUR / (most - freely), 1)
        if (
            warsaw_day(now) != warsaw_day(now + apart.length)
            or await self.ledger.made(own.key, _HOUR, now) < freely
        ):
            return own, shared
        return replace(own, windows=(*own.windows, apart)), shared

    async def left(self, who: str, group: str) -> int:
        """How many calls of a group a context may still make within this hour.

        None while KSeF wants to be left alone for more than a minute: then somebody else has used up the hour.
        """
        key, now = f"{who} {group}", self.clock.now()
        until = await self.ledger.paused_until(key, now)
        if until is not None and until - now > _MINUTE:
            return 0
        most = self.rates(who, group)[2]
        return UNCOUNTED if most == NO_LIMIT else max(0, most - await self.ledger.made(key, _HOUR, now))


class LimitedPace:
    """The pace of one context (`Pace`), or of the calls of `ADDRESS`, which has logged in nowhere."""

    def __init__(self, limits: Limits, who: str) -> None:
        self._limits, self._who = limits, who

    async def admit(self, method: str, path: str) -> datetime:
        """Let a call through, after a short wait where that is enough; raises as the protocol says."""
        claims = await self._limits.claims_now(self._who, self._group(method, path))
        asked = [self._limits.clock.now()]

        def now() -> datetime:
            asked.append(self._limits.clock.now())
            return asked[-1]

        waited = 0.0
        while wait := await self._limits.ledger.take(claims, now, UNDER_WAY):
            waited += wait
            if waited > SHORT:
                raise Unavailable("ksef-limit", retry_after=wait)
            await self._limits.sleep(wait)
        return asked[-1] + UNDER_WAY

    async def landed(self, method: str, path: str, counted: datetime | None) -> None:
        """From now on the call grows old."""
        if counted is not None:
            claims = self._limits.claims(self._who, self._group(method, path))
            keys = [claim.key for claim in claims]
            await self._limits.ledger.landed(keys, counted, self._limits.clock.now())

    async def refused(self, method: str, path: str, retry_after: float | None) -> None:
        """KSeF answered 429 all the same: everybody leaves this group alone for so long."""
        group = self._group(method, path)
        log.warning("KSeF wants fewer calls than it allows", extra={"group": group, "seconds": retry_after})
        now = self._limits.clock.now()
        until = now + timedelta(seconds=retry_after or _BLOCKED)
        await self._limits.ledger.pause(f"{self._who} {group}", until, now)

    def _group(self, method: str, path: str) -> str:
        return "anonymous" if self._who == ADDRESS else group_of(method, path)


def _windows(rates: Rates) -> tuple[Window, ...]:
    return tuple(
        Window(length, most) for length, most in zip(_WINDOWS, rates, strict=True) if most != NO_LIMIT
    )
