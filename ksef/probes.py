"""Our own looks at KSeF: does its API answer, do log-ins come through, does the world beyond answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx

from invoicing.model.errors import Refused, Unavailable
from invoicing.model.verdict import Beacon, Signals, age
from invoicing.services.outages.books import Probe
from invoicing.services.ports import Clock

ANSWERS = httpx.codes.INTERNAL_SERVER_ERROR
"""Any status below it is an answer of a service that lives; 429 too."""
FAILED_LOGINS = 2
"""So many log-ins that failed, and none that came through since, speak of more than a stumble."""
REMEMBERED = timedelta(minutes=30)
"""How long the last log-in says anything."""
_TIMEOUT = 10.0  # seconds
_OURS = frozenset({"ksef-too-many-requests", "ksef-limit"})  # we asked too often: no fault of the log-in
_KEYS = "/security/public-key-certificates"


class LoginLog:
    """What became of our latest log-ins, of whatever company.

    A refusal is no failure: who is refused has been judged, so the log-in works.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failed = 0
        self._latest: datetime | None = None

    def came_through(self) -> None:
        """A log-in gave a token."""
        self._failed, self._latest = 0, self._clock.now()

    def failed(self, why: Unavailable) -> None:
        """A log-in got no answer, or not in time."""
        if why.reason not in _OURS and why.reason.startswith("ksef-"):
            self._failed, self._latest = self._failed + 1, self._clock.now()

    def forget(self) -> None:
        """Say nothing until somebody tries again: what failed while all of KSeF was down says nothing of the log-in."""
        self._failed, self._latest = 0, None

    def works(self, now: datetime) -> bool | None:
        """Whether log-ins come through; None when nobody has tried lately, or a single one failed."""
        if self._latest is None or age(self._latest, now) > REMEMBERED:
            return None
        if self._failed == 0:
            return True
        return False if self._failed >= FAILED_LOGINS else None


class Probes:
    """Asks by the cheapest calls there are (port `Prober`); other hosts only when KSeF and lighthouse are silent.

    Args:
        http: reaches the addresses below.
        api: base address of our environment, with /v2.
        others: addresses that tell whether it is our own connection that is down.
        logins: what became of our log-ins.
    """

    def __init__(self, http: httpx.AsyncClient, api: str, others: Sequence[str], logins: LoginLog) -> None:
        self._http, self._api, self._others, self._logins = http, api.rstrip("/"), tuple(others), logins
        self._lived = True

    async def look(self, beacon: Beacon, at: datetime) -> Probe:
        """One look; what does not answer is what it is for, so it never raises."""
        word = await self._ask(self._api + _KEYS)
        details = {"api": word}
        lives = word.isdigit() and int(word) < ANSWERS
        if not (lives and self._lived):
            self._logins.forget()
        self._lived = lives
        reached = lives or word.isdigit() or beacon is not Beacon.SILENT
        if not reached:
            said = await asyncio.gather(*(self._ask(address) for address in self._others))
            details |= {
                httpx.URL(address).host: each for address, each in zip(self._others, said, strict=True)
            }
            reached = any(each.isdigit() for each in said)
        signals = Signals(beacon, api=lives, login=self._logins.works(at), network=reached)
        return Probe(at, signals, details)

    async def _ask(self, address: str) -> str:
        """The status of the answer, else the name of what went wrong."""
        try:
            async with asyncio.timeout(_TIMEOUT):
                answer = await self._http.get(address, follow_redirects=False)
        except (httpx.HTTPError, Refused, TimeoutError) as error:
            return type(error).__name__
        return str(answer.status_code)
