"""Request limits: sliding windows for each context and address (facts: section 11.1)."""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from .errors import TooManyRequestsError
from .office import Office
from .quotas import NO_LIMIT, Rates
from .xades import Context

WINDOWS = ((1, "sekundę"), (60, "minutę"), (3600, "godzinę"))
LONGEST_PENALTY = 60


@dataclass
class Counter:
    """The recent requests of one caller in one group, and how often it ran into the wall lately."""

    moments: deque[datetime] = field(default_factory=deque)
    violations: int = 0

    def refuse_over(self, rates: Rates, now: datetime) -> None:
        """Count a request, or raise with the seconds to wait; every violation in a row lengthens them."""
        while self.moments and not 0 <= (now - self.moments[0]).total_seconds() < WINDOWS[-1][0]:
            self.moments.popleft()
        for (seconds, label), limit in zip(WINDOWS, rates, strict=True):
            recent = [each for each in self.moments if (now - each).total_seconds() < seconds]
            if limit == NO_LIMIT or len(recent) < limit:
                continue
            wait = seconds - (now - recent[-limit]).total_seconds() if limit else seconds
            penalty = min(self.violations, LONGEST_PENALTY)
            self.violations += 1
            raise TooManyRequestsError(limit, label, max(1, math.ceil(wait)) + penalty)
        self.violations = 0
        self.moments.append(now)


class Limiter:
    """All counters of the service."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._counters: dict[tuple[str, ...], Counter] = {}

    def clear(self) -> None:
        """Forget all requests."""
        self._counters.clear()

    def count(self, key: tuple[str, ...], group: str, context: Context | None = None) -> None:
        """Count one request of a group, and of its source address; 429 over a limit."""
        if not self._holds(context):
            return
        now, rates = self._office.now(), self._office.quotas.rates(context)
        self._counters.setdefault(("global", key[-1]), Counter()).refuse_over(rates["global"], now)
        self._counters.setdefault(key, Counter()).refuse_over(rates[group], now)

    def _holds(self, context: Context | None) -> bool:
        switch = self._office.switches.faults.rate_limits
        if switch is None:
            return self._office.is_prod or self._office.quotas.rates_are_set(context)
        return switch
