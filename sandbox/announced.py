"""Events and messages of the lighthouse, as values (facts: section 10)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

MAINTENANCE, FAILURE, TOTAL_FAILURE = "MAINTENANCE", "FAILURE", "TOTAL_FAILURE"
START, END, PLANNED = "FAILURE_START", "FAILURE_END", "MAINTENANCE_ANNOUNCEMENT"
AVAILABLE = "AVAILABLE"
GRAVITY = (TOTAL_FAILURE, FAILURE, MAINTENANCE)
KINDS = {"failure": FAILURE, "maintenance": MAINTENANCE, "total_failure": TOTAL_FAILURE}
LISTED_FOR = timedelta(days=30)
WORDS = {
    (FAILURE, START): (
        "Awaria KSeF",
        "Rozpoczęła się awaria KSeF. Faktury można wystawiać w trybie awaryjnym.",
    ),
    (FAILURE, END): ("Koniec awarii KSeF", "Awaria KSeF została usunięta."),
    (TOTAL_FAILURE, START): ("Awaria całkowita KSeF", "Ogłoszono awarię całkowitą KSeF."),
    (TOTAL_FAILURE, END): ("Koniec awarii całkowitej KSeF", "Awaria całkowita KSeF została odwołana."),
    (MAINTENANCE, PLANNED): ("Niedostępność KSeF", "Zaplanowane prace serwisowe w KSeF."),
}


@dataclass(frozen=True)
class Said:
    """How something is announced; None: the usual words, now, and the next version."""

    title: str | None = None
    text: str | None = None
    published: datetime | None = None
    version: int | None = None


USUAL = Said()


@dataclass(frozen=True)
class Message:
    """One message as the lighthouse lists it: `body` is what goes out, the rest is what we know of it."""

    body: Any
    event: int | None = None
    kind: str = ""
    start: datetime | None = None
    end: datetime | None = None
    published: datetime | None = None
    version: int = 0

    def is_out(self, now: datetime) -> bool:
        """Whether it has been published."""
        return self.published is None or self.published <= now

    def is_listed(self, now: datetime) -> bool:
        """Whether it can still be read."""
        return self.is_out(now) and (self.published is None or now < self.published + LISTED_FOR)

    def is_over(self, now: datetime) -> bool:
        """Whether what it tells of has passed."""
        ends = self.end or (self.published if self.kind == END else None)
        return ends is not None and ends <= now


@dataclass
class Event:
    """One failure or maintenance window as it really is; `closes`: KSeF refuses calls while it lasts."""

    number: int
    category: str
    start: datetime
    end: datetime | None
    closes: bool = False
    withdrawn: bool = False
    messages: list[Message] = field(default_factory=list)

    def lasts(self, now: datetime) -> bool:
        """Whether it lasts at this moment."""
        return not self.withdrawn and self.start <= now and (self.end is None or now < self.end)

    def heard(self, now: datetime) -> Message | None:
        """The word that counts now: the highest version that is out, the later one of two."""
        out = [] if self.withdrawn else [each for each in self.messages if each.is_out(now)]
        return max(reversed(out), key=lambda each: each.version, default=None)
