"""Request limits: sliding windows for each context and address (facts: section 11.1)."""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from .errors import TooManyRequestsError
from .office import Office

WINDOWS = ((1, "sekundę", "perSecond"), (60, "minutę", "perMinute"), (3600, "godzinę", "perHour"))
NONE = -1
LONGEST_PENALTY = 60

Rates = tuple[int, int, int]
GROUPS: dict[str, Rates] = {
    "onlineSession": (10, 30, 120),
    "onlineSessionClose": (20, 60, 240),
    "batchSession": (10, 20, 60),
    "batchSessionClose": (20, 40, 120),
    "invoiceSend": (10, 30, 180),
    "invoiceStatus": (30, 120, 1200),
    "sessionList": (5, 10, 60),
    "sessionInvoiceList": (10, 20, 200),
    "sessionMisc": (10, 120, 1200),
    "invoiceMetadata": (8, 16, 20),
    "invoiceExport": (8, 16, 20),
    "invoiceExportStatus": (10, 60, 600),
    "invoiceDownload": (8, 16, 64),
    "collectiveIdentifier": (20, 120, 240),
    "other": (10, 30, 120),
    "anonymous": (60, NONE, NONE),
    "global": (75, NONE, NONE),
}


def rates_view() -> dict[str, dict[str, int]]:
    """The body of `GET /rate-limits`; -1 means no limit in that window."""
    return {
        group: dict(zip((name for _, _, name in WINDOWS), rates, strict=True))
        for group, rates in GROUPS.items()
    }


@dataclass
class Counter:
    """The recent requests of one caller in one group, and how often it ran into the wall lately."""

    moments: deque[datetime] = field(default_factory=deque)
    violations: int = 0

    def refuse_over(self, rates: Rates, now: datetime) -> None:
        """Count a request, or raise with the seconds to wait; every violation in a row lengthens them."""
        while self.moments and not 0 <= (now - self.moments[0]).total_seconds() < WINDOWS[-1][0]:
            self.moments.popleft()
        for (seconds, label, _), limit in zip(WINDOWS, rates, strict=True):
            recent = [each for each in self.moments if (now - each).total_seconds() < seconds]
            if limit == NONE or len(recent) < limit:
                continue
            wait = seconds - (now - recent[-limit]).total_seconds()
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

    def count(self, key: tuple[str, ...], group: str) -> None:
        """Count one request of a group, and of its source address; 429 over a limit."""
        if not self._office.limits_are_on():
            return
        now = self._office.now()
        self._counters.setdefault(("global", key[-1]), Counter()).refuse_over(GROUPS["global"], now)
        self._counters.setdefault(key, Counter()).refuse_over(GROUPS[group], now)
